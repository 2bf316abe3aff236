// Command write renews the documents in the folder above; go generate runs it.
package main

import (
	"fmt"
	"os"

	"github.com/tansiq/tansiq/openapi"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run() error {
	files, err := openapi.Files()
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

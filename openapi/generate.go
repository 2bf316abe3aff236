// Package openapi holds the OpenAPI documents of the API as they are committed: openapi.json and openapi.yaml (3.1),
// openapi-3.0.json for tools that know no other. They are made from the code of package api; a test fails where they
// differ from it, and go generate renews them.
package openapi

import "github.com/tansiq/tansiq/api"

//go:generate go run ./write

// Files makes each document, by file name.
func Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	var err error
	for name, encode := range map[string]func() ([]byte, error){
		"openapi.json":     func() ([]byte, error) { return api.Document(api.OpenAPI31) },
		"openapi.yaml":     api.DocumentYAML,
		"openapi-3.0.json": func() ([]byte, error) { return api.Document(api.OpenAPI30) },
	} {
		if files[name], err = encode(); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Command tansiq is a registry of donor-funded initiatives: who funds what, where, for whom, and does somebody do it
// already? `tansiq serve` runs it; `tansiq --help` lists the rest.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

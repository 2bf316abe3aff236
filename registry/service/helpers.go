package service

import (
	"runtime"
	"strconv"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/tansiq/tansiq/registry"
)

// newID makes a UUIDv7: sortable by time, so that new rows go to the end of every index.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

func itoa(n int) string { return strconv.Itoa(n) }

func invalid(field, reason string) error {
	return invalidFields([]registry.FieldError{{Field: field, Reason: reason}})
}

func invalidFields(wrong []registry.FieldError) error {
	if len(wrong) == 0 {
		return nil
	}
	err := registry.Errorf(registry.EInvalid, "%s %s", wrong[0].Field, wrong[0].Reason)
	err.Fields = wrong
	return err
}

// inParallel runs fn for 0 to n-1 on all cores and gives the first error.
func inParallel(n int, fn func(i int) error) error {
	var group errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() error {
			for i := w; i < n; i += workers {
				if err := fn(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

package service

import (
	"strconv"

	"github.com/google/uuid"

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

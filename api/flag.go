package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// flag is a boolean parameter that knows whether it was given: false and absent differ in a filter.
type flag struct {
	Value bool
	given bool
}

func (f flag) value() *bool {
	if !f.given {
		return nil
	}
	return &f.Value
}

// Receiver, OnParamSet and Schema tell Huma where to put the value, take note of it, and document a boolean.
func (f *flag) Receiver() reflect.Value { return reflect.ValueOf(f).Elem().Field(0) }

// OnParamSet notes that the parameter was given.
func (f *flag) OnParamSet(given bool, _ any) { f.given = given }

// Schema is that of a boolean.
func (flag) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeBoolean} }

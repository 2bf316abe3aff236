package toolkit

import (
	"context"
	"io"
	"iter"

	"github.com/tansiq/tansiq/registry"
)

// Name is the name of the embedded feed and of its format.
const Name = "toolkit"

// licence is what the toolkit's second page allows.
const licence = "May be quoted or reproduced provided the source is acknowledged: UNICRI, Policy Toolkit on The Hague " +
	"Good Practices on the Nexus between Transnational Organized Crime and Terrorism, March 2019"

// Feed is the definition under which the catalogue is imported: public, without an address, without a schedule. Its
// ID and times are the registry's to fill.
func Feed() registry.Feed {
	return registry.Feed{
		Name:    Name,
		Format:  Name,
		Enabled: true,
		Licence: licence,
		Marks:   registry.Marks{Sharing: registry.SharingClear, Sensitivity: registry.SensitivityNone},
	}
}

// Importer yields the embedded catalogue.
type Importer struct{}

// New makes the importer.
func New() Importer { return Importer{} }

// Format is "toolkit".
func (Importer) Format() string { return Name }

// Read yields the 99 records of the catalogue, in the toolkit's order. There is no file to it: file may be nil.
// The only error is the context's.
func (Importer) Read(ctx context.Context, _ io.Reader, _ registry.Feed) iter.Seq2[registry.Item, error] {
	return func(yield func(registry.Item, error) bool) {
		for i, e := range catalogue() {
			if err := ctx.Err(); err != nil {
				yield(registry.Item{}, err)
				return
			}
			if !yield(registry.Item{Record: e.record(i + 1)}, nil) {
				return
			}
		}
	}
}

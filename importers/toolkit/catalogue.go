package toolkit

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

//go:embed catalogue.json
var catalogueJSON []byte

// entry is one example of the toolkit as catalogue.json has it.
type entry struct {
	ID            string        `json:"id"`
	Kind          registry.Kind `json:"kind"`
	GoodPractices []int         `json:"good_practices"`
	Title         registry.Text `json:"title"`
	Description   registry.Text `json:"description"`
	OwnWords      []string      `json:"own_words"` // titles that are not the source's: "title.en"
	Countries     []string      `json:"countries"` // ISO 3166-1 alpha-2
	Regions       []string      `json:"regions"`   // English names of coordination regions, worldwide or kosovo
	Lead          []string      `json:"lead"`
	Donors        []string      `json:"donors"`
	Partners      []string      `json:"partners"`
	AlsoNamed     registry.Text `json:"also_named"` // takes part, but nameless or in no role that the text states
	Year          int           `json:"year"`       // in which it took place or appeared; 0 is not stated
	Since         int           `json:"since"`      // in which it began
	URL           string        `json:"url"`
	Lines         string        `json:"lines"` // of the Arabic edition's text: "289", "290-291", "836;941;1131"
	Doubt         registry.Text `json:"doubt"`

	raw []byte
}

// catalogue is read once. The file is part of the program: one that cannot be read is a mistake of ours, hence the
// panic, and a test reads it.
var catalogue = sync.OnceValue(func() []entry {
	var raws []json.RawMessage
	if err := json.Unmarshal(catalogueJSON, &raws); err != nil {
		panic("toolkit: catalogue.json: " + err.Error())
	}
	entries := make([]entry, len(raws))
	for i, raw := range raws {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&entries[i]); err != nil {
			panic(fmt.Sprintf("toolkit: catalogue.json: entry %d: %v", i+1, err))
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, raw); err != nil {
			panic(fmt.Sprintf("toolkit: catalogue.json: entry %d: %v", i+1, err))
		}
		entries[i].raw = compact.Bytes()
	}
	return entries
})

package registry

import "time"

// Initiative is one audience's view of a real-world undertaking, made of the records that this audience may see.
// For each field the best source wins, and Provenance says which.
type Initiative struct {
	ID string `json:"id"` // UUIDv7; old ids keep resolving after a merge
	Facts
	Sources []Source `json:"sources"`
	// Provenance is the index into Sources of the record that each field came from.
	Provenance map[string]int `json:"provenance"`
	// Completeness is the share (0-1) of the fields that overlap detection compares which are filled.
	Completeness float64 `json:"completeness"`
	// Withheld lists the fields of which something is kept from this audience, with IATI's reason code.
	Withheld map[string]string `json:"withheld,omitempty"`
	// Version counts the changes of this audience's view; 1 is the first.
	Version   int       `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Source is a record's provenance as an initiative shows it.
type Source struct {
	Feed        string    `json:"feed"`
	Key         string    `json:"key"`
	URL         string    `json:"url,omitempty"`
	Licence     string    `json:"licence,omitempty"`
	RetrievedAt time.Time `json:"retrieved_at"`
}

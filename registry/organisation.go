package registry

// Organisation is a donor, implementer or other body that takes part in initiatives.
//
// One with Recognised true is known by a registry identifier (org-id.guide list, IATI organisation identifier, DAC
// code) or by a curated name. One with Recognised false stands for a name exactly as sources write it, but for case,
// accents and spaces: two spellings stay two organisations until a person says otherwise.
type Organisation struct {
	ID          string   `json:"id"` // UUIDv7
	Recognised  bool     `json:"recognised"`
	Name        Text     `json:"name"`
	Identifiers []string `json:"identifiers,omitempty"`
	Aliases     []string `json:"aliases,omitempty"`
	Type        string   `json:"type,omitempty"`            // IATI OrganisationType
	Parent      string   `json:"parent,omitempty"`          // organisation id
	Ultimate    string   `json:"ultimate_funder,omitempty"` // organisation id of whose money it spends; itself where ""
	Curated     string   `json:"-"`                         // code in the curated codelist, "" where it is not from there
	Initiatives int      `json:"initiatives"`               // how many of the caller's visible initiatives it takes part in
}

// OrganisationFilter narrows a list of organisations. The zero filter is all of them.
type OrganisationFilter struct {
	Query      string // words of the name, in any language
	Identifier string
	Role       Role // takes part in this role in an initiative that the caller may see
	Recognised *bool
}

package registry

import (
	"regexp"
	"slices"
	"strings"
)

// Hashtag says what a column holds: a tag and its attributes in the HXL standard's form (HXL 1.1, tagging conventions,
// section 2), "#org +funder".
type Hashtag struct {
	Tag        string   // lower case, without the "#": "org"
	Attributes []string // lower case, sorted, each once
}

// hashtag matches a tag with attributes; spaces may stand anywhere between them.
var hashtag = regexp.MustCompile(`^\s*#\s*([A-Za-z][A-Za-z0-9_]*)((?:\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*)\s*$`)

// ParseHashtag reads a hashtag; case and the order of attributes do not matter. ok is false where the text is none.
func ParseHashtag(s string) (h Hashtag, ok bool) {
	m := hashtag.FindStringSubmatch(s)
	if m == nil || len(s) > maxHashtag {
		return Hashtag{}, false
	}
	h.Tag = strings.ToLower(m[1])
	for _, a := range strings.Split(strings.ToLower(m[2]), "+")[1:] {
		h.Attributes = append(h.Attributes, strings.TrimSpace(a))
	}
	slices.Sort(h.Attributes)
	h.Attributes = slices.Compact(h.Attributes)
	return h, true
}

// maxHashtag bounds a hashtag with its attributes, in bytes.
const maxHashtag = 200

// Has says whether the hashtag has one of the attributes.
func (h Hashtag) Has(attributes ...string) bool {
	return slices.ContainsFunc(attributes, func(a string) bool { return slices.Contains(h.Attributes, a) })
}

// String is the form without spaces: "#org+funder".
func (h Hashtag) String() string {
	return "#" + strings.Join(append([]string{h.Tag}, h.Attributes...), "+")
}

// Mapping says what the columns of a feed's sheets hold where their hashtags do not: the column's header to its hashtag.
// An empty hashtag takes a column out of what is read. A key that is a hashtag itself states a value which all rows have
// that state none: "#country" to "ML" for a sheet of one country.
type Mapping map[string]string

// Limits of a mapping.
const (
	maxMapped       = 500
	maxMappedHeader = 500 // bytes
)

// Problem says in a few words what is wrong with the mapping, "" where nothing is.
func (m Mapping) Problem() string {
	if len(m) > maxMapped {
		return "must have at most 500 columns"
	}
	for header, tag := range m {
		_, isValue := ParseHashtag(header)
		_, isTag := ParseHashtag(tag)
		switch {
		case strings.TrimSpace(header) == "" || len(header) > maxMappedHeader || len(tag) > maxMappedHeader:
			return "must have headers of 1 to 500 bytes"
		case isValue && strings.TrimSpace(tag) == "":
			return "must state a value for each hashtag that it begins with"
		case !isValue && !isTag && strings.TrimSpace(tag) != "":
			return `must give a hashtag for each header, such as "#org +funder", or "" for one that is not to be read`
		}
	}
	return ""
}

package classify

import (
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// An IATI publisher names a good practice with a tag in a vocabulary of its own:
//
//	<tag vocabulary="99" vocabulary-uri="urn:tansiq:hague-good-practices" code="GP19"/>
//
// TagVocabulary is IATI TagVocabulary 99, "Reporting Organisation"; the standard asks for a vocabulary-uri with it, and
// that is what tells one publisher's "GP19" from another's. Any URI that has TagURIName in it is taken, whatever its
// case, so that a publisher may point to the page where it found the practices. A tag without a URI says nothing.
const (
	TagVocabulary = "99"
	TagURI        = "urn:tansiq:" + TagURIName
	TagURIName    = "hague-good-practices"
)

// TagCode is the code of a good practice in that vocabulary: "GP1" to "GP25".
func TagCode(number int) string { return "GP" + strconv.Itoa(number) }

// practiceOfTag gives the practice that a tag names, in either case and with or without a leading zero.
func practiceOfTag(t registry.Tag) (number int, ok bool) {
	if t.Vocabulary != TagVocabulary || !strings.Contains(strings.ToLower(t.URI), TagURIName) {
		return 0, false
	}
	digits, ok := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(t.Code)), "GP")
	if !ok || len(digits) == 0 || len(digits) > 2 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	return number, err == nil && number >= 1 && number <= 25
}

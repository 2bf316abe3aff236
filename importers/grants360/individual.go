package grants360

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/importers/jsonstream"
)

// withoutPerson takes the person out of a grant to an individual: recipientIndividual, toIndividualsDetails, places finer
// than a country, addresses of pages and documents, and the words of the person's name and identifier wherever they stand in a text. named says that the
// grant's identifier itself is the person's name, so that nothing of it can be kept.
func withoutPerson(grant map[string]any) (rest map[string]any, toIndividual, named bool) {
	person, details := grant["recipientIndividual"], grant["toIndividualsDetails"]
	if isNothing(person) && isNothing(details) {
		return grant, false, false
	}
	delete(grant, "recipientIndividual")
	delete(grant, "toIndividualsDetails")
	delete(grant, "url") // they lead to pages about the person
	delete(grant, "relatedDocument")
	if places, ok := grant["beneficiaryLocation"]; ok {
		grant["beneficiaryLocation"] = jsonstream.Fields{"countryCode": nil}.Keep(places)
	}
	words := namesOf(person)
	id, _ := grant["id"].(string)
	if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(wordsOf(id), w) }) {
		return nil, true, true
	}
	for key, part := range grant {
		switch key {
		case "id", "currency", "fundingOrganization", "dataSource", "relatedActivity": // they are not of the person
		default:
			grant[key] = jsonstream.MapTexts(part, func(s string) string { return withoutWords(s, words) })
		}
	}
	return grant, true, false
}

// isNothing says whether a value holds nothing: null, or an object, list or text with nothing in it.
func isNothing(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case map[string]any:
		for _, part := range value {
			if !isNothing(part) {
				return false
			}
		}
		return true
	case []any:
		return !slices.ContainsFunc(value, func(part any) bool { return !isNothing(part) })
	case string:
		return strings.TrimSpace(value) == ""
	}
	return false
}

// nobodysName are words that the standard's guidance has in place of a name ("Individual Recipient"), and titles.
var nobodysName = map[string]bool{
	"individual": true, "individuals": true, "recipient": true, "anonymous": true, "person": true, "name": true, "withheld": true,
	"redacted": true, "grant": true, "mr": true, "ms": true, "mx": true, "dr": true, "of": true, "to": true, "student": true, "the": true, "and": true, "miss": true, "mrs": true, "prof": true, "professor": true,
	"doctor": true, "rev": true, "sir": true, "dame": true, "lady": true, "lord": true,
}

// namesOf gives the words of the names under a person, in lower case. The standard has one object; files have lists and
// bare names too.
func namesOf(person any) []string {
	var words []string
	switch person := person.(type) {
	case string:
		for _, w := range wordsOf(person) {
			if len([]rune(w)) >= 2 && !nobodysName[w] && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	case map[string]any:
		return namesOf(person["name"])
	case []any:
		for _, p := range person {
			words = append(words, namesOf(p)...)
		}
	}
	return words
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || r == '\'' || r == '’'
}

// wordsOf splits a text into its words, in lower case.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isWordRune(r) })
}

// withoutWords puts an ellipsis in the place of each of the words.
func withoutWords(s string, words []string) string {
	if len(words) == 0 {
		return s
	}
	var b strings.Builder
	rest := []rune(s)
	for len(rest) > 0 {
		n := 0
		for n < len(rest) && isWordRune(rest[n]) {
			n++
		}
		if n == 0 {
			b.WriteRune(rest[0])
			rest = rest[1:]
			continue
		}
		word := string(rest[:n])
		bare := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(word), "'s"), "’s")
		isShort := n == 2 && unicode.IsLower(rest[0]) // "an" is not Mr An
		if !isShort && (slices.Contains(words, strings.ToLower(word)) || slices.Contains(words, bare)) {
			word = "…"
		}
		b.WriteString(word)
		rest = rest[n:]
	}
	return strings.ReplaceAll(b.String(), "… …", "…")
}

package iati

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// language reduces a text's xml:lang, or the default where it has none, to a language of registry.Text.
func (ad *adapter) language(said string) string {
	if said == "" {
		said = ad.lang
	}
	return registry.PrimaryLanguage(said)
}

// name makes a Text of names: one line, the first in each language.
func (ad *adapter) name(elements ...words) registry.Text {
	var t registry.Text
	for _, e := range elements {
		t = ad.addNames(t, e.Texts)
	}
	return t
}

// addNames adds the names in languages that t does not have.
func (ad *adapter) addNames(t registry.Text, names []narrative) registry.Text {
	for _, n := range names {
		text := ad.clean(oneLine(n.Text))
		lang := ad.language(n.Lang)
		if text == "" || t[lang] != "" {
			continue
		}
		if t == nil {
			t = registry.Text{}
		}
		t[lang] = text
	}
	return t
}

// title: title, in all languages. Of two different titles in one language the first is taken.
func (ad *adapter) title() registry.Text {
	t := ad.name(ad.a.Titles...)
	if t == nil {
		ad.warn(ad.a.Line, "title", "the activity has no title")
		return registry.Text{}
	}
	for _, e := range ad.a.Titles {
		for _, n := range e.Texts {
			if ad.clean(oneLine(n.Text)) != t[ad.language(n.Lang)] {
				ad.warn(e.Line, "title", "a second title in the same language; the first is used")
			}
		}
	}
	return t
}

// oneLine puts single spaces for all runs of white space.
func oneLine(text string) string {
	if isTidy(text) {
		return strings.TrimSpace(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

// isTidy says that a text has no white space but single spaces, as most do. Of a text with a character that begins as
// the white space outside ASCII does (U+0085, U+00A0, U+2000 and after, U+3000) it may say no without need.
func isTidy(text string) bool {
	before := byte(0)
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == ' ' && before == ' ', before == 0xC2 && (c == 0x85 || c == 0xA0), c == 0xE1, c == 0xE2, c == 0xE3:
			return false
		}
		before = text[i]
	}
	return true
}

// description: the descriptions of all types in each language, the general one (type 1, the default) first, then
// objectives, target groups and other, each said once.
func (ad *adapter) description() registry.Text {
	all := slices.Clone(ad.a.Descriptions)
	slices.SortStableFunc(all, func(x, y words) int { return strings.Compare(descriptionOrder(x), descriptionOrder(y)) })
	parts := map[string][]string{}
	for _, d := range all {
		for _, n := range d.Texts {
			lang := ad.language(n.Lang)
			if text := ad.clean(paragraphs(n.Text)); text != "" && !slices.Contains(parts[lang], text) {
				parts[lang] = append(parts[lang], text)
			}
		}
	}
	if len(parts) == 0 {
		return nil
	}
	t := registry.Text{}
	for lang, p := range parts {
		t[lang] = strings.Join(p, "\n\n")
	}
	return t
}

func descriptionOrder(w words) string {
	switch w.Type {
	case "2", "3", "4":
		return w.Type
	}
	return "1"
}

// paragraphs keeps the lines of a text, without the blanks around them, and one empty line between paragraphs.
func paragraphs(text string) string {
	if isTidy(text) {
		return strings.TrimSpace(text)
	}
	var b strings.Builder
	empty := false
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			empty = b.Len() > 0
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if empty {
			b.WriteByte('\n')
			empty = false
		}
		b.WriteString(line)
	}
	return b.String()
}

// email matches an address (RFC 5322 addr-spec as people write it, letters of any script).
var email = regexp.MustCompile(`(?i)(?:mailto:)?[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)

// clean takes e-mail addresses out of a text: they are mostly a person's, and nobody can tell.
func (ad *adapter) clean(text string) string {
	if !strings.Contains(text, "@") || !email.MatchString(text) {
		return text
	}
	ad.email = true
	text = email.ReplaceAllString(text, "")
	return strings.TrimSpace(strings.NewReplacer("()", "", "<>", "", "[]", "", "  ", " ").Replace(text))
}

// raw copies the activity's bytes without e-mail addresses, and says what else is wrong with its text.
func (ad *adapter) raw(captured []byte) []byte {
	raw := bytes.Clone(captured)
	if bytes.Contains(raw, []byte("&#")) {
		raw = emailReferences.ReplaceAll(raw, []byte("@"))
	}
	if bytes.IndexByte(raw, '@') >= 0 {
		raw = email.ReplaceAll(raw, nil)
	}
	if ad.email {
		ad.warn(ad.a.Line, "iati-activity", "an e-mail address in a text is left out: the registry keeps no contact data")
	}
	if bytes.Contains(raw, []byte("\uFFFD")) {
		ad.warn(ad.a.Line, "iati-activity", "a text has replacement characters (U+FFFD): letters were lost before it was published")
	}
	return raw
}

// emailReferences are the ways to write '@' as a character reference, which would hide an address.
var emailReferences = regexp.MustCompile(`&#(?:0*64|[x]0*40);`)

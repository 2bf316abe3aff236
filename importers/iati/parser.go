package iati

import (
	"bytes"
	"errors"

	"github.com/tansiq/tansiq/importers/xmlstream"
)

// errOverLimit says that the activity is over Limits.Record. What of it was read is not to be used but for its key.
var errOverLimit = errors.New("activity over the limit")

// parser reads one activity after the other into wire structs.
type parser struct {
	s         *xmlstream.Scanner
	limits    xmlstream.Limits
	namespace string // the default namespace of the root, mostly none
	wire      activity
	text      []byte
	known     map[string]string
}

// activity reads the iati-activity whose Start was just found, to its End, capturing it without its contact-info. The
// result is valid until the next call.
func (p *parser) activity() (*activity, error) {
	p.s.Capture()
	a := &p.wire
	a.reset()
	a.Line = p.s.Line()
	a.Lang = p.attr("xml:lang")
	a.Currency = p.attr("default-currency")
	a.Hierarchy = p.attr("hierarchy")
	a.LinkedData = p.attr("linked-data-uri")
	a.Licence = licenceOf(p.s)
	return a, p.children(a.child(p))
}

// child reads a child element of iati-activity.
func (a *activity) child(p *parser) func(name []byte) error {
	return func(name []byte) (err error) {
		line := p.s.Line()
		switch string(name) {
		case "iati-identifier":
			err = p.values(&a.Identifiers, line)
		case "other-identifier":
			err = p.otherIdentifier(&a.OtherIdentifiers, line)
		case "reporting-org":
			err = p.organisation(appended(&a.Reporters), line)
		case "title":
			err = p.words(appended(&a.Titles), line)
		case "description":
			err = p.words(appended(&a.Descriptions), line)
		case "activity-status":
			err = p.coded(appended(&a.Statuses), line)
		case "activity-date":
			err = p.date(appended(&a.Dates), line)
		case "participating-org":
			err = p.organisation(appended(&a.Participants), line)
		case "recipient-country":
			err = p.coded(appended(&a.Countries), line)
		case "recipient-region":
			err = p.coded(appended(&a.Regions), line)
		case "location":
			err = p.location(appended(&a.Locations), line)
		case "sector":
			err = p.coded(appended(&a.Sectors), line)
		case "policy-marker":
			err = p.coded(appended(&a.PolicyMarkers), line)
		case "tag":
			err = p.coded(appended(&a.Tags), line)
		case "budget":
			err = p.budget(appended(&a.Budgets), line)
		case "transaction":
			err = p.transaction(appended(&a.Transactions), line)
		case "related-activity":
			a.Related = append(a.Related, related{Line: line, Ref: p.attr("ref"), Type: p.attr("type")})
			err = p.skip()
		case "activity-website":
			err = p.values(&a.Websites, line)
		case "document-link":
			err = p.document(appended(&a.Documents), line)
		default:
			err = p.skip()
		}
		return err
	}
}

// next is the scanner's, and errOverLimit. Personal data never comes out of it, and never into the captured bytes.
func (p *parser) next() (xmlstream.Kind, error) {
	for {
		kind, err := p.s.Next()
		if err == nil && kind == xmlstream.Start && isPersonal(p.s.Name()) {
			if err = p.s.DropElement(); err == nil {
				continue
			}
		}
		if err == nil && p.s.OverLimit() {
			err = errOverLimit
		}
		return kind, err
	}
}

// skip goes to the End of the element whose Start was just found.
func (p *parser) skip() error {
	for depth := p.s.Depth(); p.s.Depth() >= depth; {
		if _, err := p.next(); err != nil {
			return err
		}
	}
	return nil
}

// foreign says that the element whose Start was just found is not of the IATI standard: it has a namespace prefix, or
// another default namespace than the root.
func (p *parser) foreign() bool {
	if bytes.IndexByte(p.s.Name(), ':') >= 0 {
		return true
	}
	ns := p.s.Attr("xmlns")
	return ns != nil && string(ns) != p.namespace
}

// children calls each for the child elements of the open element, up to its End; each reads its element to its End.
// Text between them is no statement.
func (p *parser) children(each func(name []byte) error) error {
	depth := p.s.Depth()
	for {
		kind, err := p.next()
		switch {
		case err != nil:
			return err
		case kind == xmlstream.End && p.s.Depth() < depth:
			return nil
		case kind != xmlstream.Start:
			continue
		}
		if p.foreign() {
			err = p.skip()
		} else {
			err = each(p.s.Name())
		}
		if err != nil {
			return err
		}
	}
}

// isPersonal says whether the element is contact-info, in whatever namespace a publisher puts it.
func isPersonal(name []byte) bool {
	return bytes.HasSuffix(name, []byte("contact-info")) &&
		(len(name) == len("contact-info") || name[len(name)-len("contact-info")-1] == ':')
}

// attr gives an attribute as a string, "" where it is not there.
func (p *parser) attr(name string) string { return p.str(p.s.Attr(name)) }

// Codes, languages, currencies and references come again and again: one string for all of them.
const (
	knownLength = 40
	knownCount  = 4096
)

func (p *parser) str(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > knownLength {
		return string(b)
	}
	if s, ok := p.known[string(b)]; ok {
		return s
	}
	if p.known == nil || len(p.known) == knownCount {
		p.known = make(map[string]string, knownCount)
	}
	s := string(b)
	p.known[s] = s
	return s
}

// gather appends the open element's text, that of elements inside it included, up to its End.
func (p *parser) gather(text []byte) ([]byte, error) {
	for depth := p.s.Depth(); ; {
		kind, err := p.next()
		switch {
		case err != nil:
			return text, err
		case kind == xmlstream.Text:
			text = append(text, p.s.Text()...)
		case kind == xmlstream.End && p.s.Depth() < depth:
			return text, nil
		}
	}
}

func (p *parser) values(to *[]value, line int) (err error) {
	p.text, err = p.gather(p.text[:0])
	*to = append(*to, value{Line: line, Text: string(p.text)})
	return err
}

// narratives reads an element that is text in languages: its narrative children, or its own text where it has none.
func (p *parser) narratives(to []narrative) ([]narrative, error) {
	lang := p.attr("xml:lang")
	own := p.text[:0]
	defer func() { p.text = own[:0] }()
	depth, children := p.s.Depth(), 0
	for {
		kind, err := p.next()
		switch {
		case err != nil:
			return to, err
		case kind == xmlstream.Text:
			own = append(own, p.s.Text()...)
			continue
		case kind == xmlstream.End && p.s.Depth() < depth:
			if text := bytes.TrimSpace(own); children == 0 && len(text) > 0 {
				to = append(to, narrative{Lang: lang, Text: p.str(text)})
			}
			return to, nil
		case kind == xmlstream.End:
			continue
		}
		switch {
		case p.foreign():
			err = p.skip()
		case string(p.s.Name()) == "narrative":
			children++
			own, to, err = p.narrative(own, lang, to)
		} // Other elements are markup inside a text: their text is part of it.
		if err != nil {
			return to, err
		}
	}
}

// narrative reads a narrative element inside one whose language is lang. buffer's content is kept.
func (p *parser) narrative(buffer []byte, lang string, to []narrative) ([]byte, []narrative, error) {
	if l := p.attr("xml:lang"); l != "" {
		lang = l
	}
	before := len(buffer)
	buffer, err := p.gather(buffer)
	if text := bytes.TrimSpace(buffer[before:]); len(text) > 0 {
		to = append(to, narrative{Lang: lang, Text: p.str(text)})
	}
	return buffer[:before], to, err
}

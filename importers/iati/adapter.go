package iati

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// adapter makes a record of one activity. What it does with each part is in the file of that part: texts.go, period.go,
// organisations.go, geography.go, locations.go, classification.go, money.go, relations.go.
type adapter struct {
	a        *activity
	key      string
	lang     string // the activity's language, else the file's, else und
	facts    registry.Facts
	problems []registry.Problem
	alike    map[[2]string]int // how many problems of one field and reason there are beyond the first
	email    bool              // an e-mail address was cut out
}

// adapt gives the item of an activity that has an identifier. raw is the activity's captured bytes, which it copies.
func adapt(a *activity, file fileDefaults, raw []byte) registry.Item {
	ad := &adapter{a: a, key: a.key(), lang: a.Lang}
	if ad.lang == "" {
		ad.lang = file.lang
	}
	ad.facts.Title = ad.title()
	ad.facts.Description = ad.description()
	ad.facts.Hierarchy = ad.hierarchy()
	ad.facts.Status = ad.status()
	ad.facts.Period = ad.period()
	ad.organisations()
	ad.identifiers()
	ad.geography()
	ad.classifications()
	ad.facts.Budgets = ad.budgets()
	ad.facts.Budget = registry.BudgetOf(ad.facts.Budgets)
	ad.facts.Totals = ad.totals()
	ad.relations()
	ad.facts.Kind = ad.kind()
	ad.facts.Links = ad.links()
	ad.facts.Documents = ad.documents()
	record := &registry.Record{
		Key: ad.key, Line: a.Line, URL: ad.linkedData(), Licence: a.Licence, Facts: ad.facts, Raw: ad.raw(raw),
	}
	return registry.Item{Record: record, Problems: ad.allProblems()}
}

// warn notes that a statement of the activity is left out. field is its path within iati-activity.
func (ad *adapter) warn(line int, field, reason string) {
	kind := [2]string{field, reason}
	if n, known := ad.alike[kind]; known {
		ad.alike[kind] = n + 1
		return
	}
	if ad.alike == nil {
		ad.alike = map[[2]string]int{}
	}
	ad.alike[kind] = 0
	ad.problems = append(ad.problems, registry.Problem{
		Line: line, Identifier: ad.key, Field: field, Reason: reason, Severity: registry.SeverityWarning,
	})
}

// allProblems are the problems by line, each saying how many there are like it.
func (ad *adapter) allProblems() []registry.Problem {
	for i, p := range ad.problems {
		if n := ad.alike[[2]string{p.Field, p.Reason}]; n > 0 {
			ad.problems[i].Reason = fmt.Sprintf("%s (and %d more like this in the activity)", p.Reason, n)
		}
	}
	slices.SortStableFunc(ad.problems, func(x, y registry.Problem) int { return x.Line - y.Line })
	return ad.problems
}

// code resolves a code or a code word of 1.x in one of the standard's lists.
func code(list, word string) (string, bool) {
	word = strings.TrimSpace(word)
	if word == "" {
		return "", false
	}
	return codelist.IATI(list).FromWord(word)
}

// codeOf is the code of an element: its @code, or its text where 1.x wrote the word only.
func (c coded) codeOf() string {
	if s := strings.TrimSpace(c.Code); s != "" || len(c.Texts) == 0 {
		return s
	}
	return strings.TrimSpace(c.Texts[0].Text)
}

var statusByCode = map[string]registry.Status{
	"1": registry.StatusPipeline, "2": registry.StatusImplementation, "3": registry.StatusFinalisation,
	"4": registry.StatusClosed, "5": registry.StatusCancelled, "6": registry.StatusSuspended,
}

// status: activity-status, the first that says something.
func (ad *adapter) status() registry.Status {
	for _, s := range ad.a.Statuses {
		said := s.codeOf()
		if said == "" {
			continue
		}
		c, ok := code("ActivityStatus", said)
		if !ok {
			ad.warn(s.Line, "activity-status/@code", "not a code of ActivityStatus (1 to 6)")
			continue
		}
		return statusByCode[c]
	}
	return ""
}

// hierarchy: iati-activity/@hierarchy, a positive number.
func (ad *adapter) hierarchy() int {
	said := strings.TrimSpace(ad.a.Hierarchy)
	if said == "" {
		return 0
	}
	n, err := strconv.Atoi(said)
	if err != nil || n < 1 {
		ad.warn(ad.a.Line, "@hierarchy", "not a positive whole number")
		return 0
	}
	return n
}

// kind: nothing in the standard says what sort of undertaking an activity is but that it has children.
func (ad *adapter) kind() registry.Kind {
	for _, r := range ad.facts.Related {
		if r.Type == registry.RelationChild {
			return registry.KindProgramme
		}
	}
	return registry.KindProject
}

// linkedData: iati-activity/@linked-data-uri, where it is a web address.
func (ad *adapter) linkedData() string {
	return webAddress(ad.a.LinkedData)
}

// webAddress gives an absolute http or https address, "" for anything else: "www.example.org" could be either, and a
// javascript: address must never be shown.
func webAddress(said string) string {
	said = strings.TrimSpace(said)
	u, err := url.Parse(said)
	if err != nil || u.Host == "" || !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https") {
		return ""
	}
	if u.User != nil || email.MatchString(said) { // credentials, or whose address it is
		return ""
	}
	return said
}

const notWeb = "not a web address that begins with http:// or https://, or one with a person's name in it"

// links: activity-website of 1.x.
func (ad *adapter) links() []registry.Link {
	var links []registry.Link
	for _, w := range ad.a.Websites {
		if strings.TrimSpace(w.Text) == "" {
			continue
		}
		u := webAddress(w.Text)
		if u == "" {
			ad.warn(w.Line, "activity-website", notWeb)
		} else if !slices.ContainsFunc(links, func(l registry.Link) bool { return l.URL == u }) {
			links = append(links, registry.Link{URL: u})
		}
	}
	return links
}

// documents: document-link.
func (ad *adapter) documents() []registry.Document {
	var documents []registry.Document
	for _, d := range ad.a.Documents {
		u := webAddress(d.URL)
		if u == "" {
			ad.warn(d.Line, "document-link/@url", notWeb)
			continue
		}
		document := registry.Document{URL: u, Title: ad.name(d.Titles...)}
		for _, c := range d.Categories {
			if c, ok := code("DocumentCategory", c); ok {
				document.Categories = append(document.Categories, c)
			}
		}
		documents = append(documents, document)
	}
	return documents
}

func itoa(n int) string { return strconv.Itoa(n) }

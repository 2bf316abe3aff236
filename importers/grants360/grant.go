package grants360

import (
	"strings"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// reading is one grant on its way to a record. What it does with each part is in the file of that part: individual.go,
// money.go, period.go, places.go, organisations.go, classification.go.
type reading struct {
	line     int
	id       string
	titles   map[string]string // of a table's columns, by path; nil for JSON, where the paths are what its reader knows
	facts    registry.Facts
	problems []registry.Problem
}

func (d *reading) warn(path, reason string) { d.problem(path, reason, registry.SeverityWarning) }

func (d *reading) problem(path, reason string, severity registry.Severity) {
	if title := d.titles[path]; title != "" {
		path = title
	}
	d.problems = append(d.problems, registry.Problem{Line: d.line, Identifier: d.id, Field: path, Reason: reason, Severity: severity})
}

func (d *reading) rejection(path, reason string) registry.Item {
	d.problems = nil
	d.problem(path, reason, registry.SeverityRejected)
	return registry.Item{Problems: d.problems}
}

// rawFields are what Raw keeps of a grant.
var rawFields = grant.kept()

// item makes the record of a grant that has an identifier. data is the grant as JSON has it, under the ids of its fields.
func (d *reading) item(data any) registry.Item {
	email := false
	data = jsonstream.MapTexts(data, func(s string) string {
		rest, found := sheet.WithoutEmail(s)
		email = email || found
		return rest
	})
	if email {
		d.warn("", "an e-mail address in a text is left out: the registry keeps no contact data")
	}
	data, toIndividual, named := withoutPerson(data.(map[string]any))
	if named {
		return registry.Item{Problems: []registry.Problem{{Line: d.line, Field: "id", Severity: registry.SeverityRejected,
			Reason: "the identifier is the name of the individual who receives the grant"}}}
	}
	g := jsonstream.NewNode(data, d.warn)
	d.id = g.Get("id").Text()
	d.facts.Identifiers = []registry.Identifier{{Scheme: registry.Scheme360Giving, Value: d.id}}
	d.facts.Title = d.title(g)
	if words := paragraphs(g.Get("description").Text()); words != "" {
		d.facts.Description = registry.Text{registry.Undetermined: words}
	}
	d.facts.Period = d.period(g)
	d.organisations(g, toIndividual)
	d.places(g)
	d.facts.Sectors = d.sectors(g)
	d.facts.Tags = d.tags(g)
	d.facts.Totals = d.totals(g)
	d.facts.Related = d.related(g)
	d.facts.Kind = d.kind(g)
	d.facts.Links = d.links(g)
	d.facts.Documents = d.documents(g)
	record := &registry.Record{Key: d.id, Line: d.line, Facts: d.facts, Raw: jsonstream.Encode(rawFields.Keep(data))}
	if source := g.Get("dataSource").Text(); sheet.IsWebAddress(source) {
		record.URL = source
	}
	return registry.Item{Record: record, Problems: d.problems}
}

func (d *reading) title(g jsonstream.Node) registry.Text {
	words := oneLine(g.Get("title").Text())
	if words == "" {
		d.warn("title", "the grant has no title")
		return registry.Text{}
	}
	return registry.Text{registry.Undetermined: words}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraphs keeps the lines of a text, without the blanks around them, and one empty line between paragraphs.
func paragraphs(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = oneLine(line)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// related: relatedActivity, of which the standard does not say how it is related.
func (d *reading) related(g jsonstream.Node) []registry.Related {
	var related []registry.Related
	for _, item := range g.Get("relatedActivity").Items() {
		id := item.Text()
		if id == "" || registry.FoldKey(id) == registry.FoldKey(d.id) {
			continue
		}
		r := registry.Related{Identifier: id}
		if strings.HasPrefix(strings.ToUpper(id), "360G-") {
			r.Scheme = registry.Scheme360Giving
		}
		related = append(related, r)
	}
	return related
}

const notWeb = "not a web address (http:// or https://)"

func (d *reading) links(g jsonstream.Node) []registry.Link {
	url := g.Get("url").Text()
	switch {
	case url == "":
		return nil
	case !sheet.IsWebAddress(url):
		d.warn("url", notWeb)
		return nil
	}
	return []registry.Link{{URL: url}}
}

func (d *reading) documents(g jsonstream.Node) []registry.Document {
	var documents []registry.Document
	for _, item := range g.Get("relatedDocument").Objects() {
		url := item.Get("url").Text()
		if url == "" {
			continue
		}
		if !sheet.IsWebAddress(url) {
			d.warn(item.Path+"/url", notWeb)
			continue
		}
		document := registry.Document{URL: url}
		if title := oneLine(item.Get("title").Text()); title != "" {
			document.Title = registry.Text{registry.Undetermined: title}
		}
		documents = append(documents, document)
	}
	return documents
}

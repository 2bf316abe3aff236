package fts

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// adapter makes a record of the flows that pay one initiative.
type adapter struct {
	flows    []*flow // in the order of their ids
	project  *object // nil for a grant, which is a flow alone
	facts    registry.Facts
	problems []registry.Problem
}

// grantItem is the item of a flow that is an initiative of its own.
func grantItem(f *flow, problems []registry.Problem) registry.Item {
	if f.description == "" {
		return rejection(f.line, f.id, "description", "nothing says what the flow pays for: it has neither a description nor a project")
	}
	ad := &adapter{flows: []*flow{f}, problems: problems}
	ad.facts.Title, ad.facts.Description = titleOf(f.description)
	return ad.item("flow-"+f.id, f.raw)
}

// projectItem is the item of a project and all flows to it.
func projectItem(id string, flows []*flow, problems []registry.Problem) registry.Item {
	ad := &adapter{flows: flows, problems: problems}
	raw := []json.RawMessage{}
	descriptions := []string{}
	for _, f := range flows {
		raw = append(raw, f.raw)
		for _, p := range f.projects() {
			if p.id == id && (ad.project == nil || ad.project.name == "") {
				ad.project = &p
			}
		}
		if d := paragraph(f.description); d != "" && !slices.Contains(descriptions, d) {
			descriptions = append(descriptions, d)
		}
	}
	if ad.project.name == "" {
		return rejection(flows[0].line, projectKey(id), "destinationObjects/name", "the project has no name")
	}
	ad.facts.Title = registry.Text{registry.Undetermined: ad.project.name}
	if len(descriptions) > 0 {
		ad.facts.Description = registry.Text{registry.Undetermined: strings.Join(descriptions, "\n\n")}
	}
	encoded, err := json.Marshal(raw)
	if err != nil {
		panic("fts: flows that were read cannot be encoded: " + err.Error())
	}
	return ad.item(projectKey(id), encoded)
}

func projectKey(id string) string { return "project-" + id }

// item fills in what grants and projects have in common.
func (ad *adapter) item(key string, raw []byte) registry.Item {
	ad.facts.Kind = registry.KindProject
	ad.facts.Period = ad.period()
	ad.organisations()
	ad.identifiers()
	ad.places()
	ad.facts.Sectors = ad.sectors()
	ad.facts.Totals = ad.totals()
	ad.facts.Related = ad.relations()
	ad.facts.Notes = ad.notes()
	return registry.Item{
		Record:   &registry.Record{Key: key, Line: ad.flows[0].line, Facts: ad.facts, Raw: raw},
		Problems: ad.problems,
	}
}

func (ad *adapter) warn(f *flow, field, reason string) {
	ad.problems = append(ad.problems, registry.Problem{
		Line: f.line, Identifier: f.id, Field: field, Reason: reason, Severity: registry.SeverityWarning,
	})
}

// maxTitle is how long a description may be to be a title, in characters.
const maxTitle = 200

// titleOf makes a title of a description, of which a grant has nothing else. A long one is cut between two words, and
// stays whole as the description.
func titleOf(description string) (title, rest registry.Text) {
	line := oneLine(description)
	if utf8.RuneCountInString(line) <= maxTitle {
		return registry.Text{registry.Undetermined: line}, nil
	}
	short := string([]rune(line)[:maxTitle])
	if at := strings.LastIndexByte(short, ' '); at > 0 {
		short = short[:at]
	}
	return registry.Text{registry.Undetermined: short + "…"}, registry.Text{registry.Undetermined: paragraph(description)}
}

// paragraph keeps the lines of a text, without the blanks around them.
func paragraph(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// period is from the first to the last year in which the money is to be used.
func (ad *adapter) period() registry.Period {
	first, last := "", ""
	for _, f := range ad.flows {
		for _, o := range ofKind(f.to, "UsageYear") {
			if _, err := registry.ParseDate(o.name + "-01-01"); err != nil || len(o.name) != 4 {
				ad.warn(f, "destinationObjects/UsageYear", "not a year")
				continue
			}
			if first == "" || o.name < first {
				first = o.name
			}
			last = max(last, o.name)
		}
	}
	if first == "" {
		return registry.Period{}
	}
	return registry.Period{Start: registry.Date(first + "-01-01"), End: registry.Date(last + "-12-31"), Basis: registry.PeriodPlanned}
}

// identifiers: the flows', and the numbers by which others know the undertaking.
func (ad *adapter) identifiers() {
	add := func(id registry.Identifier) {
		if !slices.Contains(ad.facts.Identifiers, id) {
			ad.facts.Identifiers = append(ad.facts.Identifiers, id)
		}
	}
	for _, f := range ad.flows {
		scheme := registry.SchemeFTS
		if len(f.projects()) > 1 {
			scheme = "iati-a4" // it passes through this project, and is another one's too
		}
		add(registry.Identifier{Scheme: scheme, Value: f.id})
	}
	if ad.project != nil && ad.project.code != "" {
		add(registry.Identifier{Scheme: registry.SchemeOwn, Value: ad.project.code, Owner: ocha})
	}
	for _, f := range ad.flows {
		if owner := oneLine(f.reporter().organisation); owner != "" && ad.mayName(owner) && isOneNumber(f.refCode) {
			add(registry.Identifier{Scheme: registry.SchemeOwn, Value: f.refCode, Owner: owner})
		}
	}
}

// isOneNumber says whether a refCode is one number: some hold several, divided by tabs and semicolons.
func isOneNumber(code string) bool {
	return len(code) >= 4 && len(code) <= 60 && !strings.ContainsAny(code, "\t\n;|")
}

// places: the locations of the destination, as countries where they are some. Nobody says how the whole is shared.
func (ad *adapter) places() {
	var elsewhere []string
	for _, f := range ad.flows {
		for _, o := range ofKind(f.to, "Location") {
			if o.name == "" {
				continue
			}
			if alpha2, ok := codelist.FindCountry(o.name); !ok {
				if !slices.Contains(elsewhere, o.name) {
					elsewhere = append(elsewhere, o.name)
				}
			} else if share := (registry.CountryShare{Code: alpha2}); !slices.Contains(ad.facts.Countries, share) {
				ad.facts.Countries = append(ad.facts.Countries, share)
			}
		}
	}
	slices.SortFunc(ad.facts.Countries, func(a, b registry.CountryShare) int { return strings.Compare(a.Code, b.Code) })
	slices.Sort(elsewhere)
	for _, name := range elsewhere {
		place := registry.Location{Name: registry.Text{registry.Undetermined: name}}
		if len(ad.facts.Countries) == 1 {
			place.Country = ad.facts.Countries[0].Code
		}
		ad.facts.Locations = append(ad.facts.Locations, place)
	}
}

// vocabularyClusters is IATI's SectorVocabulary for the global clusters of the Inter-Agency Standing Committee.
const vocabularyClusters = "10"

func (ad *adapter) sectors() []registry.Sector {
	var sectors []registry.Sector
	for _, f := range ad.flows {
		for _, o := range ofKind(f.to, "GlobalCluster") {
			s := registry.Sector{Vocabulary: vocabularyClusters, Code: o.id, Label: o.name}
			if o.id != "" && !slices.Contains(sectors, s) {
				sectors = append(sectors, s)
			}
		}
	}
	slices.SortFunc(sectors, func(a, b registry.Sector) int { return compareIDs(a.Code, b.Code) })
	return sectors
}

// relations: the flows of which the flows are parts, and their parts. Those between the record's own flows say nothing.
func (ad *adapter) relations() []registry.Related {
	var related []registry.Related
	add := func(kind registry.RelationType, id string) {
		r := registry.Related{Type: kind, Identifier: id, Scheme: registry.SchemeFTS}
		if id != "" && !slices.Contains(related, r) && !slices.ContainsFunc(ad.flows, func(f *flow) bool { return f.id == id }) {
			related = append(related, r)
		}
	}
	for _, f := range ad.flows {
		add(registry.RelationParent, f.parent)
		for _, child := range f.children {
			add(registry.RelationChild, child)
		}
	}
	return related
}

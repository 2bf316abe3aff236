package report

import (
	"slices"
	"strconv"

	"github.com/tansiq/tansiq/registry"
)

func (l locale) scope(s Scope) string {
	switch s.Kind {
	case ScopeAll:
		return l.say("everything")
	case ScopeGoodPractice:
		return l.say("practice", "number", s.Code, "title", l.in(s.Label).Text)
	}
	return l.in(s.Label).Text
}

// maxShownCurrencies bounds the figures of money; the note below them tells of the rest.
const maxShownCurrencies = 3

func glance(l locale, r *Report) section {
	s := section{ID: "glance", Title: l.say("glance"), Lead: []string{l.say("glance-lead")}}
	s.Figures = []figure{
		{Name: l.say("flags"), Value: l.number(r.Flags.Total)},
		{Name: l.say("overdue-count"), Value: l.number(r.Actions.Overdue)},
		{Name: l.say("initiatives"), Value: l.number(r.Contents.Initiatives)},
		{Name: l.say("donors"), Value: l.number(r.Contents.Donors)},
		{Name: l.say("countries"), Value: l.number(r.Contents.Countries)},
	}
	for _, sum := range r.Value.Net[:min(len(r.Value.Net), maxShownCurrencies)] {
		s.Figures = append(s.Figures, figure{l.say("combined-value"), l.money(sum.Amount, sum.Currency), true})
	}
	most := max(r.Flags.ByLevel.High, r.Flags.ByLevel.Medium, r.Flags.ByLevel.Low, 1)
	for _, b := range []struct {
		key string
		n   int
		t   tone
	}{{"level-high", r.Flags.ByLevel.High, toneHigh}, {"level-medium", r.Flags.ByLevel.Medium, toneMedium}, {"level-low", r.Flags.ByLevel.Low, toneLow}} {
		s.Bars = append(s.Bars, bar{l.say(b.key), l.countOf("flags", b.n), float64(b.n) / float64(most), b.t})
	}
	st := r.Flags.ByStatus
	s.Notes = append(s.Notes, l.say("by-status", "open", l.number(st.Open), "ruled", l.number(st.Ruled), "reopened", l.number(st.Reopened), "settled", l.number(r.Flags.Settled)))
	if n := r.Flags.Duplicates; n > 0 {
		s.Notes = append(s.Notes, l.say("duplicates-counted", "n", l.number(n)))
	}
	if o := r.Flags.Open; o != nil {
		s.Notes = append(s.Notes, l.say("open-counted", "flags", l.countOf("flags", o.Flags), "donors", l.countOf("donors", o.Donors)))
	}
	if r.Value.Initiatives > 0 && r.Value.WithAmount == 0 {
		s.Notes = append(s.Notes, l.say("value-none", "all", l.number(r.Value.Initiatives)))
	} else if r.Value.Initiatives > 0 {
		s.Notes = append(s.Notes, l.say("value-note", "with", l.number(r.Value.WithAmount), "all", l.number(r.Value.Initiatives)))
	}
	return s
}

// left says how many of a list are spelled out where that is not all of them.
func (l locale) left(shown, total int) []string {
	if shown >= total {
		return nil
	}
	return []string{l.say("not-shown", "shown", l.number(shown), "total", l.number(total))}
}

func actions(l locale, r *Report) section {
	s := section{ID: "actions", Title: l.say("actions"), Lead: []string{l.say("actions-lead")}}
	if len(r.Actions.Items) == 0 {
		s.Lead = []string{l.say("actions-none")}
		return s
	}
	t := table{ID: "actions", Caption: l.say("actions"), Quiet: true, Columns: []column{{Title: l.say("flag-column"), Width: .09}, {Title: l.say("action"), Width: .27},
		{Title: l.say("owner"), Width: .15}, {Title: l.say("due"), Width: .13}, {Title: l.say("state"), Width: .12}, {Title: l.say("initiatives-of")}}}
	for _, a := range r.Actions.Items {
		number := "–"
		if a.Flag > 0 {
			number = l.number(a.Flag)
		}
		agreed := cell{phrase: phrase{Text: clean(a.Agreed), Lang: registry.Undetermined}, More: []phrase{{Text: l.say("decision-" + string(a.Decision))}}}
		if agreed.Text == "" {
			agreed.phrase = phrase{Text: l.say("no-action")}
		}
		owner := cell{phrase: phrase{Text: clean(a.Owner), Lang: registry.Undetermined}}
		if owner.Text == "" {
			owner.phrase = phrase{Text: l.say("owner-none")}
		}
		due := "–"
		if a.Due != "" {
			due = l.date(a.Due)
		}
		t.Rows = append(t.Rows, []cell{plain(number), agreed, owner, plain(due), toned(l.say("action-"+string(a.State)), actionTone(a.State)), even(l.titles(a.Titles))})
	}
	s.Tables = []table{t}
	s.Notes = l.left(len(r.Actions.Items), r.Actions.Total)
	return s
}

func actionTone(s ActionState) tone {
	switch s {
	case ActionOverdue:
		return toneLate
	case ActionReopened:
		return toneMedium
	case ActionUndated:
		return toneQuiet
	}
	return toneGood
}

func (l locale) titles(texts []registry.Text) []phrase {
	var all []phrase
	for _, t := range texts {
		p := l.in(t)
		if p.Text == "" {
			p = phrase{Text: l.say("untitled")}
		}
		all = append(all, p)
	}
	return all
}

func matrix(l locale, r *Report) section {
	s := section{ID: "matrix", Title: l.say("matrix"), Lead: []string{l.say("matrix-lead")}}
	m := r.Matrix
	if len(m.Cells) == 0 {
		s.Lead = []string{l.say("matrix-none")}
		return s
	}
	t := table{ID: "matrix", Caption: l.say("matrix"), Quiet: true, Dense: true, Columns: []column{{Title: l.say("donor"), Width: .25}}}
	for i, d := range m.Donors {
		t.Columns = append(t.Columns, column{Title: strconv.Itoa(i + 1), Hint: l.in(d.Name).Text})
	}
	t.Columns = append(t.Columns, column{Title: l.say("total"), Width: .1, Right: true})
	for i, d := range m.Donors {
		name := l.in(d.Name)
		row := []cell{{phrase: phrase{Text: strconv.Itoa(i+1) + ". " + name.Text, Lang: name.Lang}}}
		for j := range m.Donors {
			c := cell{Empty: i == j}
			at := slices.IndexFunc(m.Cells, func(c MatrixCell) bool { return c.A == min(i, j) && c.B == max(i, j) })
			switch {
			case i == j:
			case at < 0:
				c = toned("–", toneQuiet)
			default:
				c = toned(levels(m.Cells[at].LevelCounts), matrixTone(m.Cells[at].LevelCounts))
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, append(row, plain(l.number(d.Flags))))
	}
	t.Legend = []legend{{"1/0/0", l.say("level-high"), toneHigh}, {"0/1/0", l.say("level-medium"), toneMedium}, {"0/0/1", l.say("level-low"), toneLow}}
	s.Tables = []table{t}
	if m.Left > 0 {
		s.Notes = []string{l.say("matrix-left", "n", l.number(m.Left))}
	}
	return s
}

func levels(c LevelCounts) string {
	return strconv.Itoa(c.High) + "/" + strconv.Itoa(c.Medium) + "/" + strconv.Itoa(c.Low)
}

func matrixTone(c LevelCounts) tone {
	switch {
	case c.High > 0:
		return toneHigh
	case c.Medium > 0:
		return toneMedium
	}
	return toneLow
}

func crowded(l locale, r *Report) section {
	s := section{ID: "crowded", Title: l.say("crowded"), Lead: []string{l.say("crowded-lead")}}
	if len(r.Crowded.Items) == 0 {
		s.Lead = []string{l.say("crowded-none")}
		return s
	}
	t := table{ID: "crowded", Caption: l.say("crowded"), Quiet: true, Columns: []column{{Title: l.say("where"), Width: .18}, {Title: l.say("theme"), Width: .24},
		{Title: l.say("year"), Width: .08}, {Title: l.say("initiatives"), Width: .12, Right: true}, {Title: l.say("donors"), Width: .1, Right: true}, {Title: l.say("members")}}}
	for _, c := range r.Crowded.Items {
		where := plain(l.country(c.Country))
		if place := l.in(c.Place); place.Text != "" {
			where.More = []phrase{place}
		}
		members := even(l.titles(c.Members))
		if more := c.Initiatives - len(c.Members); more > 0 && len(c.Members) > 0 {
			members.More = append(members.More, phrase{Text: l.say("and-more", "n", l.number(more))})
		}
		t.Rows = append(t.Rows, []cell{where, plain(l.theme(c)), plain(strconv.Itoa(c.Year)),
			toned(l.number(c.Initiatives), toneCrowded), plain(l.number(c.Donors)), members})
	}
	s.Tables = []table{t}
	s.Notes = l.left(len(r.Crowded.Items), r.Crowded.Total)
	return s
}

func coverage(l locale, r *Report) section {
	s := section{ID: "coverage", Title: l.say("coverage"), Lead: []string{l.say("coverage-lead")}}
	c := r.Coverage
	if len(c.Countries) == 0 || len(c.Practices) == 0 {
		s.Lead = []string{l.say("coverage-none")}
		return s
	}
	type place struct {
		practice int
		country  string
	}
	cells := map[place]CoverageCell{}
	for _, cell := range c.Cells {
		cells[place{cell.GoodPractice, cell.Country}] = cell
	}
	grid := table{ID: "coverage", Caption: l.say("coverage"), Quiet: true, Dense: true, Columns: []column{{Title: l.say("country"), Width: .22}}}
	for _, p := range c.Practices {
		grid.Columns = append(grid.Columns, column{Title: strconv.Itoa(p), Hint: l.practice(p)})
	}
	touched := map[int]int{}
	for _, country := range c.Countries {
		row := []cell{plain(l.country(country))}
		for _, p := range c.Practices {
			has := cells[place{p, country}]
			if has.State == CoverageActive || has.State == CoveragePlanned {
				touched[p]++
			}
			row = append(row, l.coverageCell(has))
		}
		grid.Rows = append(grid.Rows, row)
	}
	for _, k := range []struct {
		sign, key string
		t         tone
	}{{"3", "state-active", toneCovered}, {"9*", "state-crowded", toneCrowded}, {l.say("letter-planned"), "state-planned", tonePlanned},
		{"!", "state-need-unmet", toneUnmet}, {"×", "state-not-stated", toneQuiet}, {"?", "state-not-comparable", toneQuiet}, {"–", "state-no-record", toneQuiet}} {
		grid.Legend = append(grid.Legend, legend{k.sign, l.say(k.key), k.t})
	}
	key := table{ID: "practices", Caption: l.say("practices-key"), Columns: []column{{Title: l.say("number"), Width: .1, Right: true}, {Title: l.say("good-practice")},
		{Title: l.say("touched"), Width: .25, Right: true}}}
	for _, p := range c.Practices {
		key.Rows = append(key.Rows, []cell{plain(strconv.Itoa(p)), plain(l.practice(p)), plain(l.number(touched[p]) + " / " + l.number(len(c.Countries)))})
	}
	s.Tables = []table{grid, key}
	return s
}

// coverageCell says a cell in a sign and a colour that means the same.
func (l locale) coverageCell(c CoverageCell) cell {
	switch c.State {
	case CoverageActive:
		n := strconv.Itoa(c.Initiatives)
		switch {
		case c.Crowded:
			return toned(n+"*", toneCrowded)
		case c.Initiatives >= 5:
			return toned(n, toneDense)
		}
		return toned(n, toneCovered)
	case CoveragePlanned:
		return toned(l.say("letter-planned"), tonePlanned)
	case CoverageNeedUnmet:
		return toned("!", toneUnmet)
	case CoverageNotStated:
		return toned("×", toneQuiet)
	case CoverageNotComparable:
		return toned("?", toneQuiet)
	}
	return toned("–", toneQuiet)
}

func priorities(l locale, r *Report) section {
	s := section{ID: "priorities", Title: l.say("priorities"), Lead: []string{l.say("priorities-lead")}}
	if len(r.Priorities.Items) == 0 {
		s.Lead = []string{l.say("priorities-none")}
		return s
	}
	t := table{ID: "priorities", Caption: l.say("priorities"), Quiet: true, Columns: []column{{Title: l.say("priority")}, {Title: l.say("good-practice"), Width: .22}, {Title: l.say("where"), Width: .15},
		{Title: l.say("period"), Width: .15}, {Title: l.say("owner"), Width: .15}, {Title: l.say("state"), Width: .13}}}
	for _, p := range r.Priorities.Items {
		state := toned(l.say("priority-"+string(p.State)), priorityTone(p.State))
		if len(p.UnmetIn) > 0 {
			state.More = []phrase{{Text: l.countries(p.UnmetIn)}}
		}
		what := said(l.in(p.Title))
		if what.Text == "" {
			what = cell{phrase: phrase{Text: clean(p.Source), Lang: registry.Undetermined}}
		} else {
			what.More = []phrase{{Text: clean(p.Source), Lang: registry.Undetermined}}
		}
		t.Rows = append(t.Rows, []cell{what, plain(strconv.Itoa(p.GoodPractice) + ". " + l.practice(p.GoodPractice)), plain(l.places(p.Regions, p.Countries)), plain(l.between(p.From, p.To)),
			{phrase: phrase{Text: clean(p.Owner), Lang: registry.Undetermined}}, state})
	}
	s.Tables = []table{t}
	s.Notes = l.left(len(r.Priorities.Items), r.Priorities.Total)
	return s
}

// unknown is a count of what is not known, with its message.
type unknown struct {
	key string
	n   int
}

// unknowns are those that this audience may know.
func unknowns(r *Report) (all []unknown) {
	u := r.Unknown
	for _, c := range []struct {
		key string
		n   *int
	}{{"unknown-unclassified", u.Unclassified}, {"unknown-no-amount", u.NoAmount}, {"unknown-region-only", u.RegionOnly},
		{"unknown-no-place", u.NoPlace}, {"unknown-no-donor", u.NoDonor}, {"unknown-withheld", u.Withheld}} {
		if c.n != nil {
			all = append(all, unknown{c.key, *c.n})
		}
	}
	return all
}

func priorityTone(s PriorityState) tone {
	switch s {
	case PriorityUnmet:
		return toneUnmet
	case PriorityRecorded:
		return toneGood
	}
	return toneQuiet
}

func gaps(l locale, r *Report) section {
	s := section{ID: "unknown", Title: l.say("gaps-known"), Lead: []string{l.say("gaps-lead")}}
	t := table{ID: "unknown", Caption: l.say("gaps-known"), Quiet: true, Columns: []column{{Title: l.say("item")}, {Title: l.say("count"), Width: .2, Right: true}}}
	for _, u := range unknowns(r) {
		t.Rows = append(t.Rows, []cell{plain(l.say(u.key)), plain(l.number(u.n))})
	}
	if len(t.Rows) > 0 {
		s.Tables = []table{t}
	}
	return s
}

func quality(l locale, r *Report) section {
	s := section{ID: "quality", Title: l.say("quality")}
	q := r.Quality
	if q == nil || len(q.Figures) == 0 {
		s.Lead = []string{l.say("quality-none")}
		return s
	}
	s.Lead = []string{l.say("quality-lead", "date", l.date(q.MeasuredOn))}
	if conditions := l.in(q.Conditions).Text; conditions != "" {
		s.Lead = append(s.Lead, conditions)
	}
	t := table{ID: "quality", Caption: l.say("quality"), Quiet: true, Columns: []column{{Title: l.say("measure")}, {Title: l.say("value"), Width: .15, Right: true},
		{Title: l.say("interval"), Width: .25, Right: true}, {Title: l.say("pairs"), Width: .15, Right: true}}}
	for _, f := range q.Figures {
		t.Rows = append(t.Rows, []cell{said(l.in(f.Name)), plain(l.share(f.Value)), plain(l.say("range", "from", l.share(f.Low), "to", l.share(f.High))), plain(l.number(f.N))})
	}
	s.Tables = []table{t}
	for _, w := range q.Weaknesses {
		s.Notes = append(s.Notes, l.in(w).Text)
	}
	return s
}

func sources(l locale, r *Report) section {
	s := section{ID: "sources", Title: l.say("sources"), Lead: []string{l.say("sources-lead")}}
	if len(r.Sources.Items) == 0 {
		s.Lead = []string{l.say("sources-none")}
		return s
	}
	t := table{ID: "sources", Caption: l.say("sources"), Quiet: true, Columns: []column{{Title: l.say("feed")}, {Title: l.say("format"), Width: .12}, {Title: l.say("records"), Width: .12, Right: true},
		{Title: l.say("last-read"), Width: .2}, {Title: l.say("licence"), Width: .15}, {Title: l.say("health"), Width: .14}}}
	for _, f := range r.Sources.Items {
		licence := clean(f.Licence)
		if licence == "" {
			licence = l.say("unknown")
		}
		t.Rows = append(t.Rows, []cell{{phrase: phrase{Text: clean(f.Feed), Lang: registry.Undetermined}}, plain(f.Format), plain(l.number(f.Records)), plain(l.instant(f.LastGood)),
			{phrase: phrase{Text: licence, Lang: registry.Undetermined}}, toned(l.say("source-"+string(f.State)), sourceTone(f.State))})
	}
	s.Tables = []table{t}
	s.Notes = l.left(len(r.Sources.Items), r.Sources.Total)
	return s
}

func sourceTone(s SourceState) tone {
	return map[SourceState]tone{SourceGood: toneGood, SourceHeld: toneMedium, SourceFailing: toneLate, SourceNever: toneQuiet}[s]
}

func notes(l locale, r *Report) section {
	s := section{ID: "notes", Title: l.say("notes")}
	for _, key := range []string{"note-question", "note-listing", "note-names", "note-practices", "note-object"} {
		s.Notes = append(s.Notes, l.say(key))
	}
	s.Notes = append(s.Notes, l.say("note-as-of", "date", l.date(r.AsOf)))
	return s
}

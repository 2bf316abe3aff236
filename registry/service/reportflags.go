package service

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/money"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/report"
)

// Bounds of what a flag of a report shows.
const (
	maxReportedPlaces   = 6
	maxReportedEvidence = 3 // for; one more against
)

// flags walks the flags of the scope once: it counts all of them and keeps those that the report spells out.
func (g *gathering) flags(ctx context.Context) error {
	r := &g.report
	kept := map[registry.OverlapKind]map[registry.Level][]*registry.Overlap{registry.OverlapOverlap: {}, registry.OverlapSameInitiative: {}}
	var agreed []*registry.Overlap
	donors := newDonorMatrix()
	for o, err := range g.s.store.EachOverlap(ctx, g.s.lens(g.who), g.overlaps) {
		if err != nil {
			return err
		}
		if o.Ruling = g.s.shownRuling(g.who, o, o.Ruling); !g.stood(o) {
			continue
		}
		if isSettled(o) {
			r.Flags.Settled++
			continue
		}
		if o.Kind == registry.OverlapDuplicate {
			r.Flags.Duplicates++
			continue
		}
		r.Flags.Total++
		r.Flags.ByLevel.Add(o.Level)
		switch o.Status {
		case registry.OverlapRuled:
			r.Flags.ByStatus.Ruled++
		case registry.OverlapReopened:
			r.Flags.ByStatus.Reopened++
		default:
			r.Flags.ByStatus.Open++
		}
		if o.Kind == registry.OverlapOverlap {
			donors.add(o)
		}
		if k := kept[o.Kind]; len(k[o.Level]) < report.MaxFlags {
			k[o.Level] = append(k[o.Level], o)
		}
		if isAgreed(o.Ruling) {
			agreed = append(agreed, o)
		}
	}
	var shown []*registry.Overlap
	for _, level := range []registry.Level{registry.LevelHigh, registry.LevelMedium, registry.LevelLow} {
		// What two donors do side by side is what the meeting is for; whether two reports are of one thing comes after it.
		shown = slices.Concat(shown, kept[registry.OverlapOverlap][level], kept[registry.OverlapSameInitiative][level])
	}
	shown = shown[:min(len(shown), report.MaxFlags)]
	numbers := map[string]int{}
	r.Flags.Items = make([]report.Flag, 0, len(shown))
	for i, o := range shown {
		numbers[o.ID] = i + 1
		if err := g.s.putInWords(ctx, o); err != nil { // of these alone: of most flags there is no more than a count
			return err
		}
		flag, err := g.flag(ctx, o)
		if err != nil {
			return err
		}
		flag.Number = i + 1
		flag.ToAgree = report.ToAgree(&flag, r.AsOf)
		r.Flags.Items = append(r.Flags.Items, flag)
	}
	r.Matrix = donors.matrix()
	r.Actions = actionsOf(agreed, numbers, r.AsOf)
	g.unknownSides()
	if err := g.value(ctx); err != nil {
		return err
	}
	return g.pastTitles(ctx, agreed)
}

// stood says whether the flag stood on the report's day, and puts it back to how it stood: a ruling made later is not
// known yet.
func (g *gathering) stood(o *registry.Overlap) bool {
	if !o.DetectedAt.Before(g.end) {
		return false
	}
	if o.Ruling != nil && !o.Ruling.At.Before(g.end) {
		if !isParty(g.who, o) && !g.s.options.PublicOverlaps {
			return false // what lets the caller see it came later
		}
		o.Status, o.Ruling = registry.OverlapOpen, nil
	}
	return true
}

// isSettled says whether a ruling left nothing to talk about.
func isSettled(o *registry.Overlap) bool {
	if o.Status != registry.OverlapRuled || o.Ruling == nil {
		return false
	}
	switch o.Ruling.Decision {
	case registry.DecisionSameInitiative, registry.DecisionRelated, registry.DecisionFalseAlarm:
		return true
	}
	return false
}

// isAgreed says whether something was agreed that a meeting follows up.
func isAgreed(r *registry.Ruling) bool {
	if r == nil {
		return false
	}
	switch r.Decision {
	case registry.DecisionConfirmedOverlap:
		return true
	case registry.DecisionComplementary, registry.DecisionNeedsDiscussion:
		return r.AgreedAction != "" || r.Due != ""
	}
	return false
}

func (g *gathering) flag(ctx context.Context, o *registry.Overlap) (flag report.Flag, err error) {
	flag = report.Flag{ID: o.ID, Kind: o.Kind, Level: o.Level, Status: o.Status, Score: o.Score, Detected: registry.DateOf(o.DetectedAt)}
	if flag.A, err = g.side(ctx, o.A); err != nil {
		return flag, err
	}
	if flag.B, err = g.side(ctx, o.B); err != nil {
		return flag, err
	}
	if o.Ruling != nil {
		flag.Ruling = &report.Ruling{Decision: o.Ruling.Decision, Reason: o.Ruling.Reason, On: registry.DateOf(o.Ruling.At)}
	}
	if len(o.Counterfactuals) > 0 {
		flag.Without = o.Counterfactuals[0].Sentence
	}
	evidence := slices.DeleteFunc(slices.Clone(o.Evidence), func(e registry.Evidence) bool {
		return e.Dimension == registry.DimensionPrior || e.Weight == 0 || e.Sentence.IsEmpty()
	})
	slices.SortStableFunc(evidence, func(a, b registry.Evidence) int { return cmp.Compare(b.Weight, a.Weight) })
	flag.Evidence = []report.Point{}
	for i, e := range evidence {
		if last := i == len(evidence)-1; e.Weight > 0 && i < maxReportedEvidence || e.Weight < 0 && last {
			flag.Evidence = append(flag.Evidence, report.Point{Dimension: e.Dimension, Weight: e.Weight, Sentence: e.Sentence})
		}
	}
	return flag, nil
}

// side is what a flag shows of an initiative: of a day that is over, as it was known then.
func (g *gathering) side(ctx context.Context, s registry.Side) (report.Side, error) {
	view, err := g.view(ctx, s.Initiative)
	if err != nil {
		return report.Side{}, err
	}
	if view != nil && !g.past().IsZero() {
		id := s.Initiative
		s = sideFrom(view)
		s.Initiative = id
	}
	side := report.Side{Initiative: s.Initiative, Title: s.Title, Donors: []registry.Text{}, Countries: slices.Clone(s.Countries), Places: []registry.Text{}, Period: s.Period, Sources: []string{}}
	for _, d := range s.Donors {
		if isHost(&s, d) {
			side.Hosts = append(side.Hosts, d.Name)
		} else {
			side.Donors = append(side.Donors, d.Name)
		}
	}
	for _, source := range s.Sources {
		if !slices.Contains(side.Sources, source.Feed) {
			side.Sources = append(side.Sources, source.Feed)
		}
	}
	if view == nil {
		return side, nil
	}
	side.Status = view.Status
	side.Amount = amountOf(view)
	seen := map[string]bool{} // the country itself is no place within it
	for _, code := range s.Countries {
		country, _ := codelist.CountryByCode(code)
		for _, name := range country.Label {
			seen[registry.FoldName(name)] = true
		}
	}
	for _, location := range view.Locations {
		name, _ := location.Name.In()
		if folded := registry.FoldName(name); folded != "" && !seen[folded] && len(side.Places) < maxReportedPlaces {
			seen[folded] = true
			side.Places = append(side.Places, location.Name)
		}
	}
	return side, nil
}

// isHost says whether a funder is the government of a country where the work is done: no donor that another one would call.
func isHost(s *registry.Side, d registry.SideDonor) bool { return overlap.IsHost(d.Name, s.Countries) }

// callable are the donors of a side that a meeting would call together.
func callable(s *registry.Side) []registry.SideDonor {
	return slices.DeleteFunc(slices.Clone(s.Donors), func(d registry.SideDonor) bool { return isHost(s, d) })
}

// amountOf is the budget or, where there is none, what was committed in one currency.
func amountOf(view *registry.Initiative) *report.Money {
	if b := view.Budget; b != nil {
		return &report.Money{Amount: b.Amount, Currency: b.Currency, USD: b.USD, Basis: "budget"}
	}
	var committed *report.Money
	for _, t := range view.Totals {
		if t.Type != registry.TotalCommitted {
			continue
		}
		if committed != nil {
			return nil // in two currencies: no rate is assumed
		}
		committed = &report.Money{Amount: t.Amount, Currency: t.Currency, USD: t.USD, Basis: "committed"}
	}
	return committed
}

// pastTitles calls the initiatives of agreed actions what they were called on a day that is over.
func (g *gathering) pastTitles(ctx context.Context, agreed []*registry.Overlap) error {
	if g.past().IsZero() {
		return nil
	}
	sides := map[string][2]string{}
	for _, o := range agreed {
		sides[o.ID] = [2]string{o.A.Initiative, o.B.Initiative}
	}
	for n := range g.report.Actions.Items {
		action := &g.report.Actions.Items[n]
		for i, id := range sides[action.Overlap] {
			view, err := g.view(ctx, id)
			if err != nil {
				return err
			}
			if view != nil {
				action.Titles[i] = view.Title
			}
		}
	}
	return nil
}

// value adds up the initiatives of the flags that are spelled out, as totals do. The views are loaded already, and no others.
func (g *gathering) value(ctx context.Context) error {
	ledger := money.NewLedger()
	var shares []money.Share
	v := report.Value{}
	for _, id := range slices.Sorted(maps.Keys(g.views)) {
		if view := g.views[id]; view != nil {
			entry := money.EntryOf(view)
			shares = append(shares, money.Share{Entry: ledger.Add(&entry), Part: money.Whole})
			if slices.ContainsFunc(entry.Lines, func(l money.Line) bool { return l.Type == money.Value }) {
				v.WithAmount++
			}
		}
	}
	rulings, err := g.s.relatedRulings(ctx, g.who, g.end)
	if err != nil {
		return err
	}
	ledger.Connect(rulings)
	sums := ledger.Sum(shares)
	v.Initiatives, v.Gross, v.Net = len(shares), reportedSums(sums.Gross), reportedSums(sums.Net)
	g.report.Value = v
	return nil
}

// reportedSums are the values, one figure an initiative, by currency.
func reportedSums(totals []money.Total) []report.Sum {
	sums := []report.Sum{}
	for _, t := range totals {
		// A sum beyond what an amount holds is a source's mistake; there is no figure for it.
		if a, ok := t.Amount.Amount(); ok && t.Type == money.Value {
			sums = append(sums, report.Sum{Currency: t.Currency, Amount: a})
		}
	}
	slices.SortStableFunc(sums, func(a, b report.Sum) int { return cmp.Compare(b.Amount, a.Amount) })
	return sums
}

func (g *gathering) unknownSides() {
	noPlace, noDonor := 0, 0
	for _, f := range g.report.Flags.Items {
		for _, s := range []report.Side{f.A, f.B} {
			if len(s.Places) == 0 {
				noPlace++
			}
			if len(s.Donors) == 0 {
				noDonor++
			}
		}
	}
	g.report.Unknown.NoPlace, g.report.Unknown.NoDonor = &noPlace, &noDonor
}

// actionsOf lists what was agreed: overdue first, then by due date; undated last.
func actionsOf(agreed []*registry.Overlap, numbers map[string]int, day registry.Date) report.Actions {
	list := report.Actions{Items: []report.Action{}, Total: len(agreed)}
	for _, o := range agreed {
		r := o.Ruling
		state := report.ActionRunning
		switch {
		case o.Status == registry.OverlapReopened:
			state = report.ActionReopened
		case r.Due == "":
			state = report.ActionUndated
		case r.Due < day:
			state = report.ActionOverdue
			list.Overdue++
		}
		list.Items = append(list.Items, report.Action{Flag: numbers[o.ID], Overlap: o.ID, Titles: []registry.Text{o.A.Title, o.B.Title}, Decision: r.Decision, Agreed: r.AgreedAction,
			Owner: r.ActionOwner, Due: r.Due, On: registry.DateOf(r.At), State: state})
	}
	order := []report.ActionState{report.ActionOverdue, report.ActionReopened, report.ActionRunning, report.ActionUndated}
	slices.SortStableFunc(list.Items, func(a, b report.Action) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Overlap, b.Overlap))
	})
	list.Items = list.Items[:min(len(list.Items), report.MaxActions)]
	return list
}

// donorMatrix counts flags between donors. A donor is known by its organisation, else by its name. The government of a country
// where the work is done is none.
type donorMatrix struct {
	donors map[string]*report.MatrixDonor
	pairs  map[[2]string]*report.LevelCounts
}

func newDonorMatrix() *donorMatrix {
	return &donorMatrix{donors: map[string]*report.MatrixDonor{}, pairs: map[[2]string]*report.LevelCounts{}}
}

func (m *donorMatrix) add(o *registry.Overlap) {
	between := map[[2]string]bool{}
	parties := map[string]bool{}
	for _, a := range callable(&o.A) {
		for _, b := range callable(&o.B) {
			ka, kb := m.keyOf(a), m.keyOf(b)
			if ka == kb {
				continue
			}
			between[[2]string{min(ka, kb), max(ka, kb)}] = true
			parties[ka], parties[kb] = true, true
		}
	}
	for key := range parties {
		m.donors[key].Flags++
	}
	for pair := range between {
		if m.pairs[pair] == nil {
			m.pairs[pair] = &report.LevelCounts{}
		}
		m.pairs[pair].Add(o.Level)
	}
}

func (m *donorMatrix) keyOf(d registry.SideDonor) string {
	key := d.Organisation
	if key == "" {
		name, _ := d.Name.In()
		key = "name:" + registry.FoldName(name)
	}
	if m.donors[key] == nil {
		m.donors[key] = &report.MatrixDonor{Organisation: d.Organisation, Name: d.Name}
	}
	return key
}

func (m *donorMatrix) matrix() report.Matrix {
	var keys []string
	for key, d := range m.donors {
		if d.Flags > 0 {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(m.donors[b].Flags, m.donors[a].Flags), cmp.Compare(a, b))
	})
	out := report.Matrix{Donors: []report.MatrixDonor{}, Cells: []report.MatrixCell{}, Left: max(0, len(keys)-report.MaxMatrixDonors)}
	keys = keys[:min(len(keys), report.MaxMatrixDonors)]
	for i, a := range keys {
		out.Donors = append(out.Donors, *m.donors[a])
		for j := i + 1; j < len(keys); j++ {
			if counts := m.pairs[[2]string{min(a, keys[j]), max(a, keys[j])}]; counts != nil {
				out.Cells = append(out.Cells, report.MatrixCell{A: i, B: j, LevelCounts: *counts})
			}
		}
	}
	return out
}

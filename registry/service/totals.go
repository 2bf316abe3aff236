package service

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/money"
)

// GroupBy is what totals are given by.
type GroupBy string

// The groupings. GroupNone gives the total alone.
const (
	GroupNone         GroupBy = ""
	GroupDonor        GroupBy = "donor"
	GroupCountry      GroupBy = "country"
	GroupRegion       GroupBy = "region"
	GroupGoodPractice GroupBy = "good_practice"
	GroupSector       GroupBy = "sector" // DAC 3-digit category
	GroupStatus       GroupBy = "status"
	GroupYear         GroupBy = "year" // each year that the period touches
	GroupCurrency     GroupBy = "currency"
)

// Groupings lists them, GroupNone left out.
func Groupings() []GroupBy {
	return []GroupBy{GroupDonor, GroupCountry, GroupRegion, GroupGoodPractice, GroupSector, GroupStatus, GroupYear, GroupCurrency}
}

// IsAdditive says whether the gross sums of the groups add up to that of the whole: an initiative has one status, and is
// divided among countries and sectors by its percentages, but it may have several donors, regions, years and practices and
// then stands whole with each. Net sums never add up: a parent may be in one group and its child in another.
func (g GroupBy) IsAdditive() bool {
	return g == GroupCountry || g == GroupSector || g == GroupStatus || g == GroupCurrency
}

// The values of groups that stand for no value.
const (
	// GroupUnallocated holds what the source does not divide among several countries or sectors, or keeps for a region.
	GroupUnallocated = "unallocated"
	// GroupUnknown holds initiatives that do not say.
	GroupUnknown = "unknown"
)

// Totals are sums of money, each counted once in net; package money says how.
type Totals struct {
	GroupBy GroupBy
	Total   TotalsItem
	Items   []TotalsItem // of GroupBy, the group with most initiatives first; none for GroupNone
	Notes   []TotalsNote
}

// TotalsItem is what one group comes to: the combined value of the initiatives involved.
type TotalsItem struct {
	Value       string // code or id of the group; "" for the whole
	Label       registry.Text
	Initiatives int
	Gross, Net  []Money
	LeftOut     []LeftOut
}

// Money is a sum of one type and currency.
type Money = money.Total

// LeftOut counts the initiatives of which some money is in gross and, for this reason, not in net.
type LeftOut struct {
	Reason      money.Reason
	Initiatives int
}

// TotalsNote is something that a reader of the sums must know.
type TotalsNote struct {
	Code string
	Text registry.Text
}

// Totals adds up the money of the initiatives that the caller may see and that answer the filter. Reference kinds are in
// no total. It reads each of them, unless the same was asked before and nothing has changed since. The answer is shared:
// do not change it. EInvalid for a wrong filter.
func (s *Service) Totals(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, by GroupBy) (*Totals, error) {
	rulings, err := s.relatedRulings(ctx, who, time.Time{})
	if err != nil {
		return nil, err
	}
	question := []any{who.Lens().Scopes(), filter, by, rulings, s.now().Year()}
	return keep(ctx, s, &s.totals, question, func() (*Totals, bool, error) {
		totals, err := s.sumUp(ctx, who, filter, by, rulings)
		// Which initiatives have an overlap is not in the change log; and a list of very many donors is not worth its place.
		return totals, err == nil && filter.HasOverlap == nil && len(totals.Items) <= keptItems, err
	})
}

// keptItems is how many groups an answer has at most that is kept.
const keptItems = 1000

// sumUp reads what the totals are of, and adds it up.
func (s *Service) sumUp(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, by GroupBy, rulings []money.Ruling) (*Totals, error) {
	ledger := money.NewLedger()
	var whole []money.Share
	groups := map[string][]money.Share{}
	currencies := map[string]int{} // how many initiatives have money in each
	for f, err := range s.eachFigures(ctx, who, filter, time.Time{}) {
		if err != nil {
			return nil, err
		}
		if f.Reference {
			continue
		}
		n := ledger.Add(&f.Entry)
		whole = append(whole, money.Share{Entry: n, Part: money.Whole})
		for _, share := range s.groupsOf(f, by) {
			shares, known := groups[share.value]
			if !known {
				share.value = strings.Clone(share.value) // of the stored figures nothing is kept
			}
			groups[share.value] = append(shares, money.Share{Entry: n, Part: share.part})
		}
		for _, currency := range currenciesOf(&f.Entry) {
			currencies[currency]++
		}
	}
	ledger.Connect(rulings)
	totals := &Totals{GroupBy: by, Total: totalsItem("", ledger.Sum(whole))}
	if by == GroupCurrency {
		totals.Items = byCurrency(currencies, totals.Total)
	}
	for value, shares := range groups {
		totals.Items = append(totals.Items, totalsItem(value, ledger.Sum(shares)))
	}
	slices.SortFunc(totals.Items, func(a, b TotalsItem) int {
		return cmp.Or(cmp.Compare(b.Initiatives, a.Initiatives), strings.Compare(a.Value, b.Value))
	})
	totals.Notes = totalsNotes(totals)
	return totals, s.labelTotals(ctx, totals)
}

func totalsItem(value string, sums money.Sums) TotalsItem {
	item := TotalsItem{Value: value, Initiatives: sums.Initiatives, Gross: sums.Gross, Net: sums.Net}
	byReason := map[money.Reason]map[string]bool{} // an initiative whose budget and commitments are left out is one
	for _, l := range sums.LeftOut {
		if byReason[l.Reason] == nil {
			byReason[l.Reason] = map[string]bool{}
		}
		byReason[l.Reason][l.Initiative] = true
	}
	for _, reason := range money.Reasons() {
		if n := len(byReason[reason]); n > 0 {
			item.LeftOut = append(item.LeftOut, LeftOut{reason, n})
		}
	}
	return item
}

// currenciesOf lists the currencies that an initiative has money in.
func currenciesOf(e *money.Entry) (own []string) {
	for _, l := range e.Lines {
		if !slices.Contains(own, l.Currency) {
			own = append(own, l.Currency)
		}
	}
	return own
}

// byCurrency divides the whole by its lines: each is in one currency. What is left out is not a currency's.
func byCurrency(initiatives map[string]int, whole TotalsItem) (items []TotalsItem) {
	of := func(totals []Money, currency string) (own []Money) {
		for _, t := range totals {
			if t.Currency == currency {
				own = append(own, t)
			}
		}
		return own
	}
	for currency, n := range initiatives {
		items = append(items, TotalsItem{Value: currency, Initiatives: n, Gross: of(whole.Gross, currency), Net: of(whole.Net, currency)})
	}
	return items
}

// groupShare is an initiative's part in a group, in millionths.
type groupShare struct {
	value string
	part  int64
}

func inWhole(values ...string) (shares []groupShare) {
	slices.Sort(values)
	for _, v := range slices.Compact(values) {
		shares = append(shares, groupShare{v, money.Whole})
	}
	if len(shares) == 0 {
		return []groupShare{{GroupUnknown, money.Whole}}
	}
	return shares
}

// groupsOf says which groups an initiative is in.
func (s *Service) groupsOf(f *figures, by GroupBy) []groupShare {
	switch by {
	case GroupDonor:
		return inWhole(f.Donors...)
	case GroupGoodPractice:
		var numbers []string
		for _, n := range f.GoodPractices {
			numbers = append(numbers, itoa(n))
		}
		return inWhole(numbers...)
	case GroupStatus:
		if f.Status == "" {
			return inWhole()
		}
		return inWhole(string(f.Status))
	case GroupYear:
		return inWhole(s.yearsOf(f.Period)...)
	case GroupCountry:
		return divide(f.Countries, f.Elsewhere)
	case GroupSector:
		return divide(f.Sectors, false)
	case GroupRegion:
		return regionShares(f)
	}
	return nil
}

// yearsOf lists the years that a period touches, as facets count them: of an open end up to ten years ahead; where one
// date is not known, the year of the other alone.
func (s *Service) yearsOf(p registry.Period) (years []string) {
	const first, ahead = 1990, 10
	last := s.now().Year() + ahead
	from, to := p.Start.Time().Year(), p.End.Time().Year()
	switch {
	case p.Start == "" && p.End == "":
		return nil
	case p.Start == "":
		from = to
	case p.End == "" && p.OpenEnded:
		to = last
	case p.End == "":
		to = from
	}
	for year := max(from, first); year <= min(to, last); year++ {
		years = append(years, itoa(year))
	}
	return years
}

// divide gives each value the part that the source states, and a single one everything. What is not stated, kept for
// something else (shared), or more than there is, is unallocated: its values are named with no part of the money.
func divide(parts []statedPart, shared bool) []groupShare {
	byValue := map[string]int64{}
	stated, whole := int64(0), true
	for _, p := range parts {
		if p.part == notStated {
			byValue[p.value] += 0
			whole = false
			continue
		}
		byValue[p.value] += p.part
		stated += p.part
	}
	const rounding = money.Whole / 100 // three times 33.33 is all; so is 100.5
	switch {
	case len(byValue) == 0 && !shared:
		return []groupShare{{GroupUnknown, money.Whole}}
	case len(byValue) == 1 && !shared && (!whole || stated >= money.Whole-rounding):
		for value := range byValue {
			return []groupShare{{value, money.Whole}}
		}
	case stated > money.Whole+rounding:
		for value := range byValue {
			byValue[value] = 0
		}
		stated = 0
	}
	var shares []groupShare
	largest := 0
	for _, value := range slices.Sorted(maps.Keys(byValue)) {
		shares = append(shares, groupShare{value, byValue[value]})
		if byValue[value] > shares[largest].part {
			largest = len(shares) - 1
		}
	}
	switch left := money.Whole - stated; {
	case whole && !shared && left >= -rounding && left <= rounding:
		shares[largest].part += left
	case left > 0:
		shares = append(shares, groupShare{GroupUnallocated, left})
	}
	return shares
}

// regionShares gives a coordination region what goes to its countries, and everything where all of them are its own. A
// region that is named without countries has everything where it is the only one.
func regionShares(f *figures) (shares []groupShare) {
	if len(f.Countries) == 0 {
		switch {
		case len(f.Regions) == 1:
			return []groupShare{{f.Regions[0], money.Whole}}
		case len(f.Regions) == 0 && !f.Elsewhere:
			return []groupShare{{GroupUnknown, money.Whole}}
		}
		for _, region := range f.Regions {
			shares = append(shares, groupShare{region, 0})
		}
		return append(shares, groupShare{GroupUnallocated, money.Whole})
	}
	byCountry := divide(f.Countries, f.Elsewhere)
	for _, code := range f.Regions {
		region, _ := codelist.RegionByCode(code)
		share, outside := groupShare{value: code}, f.Elsewhere
		for _, c := range f.Countries {
			outside = outside || !slices.Contains(region.Countries, c.value)
		}
		for _, c := range byCountry {
			if slices.Contains(region.Countries, c.value) {
				share.part += c.part
			}
		}
		if !outside {
			share.part = money.Whole
		}
		share.part = min(share.part, money.Whole)
		shares = append(shares, share)
	}
	for _, c := range byCountry {
		if c.value == GroupUnallocated && !slices.ContainsFunc(shares, func(s groupShare) bool { return s.part == money.Whole }) {
			shares = append(shares, c)
		}
	}
	if len(shares) == 0 {
		return []groupShare{{GroupUnknown, money.Whole}}
	}
	return shares
}

// relatedRulings are the standing rulings on relations of which the caller may see the flag, those made at the end or later
// left out unless it is the zero time: what one may not see changes no sum.
func (s *Service) relatedRulings(ctx context.Context, who registry.Audience, end time.Time) (rulings []money.Ruling, err error) {
	filter := registry.OverlapFilter{Kinds: registry.OverlapKinds(), Decisions: []registry.Decision{registry.DecisionRelated}}
	for o, err := range s.store.EachOverlap(ctx, s.lens(who), filter) {
		if err != nil {
			return nil, err
		}
		if !end.IsZero() && !o.Ruling.At.Before(end) {
			continue
		}
		rulings = append(rulings, money.Ruling{A: o.A.Initiative, B: o.B.Initiative, Relation: o.Ruling.Relation})
	}
	return rulings, nil
}

// labelTotals names the groups.
func (s *Service) labelTotals(ctx context.Context, totals *Totals) error {
	var donors []string
	for _, i := range totals.Items {
		if totals.GroupBy == GroupDonor {
			donors = append(donors, i.Value)
		}
	}
	organisations, err := s.store.OrganisationsByID(ctx, donors)
	if err != nil {
		return err
	}
	for n := range totals.Items {
		i := &totals.Items[n]
		switch {
		case i.Value == GroupUnallocated:
			i.Label = registry.Text{"en": "Not allocated by the source", "fr": "Non réparti par la source", "ar": "غير موزَّع في المصدر"}
		case i.Value == GroupUnknown:
			i.Label = registry.Text{"en": "Not stated", "fr": "Non indiqué", "ar": "غير مذكور"}
		case organisations[i.Value] != nil:
			i.Label = organisations[i.Value].Name
		case totals.GroupBy == GroupCurrency:
			currency, _ := codelist.CurrencyByCode(i.Value)
			i.Label = currency.Label
		default:
			i.Label = facetLabel(registry.FacetField(totals.GroupBy), i.Value)
		}
	}
	return nil
}

// totalsNotes says what must be known of these sums, in the order of importance.
func totalsNotes(t *Totals) []TotalsNote {
	notes := []TotalsNote{
		{"combined-value", registry.Text{
			"en": "Combined value of the initiatives involved, as their sources report it.",
			"fr": "Valeur cumulée des initiatives concernées, telle que leurs sources la déclarent.",
			"ar": "القيمة الإجمالية للمبادرات المعنية كما تذكرها مصادرها.",
		}},
		{"gross-net", registry.Text{
			"en": "Gross adds what each initiative reports. Net counts money once: of initiatives that declared links or rulings connect, the largest sum that can be shown to be distinct.",
			"fr": "Le montant brut additionne ce que chaque initiative déclare. Le montant net compte l'argent une seule fois : parmi les initiatives que des liens déclarés ou des décisions rattachent, la plus grande somme dont on peut montrer qu'elle est distincte.",
			"ar": "يجمع المبلغ الإجمالي ما تذكره كل مبادرة. ويحتسب المبلغ الصافي المال مرة واحدة: من المبادرات التي تربطها صلات معلنة أو قرارات، أكبر مجموع يمكن إثبات أنه غير مكرر.",
		}},
		{"types", registry.Text{
			"en": "Types of money are not to be added to each other: a pledge is not a commitment, and value is each initiative's budget or, without one, its commitments or spending.",
			"fr": "Les types de montants ne s'additionnent pas : une promesse n'est pas un engagement, et la valeur est le budget de chaque initiative ou, à défaut, ses engagements ou ses dépenses.",
			"ar": "لا تُجمع أنواع المبالغ بعضها مع بعض: التعهد ليس التزاماً، والقيمة هي ميزانية كل مبادرة أو التزاماتها أو إنفاقها عند غياب الميزانية.",
		}},
	}
	if t.GroupBy == GroupGoodPractice {
		notes = append(notes, TotalsNote{"touches", registry.Text{
			"en": "Good practices have no percentages: each sum is of the initiatives that touch the practice.",
			"fr": "Les bonnes pratiques n'ont pas de pourcentages : chaque somme est celle des initiatives qui touchent à la pratique.",
			"ar": "ليست للممارسات الجيدة نسب مئوية: كل مجموع هو مجموع المبادرات التي تمس الممارسة.",
		}})
	}
	switch {
	case t.GroupBy != GroupNone && !t.GroupBy.IsAdditive():
		notes = append(notes, TotalsNote{"not-additive", registry.Text{
			"en": "The groups are not to be added up: an initiative stands in each that it belongs to.",
			"fr": "Les groupes ne s'additionnent pas : une initiative figure dans chacun de ceux dont elle relève.",
			"ar": "لا تُجمع المجموعات: تظهر المبادرة في كل مجموعة تنتمي إليها.",
		}})
	case t.GroupBy != GroupNone:
		notes = append(notes, TotalsNote{"net-not-additive", registry.Text{
			"en": "Gross sums of the groups add up to the whole; net sums need not, since a parent may be in one group and its child in another.",
			"fr": "Les montants bruts des groupes s'additionnent pour donner le tout ; les montants nets pas nécessairement, une initiative mère et sa fille pouvant relever de deux groupes.",
			"ar": "تُجمع المبالغ الإجمالية للمجموعات لتعطي الكل؛ أما المبالغ الصافية فليس بالضرورة، إذ قد تكون المبادرة الأم في مجموعة وفرعها في أخرى.",
		}})
	}
	if t.GroupBy == GroupCountry || t.GroupBy == GroupSector || t.GroupBy == GroupRegion {
		notes = append(notes, TotalsNote{"unallocated", registry.Text{
			"en": "Money that a source does not divide among several countries or sectors is unallocated; its initiatives are still counted with each.",
			"fr": "L'argent qu'une source ne répartit pas entre plusieurs pays ou secteurs est non réparti ; ses initiatives sont néanmoins comptées avec chacun.",
			"ar": "المال الذي لا يوزعه المصدر على عدة بلدان أو قطاعات يُعدّ غير موزَّع؛ ومع ذلك تُحتسب مبادراته مع كل منها.",
		}})
	}
	if slices.ContainsFunc(t.Total.Gross, func(m money.Total) bool { return m.USD == nil }) {
		notes = append(notes, TotalsNote{"no-rate", registry.Text{
			"en": "Where no exchange rate is known there is no figure in US dollars.",
			"fr": "Là où aucun taux de change n'est connu, il n'y a pas de montant en dollars des États-Unis.",
			"ar": "حيث لا يُعرف سعر صرف لا يُعطى مبلغ بالدولار الأمريكي.",
		}})
	}
	return notes
}

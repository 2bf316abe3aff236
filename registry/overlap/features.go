package overlap

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Features are what the detector knows of an initiative: made when it is written, stored as a blob of one to two
// kilobytes, and compared without looking at the initiative again. Every slice is sorted and holds each value once.
type Features struct {
	ID          string
	Kind        registry.Kind
	Hierarchy   int // IATI level, 1 is the top, 0 unknown
	Identifiers []Identifier
	Links       []Link
	Titles      []Title // for evidence: at most maxTitles, each cut
	// Terms are at most maxTerms, the most telling kept.
	Terms   []Term
	Markers []Marker
	// Donors are the funding organisations. A donor that the source names "unspecified" is not one, nor is the government of
	// a country where the work is done, which Hosts has: it is no donor to call.
	Donors       []Party
	Hosts        []Party
	Implementers []Party  // implementing, else extending organisations
	Agencies     []string // curated codes of multilateral agencies that a title names: "UNICEF - Child Protection"
	Countries    []string
	Places       []Place
	Start, End   int32 // days since 1970-01-01, unknownDay where not known
	Heard        int32 // the last day on which it is known to have run, where the end is not known; unknownDay where that is not either
	Planned      bool  // Start is intended, not past
	Cancelled    bool
	Practices    []Practice
	Purposes     []string // DAC 5-digit purpose codes
	Categories   []string // DAC 3-digit categories, of the purposes too; without those that say nothing (998)
	Groups       []string // beneficiaries
	Money        []Money
	// Reporter is who published it, "" where several did or nobody is named. A secondary reporter passes on what others
	// fund, so two of its records may be one initiative; a publisher numbers its own only once.
	Reporter     Party
	Secondary    bool
	Sources      []string // "feed\tkey" of each record
	Completeness float64
}

const unknownDay = math.MinInt32

// Identifier is a name of the initiative in a form that can be compared as text: the scope in which it counts is part
// of it.
type Identifier struct {
	Key   string // "iati:af-1-x", "own:OWNER:123"
	Class IdentifierClass
	Shown string // as the source wrote it
}

// IdentifierClass says what it means that two initiatives share the identifier.
type IdentifierClass uint8

// The classes.
const (
	// IdentifierSource is the key of a source's own record: whoever shares it is that record published twice.
	IdentifierSource IdentifierClass = iota + 1
	// IdentifierScoped is somebody's number for the undertaking: other-identifier A1, A2, A3, A9, own.
	IdentifierScoped
	// IdentifierActivity is what a taking-part organisation calls its own activity (participating-org/@activity-id).
	IdentifierActivity
	// IdentifierMoney is a flow of money (A4, an FTS flow), shared by all that it passes through.
	IdentifierMoney
)

// Link is a declared relation.
type Link struct {
	Type       registry.RelationType
	Initiative string // id, where it is known
	Key        string // Identifier.Key of the other, where it is not
}

// Title is a title as evidence shows it.
type Title struct{ Language, Text string }

// Party is an organisation.
type Party struct {
	Organisation string // id in the registry
	Ultimate     string // id of whose money it spends
	Name         string // folded
	Shown        string // as evidence shows it
}

// key identifies the party for comparing: whose money it is, else who it is, else how it is called.
func (p Party) key() string {
	return cmp.Or(p.Ultimate, p.Organisation, p.Name)
}

// Place is a place below the country.
type Place struct {
	Code  string // "G1:1146854", "" where the source gives none
	Name  string // "AF helmand": country and folded name, "" where it has none
	Shown string
	// Point is known where HasPoint; a centroid of the country is none.
	HasPoint            bool
	Latitude, Longitude float32
	Level               uint8 // 1 province, 2 district ... 4; 0 where the source does not say
}

func (p Place) key() string { return cmp.Or(p.Name, p.Code) }

// Practice is a good practice. One that a rule read off the sector or the text says nothing that they do not say.
type Practice struct {
	Number  uint8
	Derived bool
}

// Money is an amount that the initiative states for its whole.
type Money struct {
	Type     string // "budget", or the registry.TotalType
	Currency string
	Amount   registry.Amount
}

const (
	maxTitles      = 4
	maxTitleRunes  = 120
	maxPlaces      = 24
	maxParties     = 64 // a donor that is cut off would be a different one
	maxIdentifiers = 24
	maxLinks       = 64
)

// FromInitiative reads an initiative's features. ultimate gives the organisation whose money an organisation spends, by
// registry ids; "" or nil where it is not known. The answer is nil for reference kinds, which are in no detection.
func FromInitiative(i *registry.Initiative, ultimate func(organisation string) string) *Features {
	if i.Kind.IsReference() {
		return nil
	}
	if ultimate == nil {
		ultimate = func(string) string { return "" }
	}
	f := &Features{
		ID: i.ID, Kind: i.Kind, Hierarchy: i.Hierarchy, Start: unknownDay, End: unknownDay,
		Heard: unknownDay, Completeness: Completeness(&i.Facts),
	}
	if r := i.Reporter; r != nil {
		f.Reporter = party(r.Organisation, r.Ref, r.Name, ultimate)
		f.Secondary = r.Secondary
	}
	f.Identifiers = identifiersOf(&i.Facts, f.Reporter)
	f.Links = linksOf(&i.Facts)
	f.readTexts(i.Title, i.Description)
	f.readPlaces(&i.Facts)
	f.readParties(i.Participations, ultimate)
	f.Secondary = f.Secondary || f.reportsOthers(i.Reporter, i.Participations)
	f.takeReporterForDonor(i.Reporter, i.Participations)
	f.readPeriod(i)
	f.Cancelled = i.Status == registry.StatusCancelled
	f.readThemes(&i.Facts)
	f.readMoney(&i.Facts)
	for _, s := range i.Sources {
		f.Sources = append(f.Sources, s.Feed+"\t"+s.Key)
	}
	f.Sources = sortedSet(f.Sources)
	return f
}

func party(organisation, ref string, name registry.Text, ultimate func(string) string) Party {
	shown, _ := name.In()
	p := Party{Organisation: organisation, Name: registry.FoldName(shown), Shown: cut(cmp.Or(shown, ref), maxTitleRunes)}
	if organisation != "" {
		p.Ultimate = cmp.Or(ultimate(organisation), organisation)
	}
	if p.Name == "" {
		p.Name = registry.FoldName(ref)
	}
	return p
}

// nobody are the folded names that country systems print where the donor is not known.
var nobody = map[string]bool{
	"": true, "unspecified": true, "unknown": true, "not specified": true, "non specifie": true, "no especificado": true,
	"other": true, "others": true, "other donors": true, "various": true, "multiple donors": true, "n a": true, "na": true,
	"none": true, "tbd": true, "donor": true, "غير محدد": true,
}

// classes are the folded names of kinds of organisations that publishers print where the organisation is: two records that
// both say "NGO" have nobody in common.
var classes = map[string]bool{
	"ngo": true, "ngos": true, "donor country based ngo": true, "developing country based ngo": true, "international ngo": true,
	"local ngo": true, "national ngo": true, "private sector": true, "private sector in provider country": true,
	"private sector in recipient country": true, "public sector": true, "public sector institutions": true, "government": true,
	"recipient government": true, "donor government": true, "central government": true, "other multilateral": true,
	"multilateral organisations": true, "university college or other teaching institution": true,
	"university college or other teaching instit": true, "civil society": true, "consultants": true,
	"otra ong nacional pais donante": true, "otra entidad": true, "otra entidad con animo de lucro del pais donante": true,
	"ong": true, "sector privado": true, "sector publico": true, "gobierno": true, "secteur prive": true, "gouvernement": true,
	"societe civile": true, "منظمه غير حكوميه": true, "القطاع الخاص": true, "الحكومه": true,
}

func (f *Features) readParties(participations []registry.Participation, ultimate func(string) string) {
	var extending []Party
	for _, p := range participations {
		if p.Withheld != "" {
			continue
		}
		named := party(p.Organisation, p.Ref, p.Name, ultimate)
		if named.Organisation == "" && nobody[named.Name] || classes[named.Name] {
			continue
		}
		switch p.Role {
		case registry.RoleFunding:
			if f.isHost(named) {
				f.Hosts = append(f.Hosts, named)
			} else {
				f.Donors = append(f.Donors, named)
			}
		case registry.RoleImplementing:
			f.Implementers = append(f.Implementers, named)
		case registry.RoleExtending:
			extending = append(extending, named)
		}
	}
	if len(f.Implementers) == 0 {
		f.Implementers = extending
	}
	f.Donors, f.Hosts, f.Implementers = sortedParties(f.Donors), sortedParties(f.Hosts), sortedParties(f.Implementers)
}

// reportsOthers says whether the publisher has no part in what it publishes, as country systems have none: it passes on
// what donors told it, whether or not it says so (IATI reporting-org/@secondary-reporter).
func (f *Features) reportsOthers(r *registry.Reporter, participations []registry.Participation) bool {
	if f.Reporter.key() == "" || len(f.Donors)+len(f.Hosts) == 0 && r.Type != "80" && r.Type != "90" {
		return false // a payer or a doer that names no funder; universities (80) and others (90) keep country systems
	}
	return !slices.ContainsFunc(participations, func(p registry.Participation) bool {
		name, _ := p.Name.In()
		named := Party{Organisation: p.Organisation, Name: registry.FoldName(cmp.Or(name, p.Ref))}
		return isAmong([]Party{named}, f.Reporter) || p.Ref != "" && registry.FoldName(p.Ref) == f.Reporter.Name
	})
}

func sortedParties(ps []Party) []Party {
	slices.SortFunc(ps, func(a, b Party) int {
		return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Name, b.Name))
	})
	ps = slices.CompactFunc(ps, func(a, b Party) bool { return a.key() == b.key() && a.Organisation == b.Organisation })
	return ps[:min(len(ps), maxParties)]
}

// readPlaces takes the countries of the initiative and of its places, and the places below the country. A place whose
// precision is the country, or that bears the country's name alone, is none.
func (f *Features) readPlaces(facts *registry.Facts) {
	for _, c := range facts.Countries {
		f.Countries = append(f.Countries, c.Code)
	}
	for _, l := range facts.Locations {
		if l.Country != "" {
			f.Countries = append(f.Countries, l.Country)
		}
	}
	f.Countries = sortedSet(f.Countries)
	for _, l := range facts.Locations {
		if l.Precision == "country" {
			continue
		}
		name, _ := l.Name.In()
		p := Place{Shown: cut(name, 40), Level: placeLevel(&l, name)}
		country := l.Country
		if country == "" && len(f.Countries) == 1 {
			country = f.Countries[0]
		}
		if folded := placeName(name); folded != "" && country != "" && !isCountryName(folded, country) {
			p.Name = country + " " + folded
		}
		if l.Code != "" && p.Name != "" {
			p.Code = strings.ToUpper(l.Vocabulary) + ":" + strings.ToLower(l.Code)
		}
		if l.Point != nil && (p.Name != "" || name == "") {
			p.HasPoint, p.Latitude, p.Longitude = true, float32(l.Point.Latitude), float32(l.Point.Longitude)
		}
		if p.key() != "" || p.HasPoint {
			f.Places = append(f.Places, p)
		}
	}
	slices.SortFunc(f.Places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Latitude, b.Latitude), cmp.Compare(a.Longitude, b.Longitude))
	})
	f.Places = slices.Compact(f.Places)
	f.Places = f.Places[:min(len(f.Places), maxPlaces)]
}

// readThemes takes practices, DAC sectors and beneficiaries. A reviewer's or the source's word for a practice outweighs
// a rule's.
func (f *Features) readThemes(facts *registry.Facts) {
	for _, p := range facts.GoodPractices {
		f.Practices = append(f.Practices, Practice{Number: uint8(p.Number), Derived: p.Basis == registry.BasisRule && p.Why.Rule != "tag"})
	}
	slices.SortFunc(f.Practices, func(a, b Practice) int {
		switch {
		case a.Number != b.Number:
			return cmp.Compare(a.Number, b.Number)
		case a.Derived == b.Derived:
			return 0
		case a.Derived:
			return 1
		}
		return -1
	})
	f.Practices = slices.CompactFunc(f.Practices, func(a, b Practice) bool { return a.Number == b.Number })
	for _, s := range facts.Sectors {
		if len(s.Code) < 3 || s.Vocabulary != "1" && s.Vocabulary != "2" || saysNothing[s.Code[:3]] {
			continue
		}
		if s.Vocabulary == "1" && len(s.Code) == 5 {
			f.Purposes = append(f.Purposes, s.Code)
		}
		f.Categories = append(f.Categories, s.Code[:3])
	}
	f.Purposes, f.Categories = sortedSet(f.Purposes), sortedSet(f.Categories)
	f.Groups = sortedSet(slices.Clone(facts.Beneficiaries))
}

// saysNothing are DAC categories that name no theme: administrative costs of donors (910), unallocated (998, 999).
var saysNothing = map[string]bool{"910": true, "998": true, "999": true}

// readMoney takes the budget and the sums of commitments and of what was paid out. Pledges and income are other money.
func (f *Features) readMoney(facts *registry.Facts) {
	if b := facts.Budget; b != nil && b.Amount > 0 {
		f.Money = append(f.Money, Money{"budget", b.Currency, b.Amount})
	}
	for _, t := range facts.Totals {
		switch t.Type {
		case registry.TotalCommitted, registry.TotalDisbursed, registry.TotalSpent:
			if t.Amount > 0 {
				f.Money = append(f.Money, Money{string(t.Type), t.Currency, t.Amount})
			}
		}
	}
	slices.SortFunc(f.Money, func(a, b Money) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Amount, b.Amount))
	})
	f.Money = slices.Compact(f.Money)
	f.Money = f.Money[:min(len(f.Money), 8)]
}

func sortedSet(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}

// cut shortens a text to at most n runes.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

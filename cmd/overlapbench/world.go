package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// planted are the kinds of pairs that are known, with their share of the initiatives.
var planted = []struct {
	kind  string
	share float64
}{
	{"duplicate", 0.010},   // the same identifier, published again
	{"same", 0.015},        // donor and implementer report one project in other words
	{"translation", 0.020}, // the same in another language
	{"chain", 0.010},       // another donor's part of one programme
	{"phase", 0.010},       // what follows it
	{"overlap", 0.020},     // another donor's project on the same subject, there and then
}

// world makes initiatives by number, the same for one seed in any order.
type world struct {
	n, base   int // all, and those that are no partner of another
	seed      uint64
	countries []string
	words     []string // of descriptions and titles, most frequent first
	names     []string // of places and projects
	purposes  []string
}

const (
	vocabulary   = 30_000
	properNames  = 60_000
	donorCount   = 120
	implementers = 20_000
	placesEach   = 400 // of a country
)

func newWorld(n int, seed uint64) *world {
	w := &world{n: n, seed: seed}
	w.base = n
	for _, p := range planted {
		w.base -= int(float64(n) * p.share)
	}
	r := rand.New(rand.NewPCG(seed, 0))
	for _, c := range codelist.Countries() {
		w.countries = append(w.countries, c.Code)
	}
	for _, s := range codelist.Sectors() {
		if len(s.Code) == 5 && s.Code[:2] != "99" && s.Code[:2] != "91" {
			w.purposes = append(w.purposes, s.Code)
		}
	}
	w.words = distinct(r, vocabulary, 2, 4)
	w.names = distinct(r, properNames, 3, 4)
	r.Shuffle(len(w.countries), func(i, j int) { w.countries[i], w.countries[j] = w.countries[j], w.countries[i] })
	r.Shuffle(len(w.purposes), func(i, j int) { w.purposes[i], w.purposes[j] = w.purposes[j], w.purposes[i] })
	return w
}

// distinct makes words of syllables.
func distinct(r *rand.Rand, n, from, to int) []string {
	const consonants, vowels = "bcdfghjklmnprstvz", "aeiou"
	seen := map[string]bool{}
	var all []string
	for len(all) < n {
		var b strings.Builder
		for range from + r.IntN(to-from+1) {
			b.WriteByte(consonants[r.IntN(len(consonants))])
			b.WriteByte(vowels[r.IntN(len(vowels))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			all = append(all, w)
		}
	}
	return all
}

// maker draws one initiative.
type maker struct {
	*rand.Rand
	w *world
}

// skewed draws below n, low numbers much more often.
func (m maker) skewed(n int, by float64) int { return int(math.Pow(m.Float64(), by) * float64(n)) }

func (m maker) text(words int) string {
	picked := make([]string, words)
	for i := range picked {
		picked[i] = m.w.words[m.skewed(len(m.w.words), 3)]
	}
	return strings.Join(picked, " ")
}

// draft is an initiative before it is put in words.
type draft struct {
	theme, frame          int
	language              string
	extra, name           string
	country, place        int
	purpose               int
	donor, implementer    int
	start                 time.Time
	days                  int
	amount                int64
	currency, phase, text string
	identifier            string
	group                 string
	noPlace, noMoney      bool
}

func (w *world) maker(i int) maker { return maker{rand.New(rand.NewPCG(w.seed, uint64(i)+1)), w} }

func (w *world) draftOf(i int) draft {
	m := w.maker(i)
	d := draft{
		theme: m.IntN(len(themes)), frame: m.IntN(len(frames)), language: []string{"en", "en", "en", "fr", "es", "ar"}[m.IntN(6)],
		country: m.skewed(len(w.countries), 1.5), place: m.skewed(placesEach, 1.7), purpose: m.skewed(len(w.purposes), 1.5),
		donor: m.skewed(donorCount, 1.7), implementer: m.skewed(implementers, 1.7),
		start: time.Date(2002, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, m.IntN(8500)), days: 180 + m.IntN(1600),
		amount: int64(math.Exp(10+m.Float64()*6)) * 100, currency: []string{"USD", "USD", "EUR", "GBP"}[m.IntN(4)],
		identifier: fmt.Sprintf("XX-%d-%07d", m.IntN(400), i),
	}
	d.extra, d.name = m.text(m.IntN(3)), w.names[m.IntN(len(w.names))]
	d.text = m.text(30 + m.IntN(50))
	d.group = codelist.Beneficiaries()[m.IntN(len(codelist.Beneficiaries()))].Code
	return d
}

// partner says which pair an initiative beyond the base ones completes.
func (w *world) partner(i int) (of int, kind string) {
	k := i - w.base
	for _, p := range planted {
		if n := int(float64(w.n) * p.share); k < n {
			return int(mix(uint64(i)^w.seed<<32) % uint64(w.base)), p.kind
		} else {
			k -= n
		}
	}
	return 0, "same"
}

func (w *world) initiative(i int) *registry.Initiative {
	if i < w.base {
		return w.worded(i, w.draftOf(i))
	}
	of, kind := w.partner(i)
	d, m := w.draftOf(of), w.maker(i)
	shift := func(days int) { d.start = d.start.AddDate(0, 0, m.IntN(2*days+1)-days) }
	other := w.draftOf(i)
	switch kind {
	case "duplicate":
		return w.worded(i, d)
	case "same":
		d.identifier, d.extra, d.text = other.identifier, m.text(m.IntN(3)), m.text(30)+" "+d.text[:len(d.text)/2]
		shift(20)
		d.noPlace = m.IntN(3) == 0
	case "translation":
		d.identifier, d.text, d.extra = other.identifier, m.text(40), ""
		for before := d.language; d.language == before; {
			d.language = []string{"en", "fr", "es", "ar"}[m.IntN(4)]
		}
		shift(20)
		d.noMoney = m.IntN(2) == 0
	case "chain":
		d.identifier, d.donor, d.amount = other.identifier, (d.donor+1+m.IntN(donorCount-1))%donorCount, other.amount
		shift(200)
	case "phase":
		d.identifier, d.phase, d.amount = other.identifier, " II", other.amount
		d.start = d.start.AddDate(0, 0, d.days+m.IntN(60))
	case "overlap":
		other.theme, other.country, other.place, other.purpose, other.group = d.theme, d.country, d.place, d.purpose, d.group
		other.language, other.start, other.days = d.language, d.start.AddDate(0, 0, m.IntN(100)), max(d.days, 300)
		if other.donor == d.donor {
			other.donor = (d.donor + 1) % donorCount
		}
		d = other
	}
	return w.worded(i, d)
}

func (w *world) worded(i int, d draft) *registry.Initiative {
	country := w.countries[d.country]
	place := w.names[(d.country*placesEach+d.place)%len(w.names)]
	title := strings.TrimSpace(frames[d.frame].in(d.language)+" "+themes[d.theme].in(d.language)) + " " + d.extra + " " + capital(d.name) + d.phase
	h := mix(uint64(i) + w.seed<<40)
	donor := fmt.Sprintf("donor-%d", d.donor)
	x := &registry.Initiative{
		ID:      fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", h>>32, h>>16&0xffff, h&0xfff, i>>12&0xfff, mix(h)>>16),
		Sources: []registry.Source{{Feed: fmt.Sprintf("feed-%d", i%40), Key: fmt.Sprintf("%s#%d", d.identifier, i)}},
	}
	x.Facts = registry.Facts{
		Kind: registry.KindProject, Status: registry.StatusImplementation, Regions: codelist.RegionsOfCountry(country),
		Title:       registry.Text{d.language: strings.Join(strings.Fields(title), " ")},
		Description: registry.Text{d.language: d.text},
		Identifiers: []registry.Identifier{{Scheme: "iati", Value: d.identifier}},
		Countries:   []registry.CountryShare{{Code: country}},
		Period:      registry.Period{Start: registry.DateOf(d.start), End: registry.DateOf(d.start.AddDate(0, 0, d.days)), Basis: registry.PeriodActual},
		Sectors:     []registry.Sector{{Vocabulary: "1", Code: w.purposes[d.purpose]}},
		Participations: []registry.Participation{
			{Role: registry.RoleFunding, Organisation: donor, Name: registry.Text{"en": "Donor " + w.words[d.donor]}},
			{Role: registry.RoleImplementing, Name: registry.Text{"en": capital(w.names[d.implementer]) + " foundation"}},
		},
		Reporter:      &registry.Reporter{Ref: fmt.Sprintf("XX-%d", i%400), Name: registry.Text{"en": "Publisher " + fmt.Sprint(i%400)}},
		Beneficiaries: []string{d.group},
	}
	if !d.noPlace {
		at := mix(uint64(d.country*placesEach + d.place))
		x.Locations = []registry.Location{{
			Name: registry.Text{"und": capital(place)}, Country: country, Precision: "admin2",
			Point: &registry.Point{Latitude: float64(at%6000)/100 - 25, Longitude: float64(at>>20%20000)/100 - 90},
		}}
	}
	if !d.noMoney {
		x.Budget = &registry.Budget{Currency: d.currency, Amount: registry.Amount(d.amount)}
	}
	return x
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// mix spreads a number over all bits, as splitmix64 does.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

package overlap_test

import (
	"bufio"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
)

// sharedData is the folder of real files, which is no part of the repository.
func sharedData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TANSIQ_SHARED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no real files here: set TANSIQ_SHARED_DATA to their folder")
	}
	return dir
}

// iatiActivity is as much of an activity of IATI 1.x and 2.x as detection compares.
type iatiActivity struct {
	Lang       string      `xml:"lang,attr"`
	Currency   string      `xml:"default-currency,attr"`
	Hierarchy  int         `xml:"hierarchy,attr"`
	Identifier string      `xml:"iati-identifier"`
	Reporter   iatiText    `xml:"reporting-org"`
	Title      []iatiText  `xml:"title"`
	About      []iatiText  `xml:"description"`
	Orgs       []iatiText  `xml:"participating-org"`
	Dates      []iatiText  `xml:"activity-date"`
	Countries  []iatiText  `xml:"recipient-country"`
	Sectors    []iatiText  `xml:"sector"`
	Related    []iatiText  `xml:"related-activity"`
	Others     []iatiText  `xml:"other-identifier"`
	Locations  []iatiPlace `xml:"location"`
	Budgets    []struct {
		Value iatiText `xml:"value"`
	} `xml:"budget"`
	Transactions []struct {
		Type    iatiText   `xml:"transaction-type"`
		Value   iatiText   `xml:"value"`
		Sectors []iatiText `xml:"sector"`
		Country []iatiText `xml:"recipient-country"`
	} `xml:"transaction"`
}

type iatiText struct {
	Ref        string     `xml:"ref,attr"`
	Role       string     `xml:"role,attr"`
	Type       string     `xml:"type,attr"`
	Code       string     `xml:"code,attr"`
	Vocabulary string     `xml:"vocabulary,attr"`
	Lang       string     `xml:"lang,attr"`
	Iso        string     `xml:"iso-date,attr"`
	Currency   string     `xml:"currency,attr"`
	Activity   string     `xml:"activity-id,attr"`
	Secondary  string     `xml:"secondary-reporter,attr"`
	Text       string     `xml:",chardata"`
	Narratives []iatiText `xml:"narrative"`
}

type iatiPlace struct {
	Name        iatiText `xml:"name"`
	ID          iatiText `xml:"location-id"`
	Exactness   iatiText `xml:"exactness"`
	Pos         string   `xml:"point>pos"`
	Coordinates struct {
		Latitude  string `xml:"latitude,attr"`
		Longitude string `xml:"longitude,attr"`
	} `xml:"coordinates"`
}

func textOf(ts []iatiText, language string) registry.Text {
	out := registry.Text{}
	add := func(lang, words string) {
		if words = strings.Join(strings.Fields(words), " "); words != "" {
			if lang == "" {
				lang = language
			}
			l := registry.PrimaryLanguage(lang)
			out[l] = strings.TrimSpace(out[l] + " " + words)
		}
	}
	for _, t := range ts {
		add(t.Lang, t.Text)
		for _, n := range t.Narratives {
			add(n.Lang, n.Text)
		}
	}
	return out
}

// organisation recognises as the registry does: by identifier, then by curated name.
func organisation(ref string, name registry.Text) string {
	if o, ok := codelist.FindOrganisationByIdentifier(ref); ok && ref != "" {
		return o.Code
	}
	words, _ := name.In()
	if o, ok := codelist.FindOrganisationByName(words); ok && words != "" {
		return o.Code
	}
	return ""
}

func ultimateFunder(code string) string {
	o, _ := codelist.OrganisationByCode(code)
	return o.UltimateFunder
}

func (a *iatiActivity) initiative(file string) *registry.Initiative {
	key := strings.TrimSpace(a.Identifier)
	i := &registry.Initiative{ID: file + "#" + key, Sources: []registry.Source{{Feed: file, Key: key}}}
	i.Kind, i.Hierarchy = registry.KindInitiative, a.Hierarchy
	i.Identifiers = []registry.Identifier{{Scheme: registry.SchemeIATI, Value: key}}
	i.Title, i.Description = textOf(a.Title, a.Lang), textOf(a.About, a.Lang)
	name := textOf([]iatiText{a.Reporter}, a.Lang)
	i.Reporter = &registry.Reporter{Ref: a.Reporter.Ref, Name: name, Organisation: organisation(a.Reporter.Ref, name),
		Secondary: a.Reporter.Secondary == "1" || a.Reporter.Secondary == "true"}
	for _, o := range a.Others {
		if strings.HasPrefix(o.Type, "A") {
			i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "iati-" + strings.ToLower(o.Type), Value: o.Ref})
		}
	}
	roles := map[string]registry.Role{"1": registry.RoleFunding, "funding": registry.RoleFunding, "2": registry.RoleAccountable,
		"accountable": registry.RoleAccountable, "3": registry.RoleExtending, "extending": registry.RoleExtending,
		"4": registry.RoleImplementing, "implementing": registry.RoleImplementing}
	for _, o := range a.Orgs {
		name := textOf([]iatiText{o}, a.Lang)
		i.Participations = append(i.Participations, registry.Participation{Role: roles[strings.ToLower(o.Role)], Ref: o.Ref, Type: o.Type,
			Name: name, Organisation: organisation(o.Ref, name), Activity: o.Activity})
	}
	dates := map[string]registry.Date{}
	for _, d := range a.Dates {
		iso := d.Iso
		if iso == "" {
			iso = strings.TrimSpace(d.Text)
		}
		kind := map[string]string{"start-planned": "1", "start-actual": "2", "end-planned": "3", "end-actual": "4"}[d.Type]
		if kind == "" {
			kind = d.Type
		}
		dates[kind], _ = registry.ParseDate(iso)
	}
	i.Period = registry.Period{Start: dates["2"], End: dates["4"], Basis: registry.PeriodActual}
	if i.Period.Start == "" {
		i.Period.Start, i.Period.Basis = dates["1"], registry.PeriodPlanned
	}
	if i.Period.End == "" {
		i.Period.End = dates["3"]
	}
	a.themes(i)
	a.places(i)
	a.money(i)
	for _, r := range a.Related {
		types := []registry.RelationType{"", registry.RelationParent, registry.RelationChild, registry.RelationSibling, registry.RelationCoFunded, registry.RelationThirdParty}
		if n, err := strconv.Atoi(r.Type); err == nil && n > 0 && n < len(types) {
			i.Related = append(i.Related, registry.Related{Type: types[n], Identifier: r.Ref})
		}
	}
	return i
}

func (a *iatiActivity) themes(i *registry.Initiative) {
	sectors := a.Sectors
	for _, t := range a.Transactions {
		sectors = append(sectors, t.Sectors...)
	}
	for _, s := range sectors {
		switch s.Vocabulary {
		case "", "1", "DAC":
			i.Sectors = append(i.Sectors, registry.Sector{Vocabulary: "1", Code: s.Code})
		case "2", "DAC-3":
			i.Sectors = append(i.Sectors, registry.Sector{Vocabulary: "2", Code: s.Code})
		}
	}
}

func (a *iatiActivity) places(i *registry.Initiative) {
	countries := a.Countries
	for _, t := range a.Transactions {
		countries = append(countries, t.Country...)
	}
	for _, c := range countries {
		i.Countries = append(i.Countries, registry.CountryShare{Code: strings.ToUpper(c.Code)})
	}
	for _, l := range a.Locations {
		place := registry.Location{Name: textOf([]iatiText{l.Name}, a.Lang), Vocabulary: "G1", Code: l.ID.Code}
		point := strings.Fields(l.Pos)
		if len(point) != 2 {
			point = []string{l.Coordinates.Latitude, l.Coordinates.Longitude}
		}
		lat, err := strconv.ParseFloat(point[0], 64)
		lon, err2 := strconv.ParseFloat(point[1], 64)
		if err == nil && err2 == nil {
			place.Point = &registry.Point{Latitude: lat, Longitude: lon}
		}
		i.Locations = append(i.Locations, place)
	}
}

func (a *iatiActivity) money(i *registry.Initiative) {
	sums := map[registry.Total]registry.Amount{}
	for _, t := range a.Transactions {
		kind := map[string]registry.TotalType{"2": registry.TotalCommitted, "C": registry.TotalCommitted, "3": registry.TotalDisbursed,
			"D": registry.TotalDisbursed, "4": registry.TotalSpent, "E": registry.TotalSpent}[t.Type.Code]
		currency := t.Value.Currency
		if currency == "" {
			currency = a.Currency
		}
		if amount, err := registry.ParseAmount(strings.ReplaceAll(strings.TrimSpace(t.Value.Text), ",", "")); err == nil && kind != "" {
			sums[registry.Total{Type: kind, Currency: currency}] += amount
		}
	}
	for k, v := range sums {
		k.Amount = v
		i.Totals = append(i.Totals, k)
	}
}

// loadIATI reads a file's activities, each as an initiative of one record.
func loadIATI(t testing.TB, path string) []*registry.Initiative {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	dec := xml.NewDecoder(r)
	var all []*registry.Initiative
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(fmt.Errorf("%s: %w", path, err))
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "iati-activity" {
			var a iatiActivity
			if err := dec.DecodeElement(&a, &start); err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(a.Identifier) != "" {
				all = append(all, a.initiative(filepath.Base(path)))
			}
		}
	}
}

// detectorOf indexes initiatives and begins a generation.
func detectorOf(initiatives []*registry.Initiative) (*overlap.Detector, map[string]*overlap.Features) {
	d, features := overlap.NewDetector(), map[string]*overlap.Features{}
	for _, i := range initiatives {
		if f := overlap.FromInitiative(i, ultimateFunder); f != nil {
			features[f.ID] = f
			d.Add(f)
		}
	}
	d.Freeze()
	return d, features
}

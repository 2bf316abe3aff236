package hxl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// countries resolves names and codes, which say the same where a row has both. key is what the row says in any case, so that
// two countries that are not known are not one.
func (d *reading) countries() (codes, key []string) {
	var first []string
	disagree := false
	for _, c := range d.cells(country) {
		found := d.countriesIn(c)
		if found == nil {
			key = append(key, codelist.Fold(c.Text))
			continue
		}
		if first == nil {
			first = found
		}
		if !slices.Equal(first, found) {
			disagree = true
			d.warn(c.name, "not the country that another column names; neither is taken")
		}
		codes = append(codes, found...)
	}
	if codes = sorted(codes); disagree {
		return nil, sorted(append(key, codes...))
	}
	if codes != nil {
		return codes, codes
	}
	return nil, sorted(key)
}

// countriesIn are those of one cell: a country whole, or several in a list.
func (d *reading) countriesIn(c cell) []string {
	if code, ok := codelist.FindCountry(c.Text); ok {
		return []string{code}
	}
	var codes []string
	for _, v := range list(c.Text) {
		code, ok := codelist.FindCountry(v)
		if !ok {
			d.warn(c.name, "not a country ("+valueClass(v)+")")
			continue
		}
		codes = append(codes, code)
	}
	return sorted(codes)
}

// places are the areas and places that the row names, the widest first, with the point at the finest of them if that is one.
// key tells rows of one place from those of others.
func (d *reading) places(countries []string) (places []registry.Location, key string) {
	of := ""
	if len(countries) == 1 {
		of = countries[0]
	}
	finest := 0
	for _, pair := range d.placePairs() {
		if area := d.area(pair, of); len(area) > 0 {
			finest = len(area)
			places = append(places, area...)
		}
	}
	var said []string
	for _, p := range places {
		words, _ := p.Name.In()
		said = append(said, fmt.Sprint(p.AdminLevel, " ", codelist.Fold(words), " ", strings.ToLower(p.Code)))
	}
	if point := d.point(); point != nil {
		said = append(said, fmt.Sprint(*point))
		if finest == 1 {
			at := &places[len(places)-1]
			at.Point = point
			at.Precision = map[int]string{1: "admin1", 2: "admin2", 3: "admin2", 4: "admin2"}[at.AdminLevel]
		} else {
			places = append(places, registry.Location{Country: of, Point: point})
		}
	}
	return places, strings.Join(append(sorted(said), countries...), "\x1f")
}

// placePairs are the pairs of the columns of places: adm1 to adm4, then places of no level.
func (d *reading) placePairs() []string {
	levels := map[string]int{}
	var pairs []string
	for _, c := range d.cells(placeName, placeCode) {
		if _, ok := levels[c.pair]; !ok {
			pairs = append(pairs, c.pair)
			levels[c.pair] = c.adminLevel
			if c.adminLevel == 0 {
				levels[c.pair] = 9
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b string) int { return levels[a] - levels[b] })
	return pairs
}

// area gives the places of the columns of one pair. Codes belong to names where there are as many.
func (d *reading) area(pair, country string) []registry.Location {
	var names, codes []cell
	for _, c := range d.cells(placeName, placeCode) {
		switch {
		case c.pair != pair:
		case c.field == placeName:
			names = append(names, c)
		default:
			codes = append(codes, c)
		}
	}
	named, coded := merged(names), merged(codes)
	var places []registry.Location
	for i, n := range named {
		p := registry.Location{Name: n.name, Country: country, AdminLevel: names[0].adminLevel}
		if len(coded) == len(named) {
			p.Code, p.Vocabulary = coded[i].words(), codes[0].vocabulary
		}
		places = append(places, p)
	}
	if len(coded) > 0 && len(coded) != len(named) {
		if len(named) > 0 {
			d.warn(codes[0].name, "not as many codes as names of places; a code without its name is a place of its own")
		}
		for _, n := range coded {
			places = append(places, registry.Location{Country: country, AdminLevel: codes[0].adminLevel, Vocabulary: codes[0].vocabulary, Code: n.words()})
		}
	}
	return places
}

// point reads latitude and longitude, or both from one cell.
func (d *reading) point() *registry.Point {
	lat, lon := d.cells(latitude), d.cells(longitude)
	if both := d.cells(coordinates); len(lat) == 0 && len(lon) == 0 && len(both) == 1 {
		parts := strings.FieldsFunc(both[0].Text, func(r rune) bool { return r == ' ' || r == ';' || r == ',' })
		if len(parts) != 2 {
			d.warn(both[0].name, "not latitude and longitude in decimal degrees (13.51, 2.11)")
			return nil
		}
		lat, lon = []cell{{both[0].column, sheet.TextCell(parts[0])}}, []cell{{both[0].column, sheet.TextCell(parts[1])}}
	}
	switch {
	case len(lat) == 0 && len(lon) == 0:
		return nil
	case len(lat) != 1 || len(lon) != 1:
		d.warn("#geo", "latitude and longitude go in pairs; neither is taken")
		return nil
	}
	p := registry.Point{}
	for _, c := range []struct {
		cell cell
		most float64
		to   *float64
	}{{lat[0], 90, &p.Latitude}, {lon[0], 180, &p.Longitude}} {
		degrees, err := sheet.Degrees(c.cell.Cell, c.most)
		if err != nil {
			d.warn(c.cell.name, err.Error()+" ("+valueClass(c.cell.Text)+")")
			return nil
		}
		*c.to = degrees
	}
	if p.Latitude == 0 && p.Longitude == 0 {
		d.warn(lat[0].name, "latitude and longitude are both 0, which systems write for an unknown place")
		return nil
	}
	return &p
}

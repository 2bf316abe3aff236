package grants360

import (
	"regexp"
	"slices"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// gss matches a code of the ONS's Register of Geographic Codes for a part of the United Kingdom: England, Wales, Scotland,
// Northern Ireland, or more than one of them (K).
var gss = regexp.MustCompile(`^[EWSNK]\d{8}$`)

// places: beneficiaryLocation. One that is a country, by its code without more, or by its name, is a country and no place
// in it. Nobody says how the whole is shared.
func (d *reading) places(g jsonstream.Node) {
	for _, item := range g.Get("beneficiaryLocation").Objects() {
		d.place(item)
	}
}

func (d *reading) place(item jsonstream.Node) {
	place := registry.Location{Code: item.Get("geoCode").Text(), Point: d.point(item)}
	if code := item.Get("countryCode").Text(); code != "" {
		alpha2, ok := codelist.FindCountry(code)
		if !ok {
			d.warn(item.Path+"/countryCode", "not a country code of ISO 3166-1")
		}
		place.Country = alpha2
	}
	name := oneLine(item.Get("name").Text())
	if place.Code == "" && place.Point == nil {
		if alpha2, ok := codelist.FindCountry(name); ok && (place.Country == "" || place.Country == alpha2) {
			d.country(alpha2)
			return
		}
	}
	switch {
	case gss.MatchString(place.Code):
		place.Vocabulary = "ONS"
		if place.Country == "" {
			place.Country = "GB"
		}
	case place.Code != "":
		place.Vocabulary = item.Get("geoCodeType").Text()
	}
	d.country(place.Country)
	if name != "" {
		place.Name = registry.Text{registry.Undetermined: name}
	}
	if place.Name != nil || place.Code != "" || place.Point != nil {
		d.facts.Locations = append(d.facts.Locations, place)
	}
}

func (d *reading) country(alpha2 string) {
	share := registry.CountryShare{Code: alpha2}
	if alpha2 != "" && !slices.Contains(d.facts.Countries, share) {
		d.facts.Countries = append(d.facts.Countries, share)
	}
}

// point reads latitude and longitude, which go in pairs.
func (d *reading) point(item jsonstream.Node) *registry.Point {
	latitude, longitude := item.Get("latitude"), item.Get("longitude")
	if latitude.Text() == "" && longitude.Text() == "" {
		return nil
	}
	lat, ok := d.degrees(latitude, 90)
	lon, okLon := d.degrees(longitude, 180)
	switch {
	case !ok || !okLon:
		return nil
	case lat == 0 && lon == 0:
		d.warn(latitude.Path, "latitude and longitude are both 0, which systems write for an unknown place")
		return nil
	}
	return &registry.Point{Latitude: lat, Longitude: lon}
}

func (d *reading) degrees(n jsonstream.Node, most float64) (float64, bool) {
	cell := sheet.TextCell(n.Text())
	if n.IsNumber() {
		cell.Kind = sheet.KindNumber
		cell.Text, _ = n.Number()
	}
	degrees, err := sheet.Degrees(cell, most)
	if err != nil {
		d.warn(n.Path, err.Error())
		return 0, false
	}
	return degrees, true
}

package table

import (
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// locations are the named places and the points. As many points as names belong to them in order; otherwise nobody said
// which is whose, and the points are places of their own. A place is in the row's country where it states just one.
func (d *reading) locations(countries []registry.CountryShare) []registry.Location {
	country := ""
	if len(countries) == 1 {
		country = countries[0].Code
	}
	var locations []registry.Location
	for _, name := range d.list("locations") {
		locations = append(locations, registry.Location{Name: registry.Text{registry.Undetermined: name}, Country: country})
	}
	points := d.points()
	if len(points) == len(locations) {
		for i := range points {
			locations[i].Point = &points[i]
		}
		return locations
	}
	for i := range points {
		locations = append(locations, registry.Location{Country: country, Point: &points[i]})
	}
	return locations
}

// points reads latitude and longitude, which go in pairs.
func (d *reading) points() []registry.Point {
	latitudes, okLat := d.degrees("latitude", 90)
	longitudes, okLon := d.degrees("longitude", 180)
	if !okLat || !okLon {
		return nil
	}
	if len(latitudes) != len(longitudes) {
		d.warn("latitude", "latitude and longitude go in pairs; neither is taken")
		return nil
	}
	points := make([]registry.Point, len(latitudes))
	for i := range points {
		points[i] = registry.Point{Latitude: latitudes[i], Longitude: longitudes[i]}
	}
	return points
}

// degrees reads a column of WGS 84 degrees; with one of its values not understood the others have lost their place.
func (d *reading) degrees(column string, most float64) (values []float64, ok bool) {
	texts := d.list(column)
	for i, v := range texts {
		f, err := sheet.Degrees(sheet.Cell{Text: v, Kind: d.cells[column].Kind}, most)
		if err != nil {
			d.warnValue(column, i, len(texts), err.Error())
			return nil, false
		}
		values = append(values, f)
	}
	return values, true
}

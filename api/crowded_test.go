package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// TestCrowdedCells: seventeen initiatives of nine donors are one entry a year, in words of their sources; the public is told
// of three donors or more.
func TestCrowdedCells(t *testing.T) {
	var file items
	for n := range 17 {
		donor := []string{"FR-3", "GB-1", "US-GOV-1", "XX-3", "XX-4", "XX-5", "XX-6", "XX-7", "XX-8"}[n%9]
		item := project(fmt.Sprint("A-", n), fmt.Sprint("Undertaking number ", n), donor, donor)
		item.Record.Facts.GoodPractices = []registry.PracticeLink{{Number: 15, Basis: registry.BasisSource, Confidence: 1}}
		file = append(file, item)
	}
	for n := range 16 {
		item := project(fmt.Sprint("B-", n), fmt.Sprint("Another plan ", n), []string{"FR-3", "GB-1"}[n%2], []string{"FR-3", "GB-1"}[n%2])
		item.Record.Facts.Locations[0].Name = registry.Text{"fr": "Région de Gao", "ar": "غاو"}
		item.Record.Facts.GoodPractices = []registry.PracticeLink{{Number: 16, Basis: registry.BasisSource, Confidence: 1}}
		file = append(file, item)
	}
	o := newOfficeOf(t, false, file)
	type list struct {
		Total int
		Items []struct {
			Country, Extent, Category string
			GoodPractice              int `json:"good_practice"`
			Year, Initiatives, Donors int
			Places                    []struct {
				Name  map[string]string
				Level int `json:"admin_level"`
			}
			Members []struct {
				ID     string
				Title  map[string]string
				Donors []any
			}
		}
	}
	read := func(query, as string) (l list) {
		t.Helper()
		a := o.get(t, "/v1/crowded-cells"+query, o.as(as))
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%d: %s", a.StatusCode, a.body)
		}
		a.into(t, &l)
		return l
	}
	public := read("", "public")
	if public.Total != 3 || len(public.Items) != 3 {
		t.Fatalf("the public is told of %d, want one cell in each of three years", public.Total)
	}
	cell := public.Items[0]
	if cell.Country != "ML" || cell.Extent != "place" || cell.GoodPractice != 15 || cell.Initiatives != 17 || cell.Donors != 9 || cell.Year != 2024 ||
		len(cell.Places) != 1 || cell.Places[0].Name["fr"] != "Mopti" || cell.Places[0].Level != 1 ||
		len(cell.Members) != 17 || len(cell.Members[0].Donors) != 1 {
		t.Errorf("%+v", cell)
	}
	if got := read("?min_donors=1&good_practice=16", "public").Total; got != 0 {
		t.Errorf("the public is told of %d with two donors", got)
	}
	partner := read("?good_practice=16&year=2025", "focal point")
	if partner.Total != 1 || partner.Items[0].Donors != 2 || partner.Items[0].Places[0].Name["ar"] != "غاو" {
		t.Errorf("a partner is told %+v", partner)
	}
	for query, want := range map[string]int{
		"?min_donors=3": 3, "?country=NE": 0, "?country=ML": 6, "?region=sahel": 6, "?region=western-balkans": 0, "?region=sahel&country=NE": 0,
		"?region=western-balkans&country=ML": 0, "?year=2023": 0, "?initiative=" + cell.Members[0].ID: 3,
	} {
		if got := read(query, "administrator").Total; got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	o.get(t, "/v1/crowded-cells?initiative=0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11").problem(t, http.StatusNotFound)
	o.get(t, "/v1/crowded-cells?initiative=x").problem(t, http.StatusUnprocessableEntity)
}

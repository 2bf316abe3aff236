package service

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// outline is as much of a version of a record as decides what its views add to coverage and counts: values without their
// words, and of what counts by being there alone (see overlap.Completeness) a stub. The figures of outlines that are
// projected and merged are those of the records themselves, sums and sectors apart. Outlines are stored beside the versions,
// since what the registry knew at some time is made of all of them. Whoever changes them raises registry.Making.
type outline struct {
	Marks registry.Marks `json:"marks"`
	Facts registry.Facts `json:"facts"`
}

// encodeOutline writes a record's outline.
func encodeOutline(r *registry.Record) []byte {
	b, err := json.Marshal(outline{r.Marks, outlineOf(&r.Facts)})
	if err != nil {
		panic("service: the outline of a record cannot be encoded: " + err.Error())
	}
	return b
}

// readOutline gives the record with no more facts than its outline has.
func readOutline(of *registry.RecordAt, stored registry.RecordFigures) (registry.Record, error) {
	r := registry.Record{ID: of.ID, Feed: of.Feed, Key: of.Key, Withdrawn: of.Withdrawn, Version: stored.Version, Retrieved: stored.Retrieved}
	if stored.Record != nil {
		r.Marks, r.Facts = stored.Record.Marks, outlineOf(&stored.Record.Facts)
		return r, nil
	}
	var o outline
	if err := json.Unmarshal([]byte(stored.Figures), &o); err != nil {
		return r, registry.WrapError(registry.EInternal, err, "a stored outline cannot be read")
	}
	r.Marks, r.Facts = o.Marks, o.Facts
	return r, nil
}

// putRecords writes a new version of each record, with its outline.
func putRecords(ctx context.Context, tx registry.Tx, records []*registry.Record) error {
	for _, r := range records {
		r.Figures = encodeOutline(r)
	}
	return tx.PutRecords(ctx, records)
}

// something stands for words that are there.
const something = "x"

func outlineOf(f *registry.Facts) registry.Facts {
	o := registry.Facts{
		Identifiers: stub(f.Identifiers), Kind: f.Kind, Status: f.Status, Period: f.Period, Countries: f.Countries, RecipientRegions: stub(f.RecipientRegions),
		Regions: f.Regions, Sectors: stub(f.Sectors), Beneficiaries: stub(f.Beneficiaries), Budgets: stub(f.Budgets), Budget: f.Budget, Title: outlineOfText(f.Title),
		Description: outlineOfText(f.Description),
	}
	for _, p := range f.GoodPractices {
		o.GoodPractices = append(o.GoodPractices, registry.PracticeLink{Number: p.Number, Basis: p.Basis, Confidence: p.Confidence})
	}
	for _, l := range f.Locations {
		place := registry.Location{AdminLevel: l.AdminLevel}
		if l.Precision == "country" {
			place.Precision = l.Precision
		}
		if !slices.ContainsFunc(o.Locations, func(p registry.Location) bool {
			return p.AdminLevel == place.AdminLevel && p.Precision == place.Precision
		}) {
			o.Locations = append(o.Locations, place)
		}
	}
	if r := f.Reporter; r != nil {
		o.Reporter = &registry.Reporter{Organisation: r.Organisation, Ref: r.Ref, Secondary: r.Secondary}
	}
	for _, p := range f.Participations {
		o.Participations = append(o.Participations, registry.Participation{Role: p.Role, Organisation: p.Organisation, Ref: p.Ref, Type: p.Type})
	}
	var last registry.Total
	for _, t := range f.Totals {
		last.To = max(last.To, t.To)
	}
	if len(f.Totals) > 0 {
		o.Totals = []registry.Total{last}
	}
	return o
}

// stub is a list of one thing without values in place of one with any.
func stub[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return make([]T, 1)
}

func outlineOfText(t registry.Text) registry.Text {
	if t.IsEmpty() {
		return nil
	}
	return registry.Text{"": something}
}

package service_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/report"
	"github.com/tansiq/tansiq/registry/service"
)

// sidesOf writes the sides of a report's flags: "Border training (Donor A) in Mopti, USD 5".
func sidesOf(r *report.Report) (lines []string) {
	for _, f := range r.Flags.Items {
		for _, s := range []report.Side{f.A, f.B} {
			line := fmt.Sprintf("%s %v", s.Title["en"], names(s.Donors))
			for _, h := range s.Hosts {
				line += " with " + h["en"]
			}
			line += fmt.Sprintf(" in %v", names(s.Places))
			if s.Amount != nil {
				line += fmt.Sprintf(", %s %s", s.Amount.Currency, s.Amount.Amount)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func names(texts []registry.Text) (all []string) {
	for _, t := range texts {
		name, _ := t.In("en")
		all = append(all, name)
	}
	return all
}

// TestReportOfADay: the pack of a day that is over shows and counts initiatives as the registry knew them then.
func TestReportOfADay(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		const courses = "Courses for border guards: countering trafficking of arms in Mopti"
		now := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC)
		b.options.Now = func() time.Time { return now }
		first, second := training("N-1", "Border guard training in Mopti", "A"), training("S-1", courses, "B")
		first.Record.Facts.Budget = &registry.Budget{Amount: 5000, Currency: "USD"}
		for _, item := range []registry.Item{first, second} {
			item.Record.Facts.GoodPractices = []registry.PracticeLink{{Number: 25, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "stated"}}}
		}
		b.takes(t, "one", first)
		b.takes(t, "two", second)
		b.detects(t, true)
		flag := b.flags(t, administrator)["one-two"]
		if flag == nil {
			t.Fatal(b.flags(t, administrator))
		}
		agreed := registry.Ruling{Decision: registry.DecisionConfirmedOverlap, Reason: "asked both", EvidenceHash: flag.EvidenceHash, AgreedAction: "Divide the districts", ActionOwner: "A", Due: "2026-02-01"}
		if _, err := b.service.Rule(t.Context(), administrator, flag.ID, agreed); err != nil {
			t.Fatal(err)
		}
		now = now.AddDate(0, 2, 0)
		first = training("N-1", "Border guard training in Mopti, second part", "A")
		first.Record.Facts.GoodPractices = second.Record.Facts.GoodPractices
		first.Record.Facts.Budget = &registry.Budget{Amount: 9000, Currency: "USD"}
		first.Record.Facts.Locations = append(first.Record.Facts.Locations, registry.Location{Name: registry.Text{"fr": "Bankass"}, Country: "ML", AdminLevel: 2})
		first.Record.Facts.Participations = append(first.Record.Facts.Participations, registry.Participation{Role: registry.RoleFunding, Type: "10", Name: registry.Text{"en": "Government of Mali"}})
		b.takes(t, "one", first)
		third := record("XM-3", "A road")
		third.Record.Facts.Countries = []registry.CountryShare{{Code: "NE"}}
		b.takes(t, "three", third)
		b.detects(t, false)
		now = now.AddDate(0, 0, 5)

		type answer struct {
			Sides                              []string
			Contents                           report.Contents
			NoAmount, RegionOnly, Unclassified int
			Value                              []report.Sum
			Matrix, Agreed                     []string
			Cells                              int
		}
		ask := func(asOf registry.Date) (a answer) {
			t.Helper()
			r, err := b.service.Report(t.Context(), administrator, service.ReportRequest{Region: "sahel", AsOf: asOf})
			if err != nil {
				t.Fatal(err)
			}
			a = answer{Sides: sidesOf(r), Contents: r.Contents, NoAmount: *r.Unknown.NoAmount, RegionOnly: *r.Unknown.RegionOnly, Unclassified: *r.Unknown.Unclassified, Value: r.Value.Gross, Cells: len(r.Coverage.Cells)}
			for _, d := range r.Matrix.Donors {
				a.Matrix = append(a.Matrix, fmt.Sprint(d.Name["en"], " ", d.Flags))
			}
			slices.Sort(a.Matrix)
			for _, action := range r.Actions.Items {
				a.Agreed = append(a.Agreed, action.Titles[0]["en"])
			}
			return a
		}
		january, today := ask("2026-01-31"), ask("")
		usd := func(thousandths registry.Amount) []report.Sum {
			return []report.Sum{{Currency: "USD", Amount: thousandths}}
		}
		if diff := cmp.Diff(answer{
			Sides:    []string{"Border guard training in Mopti [Donor A] in [Mopti], USD 5", courses + " [Donor B] in [Mopti]"},
			Contents: report.Contents{Initiatives: 2, Donors: 2, Countries: 1}, NoAmount: 1, Value: usd(5000), Matrix: []string{"Donor A 1", "Donor B 1"}, Agreed: []string{"Border guard training in Mopti"}, Cells: 1,
		}, january); diff != "" {
			t.Errorf("January (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(answer{
			Sides:    []string{"Border guard training in Mopti, second part [Donor A] with Government of Mali in [Mopti Bankass], USD 9", courses + " [Donor B] in [Mopti]"},
			Contents: report.Contents{Initiatives: 3, Donors: 2, Countries: 2}, NoAmount: 2, Unclassified: 1, Value: usd(9000), Matrix: []string{"Donor A 1", "Donor B 1"}, Agreed: []string{"Border guard training in Mopti, second part"}, Cells: today.Cells,
		}, today); diff != "" {
			t.Errorf("today (-want +got):\n%s", diff)
		}
		// What stood at the end of yesterday, when nothing has changed since, is what stands today.
		yesterday := ask(registry.DateOf(now.AddDate(0, 0, -1)))
		if diff := cmp.Diff(today, yesterday); diff != "" {
			t.Errorf("yesterday differs from today:\n%s", diff)
		}
	})
}

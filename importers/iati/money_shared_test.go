package iati

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	counted "github.com/tansiq/tansiq/registry/money"
)

// TestSharedMoney counts the money of real publications once. Gross is, but for what a thousandth rounds, what the files add up
// to; what net leaves out is said by reason.
func TestSharedMoney(t *testing.T) {
	files := sharedFiles(t, "activities")
	for _, c := range []struct {
		name  string
		files []string
		want  []string // a line a type and currency: gross, net; then why
	}{
		// DFID 2011: of 90 parents and 157 components the components alone have money.
		{"parents without money", []string{"dfid2011-AF.xml"}, []string{
			"value GBP 570925949 570925949", "committed GBP 570925949 570925949"}},
		// Two successive publications of one publisher, imported as if they were two: 86 activities are in both.
		{"successive publications", []string{"bcie-2025-12-12.xml", "bcie-2025-12-18.xml.gz"}, []string{
			"value USD 27922210899.82 14161907797.91", "committed USD 27922210899.82 14161907797.91", "disbursed USD 10334488924.65 5322290447.56",
			"same-report 97"}},
		// Sida: nine parents have a budget, of which their children report what is disbursed: each type once, and the value of
		// a programme is its budget and not its budget and its disbursements.
		{"parents and children with money", []string{"sida-54.xml"}, []string{
			"value USD 267623691 265790588", "budget USD 192537744 192537744", "disbursed USD 75085947 75085947", "family 28"}},
		// A country's aid system: 1,580 activities that no declared link connects.
		{"an aid system", []string{"aims/iati_2.03_AfghanistanAIMS.xml.gz"}, []string{
			"value USD 16191641676.411 16191641676.411", "committed USD 16191641676.411 16191641676.411", "disbursed USD 1162072363.785 1162072363.785"}},
	} {
		ledger := counted.NewLedger()
		var shares []counted.Share
		for _, file := range c.files {
			b, ok := files["activities/"+file]
			if !ok {
				t.Fatalf("%s is not in the shared data", file)
			}
			_, items := importAll(t, b)
			for _, item := range items {
				if item.Record == nil {
					continue
				}
				entry := counted.EntryOf(&registry.Initiative{ID: fmt.Sprint(len(shares)), Facts: item.Record.Facts})
				shares = append(shares, counted.Share{Entry: ledger.Add(&entry), Part: counted.Whole})
			}
		}
		ledger.Connect(nil)
		sums := ledger.Sum(shares)
		var got []string
		for _, gross := range sums.Gross {
			net := "0"
			if n := slices.IndexFunc(sums.Net, func(n counted.Total) bool { return n.Type == gross.Type && n.Currency == gross.Currency }); n >= 0 {
				net = sums.Net[n].Amount.String()
			}
			got = append(got, strings.Join([]string{string(gross.Type), gross.Currency, gross.Amount.String(), net}, " "))
		}
		for _, reason := range counted.Reasons() {
			initiatives := map[string]bool{}
			for _, l := range sums.LeftOut {
				if l.Reason == reason {
					initiatives[l.Initiative] = true
				}
			}
			if len(initiatives) > 0 {
				got = append(got, fmt.Sprintf("%s %d", reason, len(initiatives)))
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

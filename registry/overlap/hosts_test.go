package overlap_test

import (
	"testing"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func funded(names ...string) *registry.Initiative {
	i := borderTraining("a")
	i.Participations = nil
	for _, n := range names {
		i.Participations = append(i.Participations, registry.Participation{Role: registry.RoleFunding, Name: text(n)})
	}
	return i
}

func TestHostGovernmentIsNoDonor(t *testing.T) {
	for name, host := range map[string]bool{
		"Government of Mali": true, "Mali": true, "Ministry of Defence of Mali": true, "Gouvernement du Mali": true,
		"Government of France": false, "Ministry of Defence": false, "Ministry of Foreign Affairs of Finland": false, "World Bank": false,
	} {
		f := overlap.FromInitiative(funded(name), nil)
		if got := len(f.Hosts) == 1 && len(f.Donors) == 0; got != host {
			t.Errorf("%s in a project in Mali: host %v, want %v", name, got, host)
		}
	}
	a, b := borderTraining("a"), rival()
	b.Participations[0] = registry.Participation{Role: registry.RoleFunding, Name: text("Government of Mali")}
	if r, ok := between(a, b); ok && r.Kind == registry.OverlapOverlap {
		t.Errorf("the government's own project is flagged beside a donor's\n%s", describe(r))
	}
	both := func(i *registry.Initiative) *registry.Initiative {
		i.Participations = append(i.Participations, registry.Participation{Role: registry.RoleFunding, Name: text("Government of Mali")})
		return i
	}
	if r, ok := between(both(borderTraining("a")), both(rival())); !ok || r.Kind != registry.OverlapOverlap {
		t.Errorf("two donors that both work with the government: want an overlap\n%s", describe(r))
	}
}

// A bank does not name itself on its loans; one that passes on others' records is no donor.
func TestReporterForDonor(t *testing.T) {
	for _, c := range []struct {
		typ       string
		secondary bool
		want      int
	}{{"40", false, 1}, {"10", false, 1}, {"21", false, 0}, {"40", true, 0}} {
		i := funded()
		i.Reporter.Type, i.Reporter.Secondary = c.typ, c.secondary
		if f := overlap.FromInitiative(i, nil); len(f.Donors) != c.want {
			t.Errorf("type %s, secondary %v: donors %v, want %d", c.typ, c.secondary, f.Donors, c.want)
		}
	}
}

// Without an end an initiative runs as long as it is heard of: what is silent for two years has an unknown end.
func TestOpenEnd(t *testing.T) {
	open := func(i *registry.Initiative, start, paid registry.Date) *registry.Initiative {
		i.Period = registry.Period{Start: start, OpenEnded: true}
		i.Totals = []registry.Total{{Type: registry.TotalDisbursed, Currency: "EUR", Amount: 1, From: start, To: paid}}
		i.Sources[0].RetrievedAt = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
		return i
	}
	for _, c := range []struct {
		name, level string
		a           *registry.Initiative
	}{
		{"paid last year, fetched during the other", "concurrent", open(borderTraining("a"), "2018-01-01", "2023-02-01")},
		{"silent for years", "years-apart", open(borderTraining("a"), "2018-01-01", "2019-02-01")},
	} {
		b := rival() // 2023-04-01 to 2025-03-31
		b.Participations[1] = c.a.Participations[1]
		e := evidenceOf(t, c.a, b, registry.DimensionTime)
		if e.Level != c.level {
			t.Errorf("%s: %s, want %s", c.name, e.Level, c.level)
		}
	}
}

package overlap

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/codelist"
)

// A country system lists its own government among the funders, for what it adds to a project or pays alone. It is not a
// donor whom another donor would call about an overlap, and that two donors both work with it is no co-funding.

// isHost says whether a funder is the government, or a ministry, of a country where the work is done.
func (f *Features) isHost(p Party) bool {
	if government := governmentCountry(p.Shown); government != "" {
		return slices.Contains(f.Countries, government)
	}
	return isMinistry(p.Name) && slices.ContainsFunc(f.Countries, func(c string) bool { return namesCountry(p.Name, c) })
}

// IsHost says whether a funder of that name is the government, or a ministry, of one of the countries (ISO 3166-1 alpha-2)
// where the work is done.
func IsHost(name registry.Text, countries []string) bool {
	f := Features{Countries: countries}
	return f.isHost(party("", "", name, nil))
}

var governmentCountries analysis.Memo[string] // alpha-2 codes by name, "" where it is no government's

// governmentCountry gives the country of a name that stands for its government or a body of it.
func governmentCountry(name string) string {
	if have, ok := governmentCountries.Get(name, registry.Undetermined); ok {
		return have
	}
	country := ""
	if o, ok := codelist.FindOrganisationByName(name); ok {
		if alpha2, ok := strings.CutPrefix(o.UltimateFunder, "gov-"); ok {
			country = strings.ToUpper(alpha2)
		}
	}
	governmentCountries.Put(strings.Clone(name), registry.Undetermined, country)
	return country
}

// ministryWords begin the folded names of ministries.
var ministryWords = []string{"ministry of ", "ministerio de ", "ministere de ", "ministere du ", "ministere des ", "ministerio da ", "وزاره "}

// isMinistry says whether a folded name is a ministry's.
func isMinistry(folded string) bool {
	return slices.ContainsFunc(ministryWords, func(w string) bool { return strings.HasPrefix(folded, w) })
}

// namesCountry says whether a folded name has a country's name in it.
func namesCountry(folded, alpha2 string) bool {
	words := countryWords(alpha2)
	return slices.ContainsFunc(strings.Fields(folded), func(w string) bool { return len(w) >= 4 && words[w] })
}

// donorTypes are the IATI OrganisationTypes of publishers that pay: governments, other public bodies, multilaterals,
// foundations.
var donorTypes = []string{"10", "11", "15", "40", "60"}

// takeReporterForDonor takes a publisher that pays for the donor where no donor is named: a development bank does not name
// itself on each of its loans. One that passes on what others told it is none, nor is a government of the country.
func (f *Features) takeReporterForDonor(r *registry.Reporter, participations []registry.Participation) {
	if r == nil || f.Secondary || len(f.Donors)+len(f.Hosts) > 0 || f.Reporter.key() == "" || !slices.Contains(donorTypes, r.Type) ||
		f.isHost(f.Reporter) {
		return
	}
	for _, p := range participations {
		if p.Role == registry.RoleFunding && p.Withheld == "" || isAmong(f.Implementers, f.Reporter) {
			return // funded by somebody unnamed, or the publisher does the work
		}
	}
	f.Donors = []Party{f.Reporter}
}

// silence is the time after which an undertaking without an end, of which nothing was heard, is not known to run still.
const silence = 2 * 365

// readPeriod takes when it runs, and of one without an end until when it is known to have run: the last payment, and the
// day it was fetched where the source says that it is open-ended and was heard of in the two years before.
func (f *Features) readPeriod(i *registry.Initiative) {
	if d, ok := i.Period.Start.Days(); ok {
		f.Start = d
	}
	if d, ok := i.Period.End.Days(); ok && !i.Period.OpenEnded {
		f.End = d
	}
	f.Planned = i.Period.Basis == registry.PeriodPlanned
	if f.End != unknownDay || f.Start == unknownDay {
		return
	}
	for _, t := range i.Totals {
		if d, ok := t.To.Days(); ok && d >= f.Start && t.Type != registry.TotalPledged {
			f.Heard = max(f.Heard, d)
		}
	}
	if !i.Period.OpenEnded {
		return
	}
	for _, s := range i.Sources {
		if s.RetrievedAt.IsZero() {
			continue
		}
		fetched := int32(s.RetrievedAt.Unix() / 86400)
		if fetched >= f.Start && fetched-max(f.Heard, f.Start) <= silence {
			f.Heard = max(f.Heard, fetched)
		}
	}
}

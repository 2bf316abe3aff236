package fts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// notes say of each flow what the facts have no field for: its amount as it was given and as FTS converted it, the donor's
// budget year, and who reported it.
func (ad *adapter) notes() []registry.Note {
	var notes []registry.Note
	for _, f := range ad.flows {
		notes = append(notes, registry.Note{Kind: "source", Text: registry.Text{
			"en": ad.note(f, english), "fr": ad.note(f, french), "ar": ad.note(f, arabic),
		}})
	}
	return notes
}

// wording is how a note is written in a language.
type wording struct {
	flow, rate, budgetYear, reported, another string
	status                                    map[string]string
	comma, stop                               string
}

var (
	english = wording{flow: "FTS flow %s: ", rate: "%s %s at %s to the dollar", budgetYear: "budget year %s", reported: "Reported by: ", another: "another organisation",
		status: map[string]string{"commitment": "commitment", "paid": "paid", "pledge": "pledge"}, comma: ", ", stop: ". "}
	french = wording{flow: "Flux FTS %s : ", rate: "%s %s au taux de %s pour un dollar", budgetYear: "exercice budgétaire %s", reported: "Déclaré par : ", another: "une autre organisation",
		status: map[string]string{"commitment": "engagement", "paid": "payé", "pledge": "promesse"}, comma: ", ", stop: ". "}
	arabic = wording{flow: "تدفق FTS رقم %s: ", rate: "%s %s بسعر %s للدولار", budgetYear: "سنة الميزانية %s", reported: "أبلغ عنه: ", another: "جهة أخرى",
		status: map[string]string{"commitment": "التزام", "paid": "مدفوع", "pledge": "تعهد"}, comma: "، ", stop: ". "}
)

// note is "FTS flow 158080: commitment, USD 118868 (CHF 119700 at 1.007 to the dollar), 2016-03-31, budget year 2017.
// Reported by: Switzerland, Government of (Primary, Email, 2017-03-31)."
func (ad *adapter) note(f *flow, w wording) string {
	var said []string
	add := func(s string) {
		if s != "" {
			said = append(said, s)
		}
	}
	add(w.status[f.status])
	if f.usd != 0 {
		amount := usDollar + " " + f.usd.String()
		if f.original != 0 {
			amount += " (" + fmt.Sprintf(w.rate, f.currency, f.original, f.rate) + ")"
		}
		add(amount)
	}
	add(string(f.date))
	if f.budgetYear != "" {
		add(fmt.Sprintf(w.budgetYear, f.budgetYear))
	}
	note := fmt.Sprintf(w.flow, f.id) + strings.Join(said, w.comma)
	var reports []string
	for _, r := range f.reports {
		if r.organisation == "" {
			continue
		}
		said = nil
		add(r.source)
		add(r.channel)
		add(string(r.date))
		by := oneLine(r.organisation)
		if !ad.mayName(by) {
			by = w.another
		}
		if len(said) > 0 {
			reports = append(reports, by+" ("+strings.Join(said, w.comma)+")")
		} else {
			reports = append(reports, by)
		}
	}
	if len(reports) > 0 {
		note += w.stop + w.reported + strings.Join(reports, "; ")
	}
	return strings.TrimSpace(note + w.stop)
}

// mayName says whether an organisation may stand in a field that is shown to everybody: the record's reporter, who published
// it, its funders, and those that everybody knows. Another may be a local group, which the registry withholds as an
// implementer and must not give away elsewhere; Raw has it.
func (ad *adapter) mayName(name string) bool {
	if ad.facts.Reporter != nil && ad.facts.Reporter.Name[registry.Undetermined] == name {
		return true
	}
	if _, known := codelist.FindOrganisationByName(name); known {
		return true
	}
	return slices.ContainsFunc(ad.facts.Participations, func(p registry.Participation) bool {
		return p.Role == registry.RoleFunding && !p.IsLocal() && p.Name[registry.Undetermined] == name
	})
}

package api

import (
	"context"
	"fmt"
	"regexp"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

const aboutCheck = "Send what you think of funding; the answer is what it might overlap among what you may see, highest score first. Nothing is stored. " +
	"Side `a` of each answer is the draft; its `initiative` is empty. Title alone is required; `nearest` names what is there already though it is no flag, `sharpen` says what else would make the answer worth having, and `around` how much goes on in the draft's countries and field. At most 256 KiB."

// Draft is an initiative that somebody thinks of funding.
type Draft struct {
	_             struct{}          `additionalProperties:"false"`
	Title         draftTitle        `json:"title" doc:"Its title, by language."`
	Description   draftText         `json:"description,omitempty" doc:"What it will do, by language."`
	Countries     []string          `json:"countries,omitempty" maxItems:"60" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2 codes."`
	Regions       []string          `json:"regions,omitempty" maxItems:"30" maxLength:"60" doc:"Coordination regions; those of the countries are derived."`
	Locations     []DraftLocation   `json:"locations,omitempty" maxItems:"100" doc:"Places within countries. A high level needs one."`
	Period        *DraftPeriod      `json:"period,omitempty" doc:"When it is to run."`
	GoodPractices []int             `json:"good_practices,omitempty" maxItems:"25" minimum:"1" maximum:"25" doc:"Numbers of good practices."`
	Sectors       []string          `json:"sectors,omitempty" maxItems:"30" maxLength:"60" doc:"OECD DAC purpose codes or categories."`
	Beneficiaries []string          `json:"beneficiaries,omitempty" maxItems:"30" maxLength:"60" doc:"Groups; see /v1/beneficiaries."`
	Donors        []string          `json:"donors,omitempty" maxItems:"30" maxLength:"300" doc:"Who funds it: ids, identifiers or exact names."`
	Implementers  []string          `json:"implementers,omitempty" maxItems:"30" maxLength:"300" doc:"Who carries it out: ids, identifiers or exact names."`
	Identifiers   []DraftIdentifier `json:"identifiers,omitempty" maxItems:"20" doc:"Numbers that it has already."`
	Budget        *DraftBudget      `json:"budget,omitempty" doc:"What it is to cost."`
}

// DraftLocation is a place within a country.
type DraftLocation struct {
	_          struct{}    `additionalProperties:"false"`
	Name       draftTitle  `json:"name,omitempty" doc:"Its name, by language."`
	Country    string      `json:"country,omitempty" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2 code."`
	AdminLevel int         `json:"admin_level,omitempty" minimum:"0" maximum:"4" doc:"1 province ... 4; 0 is unknown."`
	Vocabulary string      `json:"vocabulary,omitempty" maxLength:"10" doc:"IATI GeographicVocabulary of code."`
	Code       string      `json:"code,omitempty" maxLength:"60" doc:"Code of the place."`
	Point      *DraftPoint `json:"point,omitempty" doc:"Where it is."`
}

// DraftPoint is a position in WGS 84 degrees.
type DraftPoint struct {
	_         struct{} `additionalProperties:"false"`
	Latitude  float64  `json:"latitude" minimum:"-90" maximum:"90" doc:"Degrees north."`
	Longitude float64  `json:"longitude" minimum:"-180" maximum:"180" doc:"Degrees east."`
}

// DraftPeriod is when it is to run.
type DraftPeriod struct {
	_     struct{} `additionalProperties:"false"`
	Start string   `json:"start,omitempty" format:"date" doc:"First day."`
	End   string   `json:"end,omitempty" format:"date" doc:"Last day."`
}

// DraftIdentifier is a number in somebody's numbering.
type DraftIdentifier struct {
	_      struct{} `additionalProperties:"false"`
	Scheme string   `json:"scheme" minLength:"1" maxLength:"30" doc:"iati, 360giving, fts, own, or iati- and a code of OtherIdentifierType."`
	Value  string   `json:"value" minLength:"1" maxLength:"300" doc:"The number."`
	Owner  string   `json:"owner,omitempty" maxLength:"300" doc:"Organisation in whose numbering it counts."`
}

// DraftBudget is a sum of money.
type DraftBudget struct {
	_         struct{} `additionalProperties:"false"`
	Amount    string   `json:"amount" minLength:"1" maxLength:"20" doc:"Decimal number." example:"250000"`
	Currency  string   `json:"currency" pattern:"^[A-Z]{3}$" doc:"ISO 4217." example:"EUR"`
	ValueDate string   `json:"value_date,omitempty" format:"date" doc:"Day whose exchange rate counts."`
}

// draftTitle and draftText are bounded texts by language.
type (
	draftTitle map[string]string
	draftText  map[string]string
)

const maxLanguages = 8

// Schema bounds a short text.
func (draftTitle) Schema(huma.Registry) *huma.Schema { return boundedText(500) }

// Schema bounds a long text.
func (draftText) Schema(huma.Registry) *huma.Schema { return boundedText(20_000) }

func boundedText(length int) *huma.Schema {
	one, languages := 1, maxLanguages
	words := &huma.Schema{Type: huma.TypeString, MinLength: &one, MaxLength: &length}
	words.PrecomputeMessages()
	return &huma.Schema{Type: huma.TypeObject, MinProperties: &one, MaxProperties: &languages, AdditionalProperties: words}
}

var draftExample = map[string]any{
	"title":          map[string]string{"en": "Border security training for national guards", "fr": "Formation des gardes nationaux à la sécurité des frontières"},
	"countries":      []string{"NE"},
	"locations":      []any{map[string]any{"name": map[string]string{"fr": "Tillabéri"}, "country": "NE", "admin_level": 1}},
	"period":         map[string]string{"start": "2027-01-01", "end": "2028-12-31"},
	"good_practices": []int{12},
	"sectors":        []string{"15130"},
	"donors":         []string{"XM-DAC-5-7"},
	"budget":         map[string]string{"amount": "750000", "currency": "EUR"},
}

type checkInput struct{ Body Draft }

// OverlapCheck is what a draft might overlap.
type OverlapCheck struct {
	Items   []*registry.Overlap `json:"items" doc:"Possible overlaps, highest score first; side a is the draft."`
	Nearest []NearInitiative    `json:"nearest" doc:"What else is nearest to the draft, nearest first: no flags, but what is there already. At most ten; each shares a place, a purpose or words of the subject."`
	Sharpen []Sharpening        `json:"sharpen" doc:"What the draft leaves out and would make the answer sharper, what would do most first."`
	Around  Around              `json:"around" doc:"How much goes on in the draft's countries and field, of what the caller sees."`
}

// NearInitiative is an initiative near a draft that is no possible overlap of it.
type NearInitiative struct {
	Initiative registry.Side       `json:"initiative" doc:"The initiative."`
	Score      float64             `json:"score" minimum:"0" maximum:"1" doc:"How likely it is to overlap, by what the draft says."`
	Evidence   []registry.Evidence `json:"evidence" doc:"What was compared."`
}

// Sharpening is a field that a draft leaves out.
type Sharpening struct {
	Field     string        `json:"field" doc:"Field of the draft." example:"locations"`
	Dimension string        `json:"dimension" doc:"What could be compared with it." example:"place"`
	Weight    float64       `json:"weight" doc:"Log-odds (natural logarithm) that the dimension can add at most."`
	Sentence  registry.Text `json:"sentence" doc:"The same in words, by language."`
}

// Around counts what goes on around a draft.
type Around struct {
	Countries     []string `json:"countries" doc:"ISO 3166-1 alpha-2 codes that were counted in."`
	GoodPractices []int    `json:"good_practices" doc:"Good practices that were counted, stated or read from the draft's words."`
	Sectors       []string `json:"sectors" doc:"DAC codes that were counted, where there is no practice."`
	Initiatives   int      `json:"initiatives" doc:"How many initiatives; 0 where the draft names no country."`
	Donors        int      `json:"donors" doc:"How many donors fund them, of those that are known."`
}

func (a *api) checkDraft(ctx context.Context, who registry.Audience, in *checkInput) (*answer[OverlapCheck], error) {
	draft, err := in.Body.draft()
	if err != nil {
		return nil, err
	}
	found, err := a.registry.CheckDraft(ctx, who, draft)
	if err != nil {
		return nil, err
	}
	check := OverlapCheck{Items: whole(some(found.Overlaps)), Nearest: []NearInitiative{}, Sharpen: []Sharpening{}, Around: Around(found.Around)}
	for _, n := range whole(some(found.Nearest)) {
		check.Nearest = append(check.Nearest, NearInitiative{n.B, n.Score, n.Evidence})
	}
	for _, s := range found.Sharpen {
		check.Sharpen = append(check.Sharpen, Sharpening{s.Field, string(s.Dimension), s.Weight, s.Sentence})
	}
	return &answer[OverlapCheck]{check}, nil
}

// languageTag is a BCP 47 primary language subtag, "und" included.
var languageTag = regexp.MustCompile(`^[a-z]{2,3}$`)

func (w *wrongFields) text(field string, text map[string]string) registry.Text {
	for language := range text {
		if !languageTag.MatchString(language) {
			w.add(field, "must be words by language: en, fr, ar ... or und")
			return nil
		}
	}
	return registry.Text(text)
}

// draft turns the body into the use case's form. EInvalid names every field that is wrong; the service checks codes.
func (d *Draft) draft() (service.Draft, error) {
	var wrong wrongFields
	draft := service.Draft{
		Title: wrong.text("title", d.Title), Description: wrong.text("description", d.Description),
		Countries: d.Countries, Regions: d.Regions, GoodPractices: d.GoodPractices, Sectors: d.Sectors,
		Beneficiaries: d.Beneficiaries, Donors: d.Donors, Implementers: d.Implementers,
	}
	for i, l := range d.Locations {
		place := registry.Location{Name: wrong.text(fmt.Sprintf("locations[%d].name", i), l.Name), Country: l.Country,
			AdminLevel: l.AdminLevel, Vocabulary: l.Vocabulary, Code: l.Code}
		if l.Point != nil {
			place.Point = &registry.Point{Latitude: l.Point.Latitude, Longitude: l.Point.Longitude}
		}
		draft.Locations = append(draft.Locations, place)
	}
	if d.Period != nil {
		draft.Period = registry.Period{Start: wrong.date("period.start", d.Period.Start), End: wrong.date("period.end", d.Period.End)}
		if draft.Period.Start != "" && draft.Period.End != "" && draft.Period.End < draft.Period.Start {
			wrong.add("period.end", "must not be before start")
		}
		draft.Period.Basis = registry.PeriodPlanned
	}
	for _, i := range d.Identifiers {
		draft.Identifiers = append(draft.Identifiers, registry.Identifier{Scheme: i.Scheme, Value: i.Value, Owner: i.Owner})
	}
	if d.Budget != nil {
		budget := registry.Budget{Currency: d.Budget.Currency, ValueDate: wrong.date("budget.value_date", d.Budget.ValueDate)}
		if amount := wrong.amount("budget.amount", d.Budget.Amount); amount != nil {
			budget.Amount = *amount
		}
		draft.Budget = &budget
	}
	return draft, wrong.err()
}

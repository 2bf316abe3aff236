package api

import (
	"context"
	"strconv"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

const (
	aboutGoodPractices = "The Hague Good Practices on the nexus between transnational organized crime and terrorism, as the UNICRI Policy Toolkit (2019) sets them out, " +
		"with the number of initiatives that the caller may see and that may relate to each. An initiative may relate to several: the numbers are not to be added up."
	aboutGoodPractice  = "One practice with the actions that the toolkit recommends and the kinds of actor that it names."
	aboutRegions       = "Sets of countries in which donors coordinate. They say nothing of the status of a country, and they are not a publisher's recipient regions."
	aboutRegion        = "One coordination region with its countries."
	aboutCountries     = "Countries and areas of ISO 3166-1, and XK, with the number of initiatives that the caller may see. Designations imply no opinion on the legal status of any country or area."
	aboutSectors       = "OECD DAC groups, categories and purpose codes, withdrawn ones too with what became of them."
	aboutBeneficiaries = "The controlled list of groups that initiatives are for."
)

// GoodPractice is one of the 25.
type GoodPractice struct {
	Number       int           `json:"number" doc:"1 to 25." minimum:"1" maximum:"25" example:"19"`
	Section      string        `json:"section" enum:"A,B,C,D" doc:"A legal, B research and information sharing, C local dimension, D capacity building."`
	SectionTitle registry.Text `json:"section_title" doc:"The section's title."`
	Title        registry.Text `json:"title" doc:"The practice in full."`
	ShortTitle   registry.Text `json:"short_title" doc:"The practice in a few words."`
	Summary      registry.Text `json:"summary" doc:"What it is about."`
	Related      []int         `json:"related" doc:"Practices that it refers to."`
	Initiatives  int           `json:"initiatives" doc:"How many initiatives that the caller may see may relate to it."`
}

// GoodPracticeDetail is a practice with what the toolkit recommends.
type GoodPracticeDetail struct {
	GoodPractice
	Actions    []Action          `json:"actions" doc:"Steps that the toolkit recommends."`
	Actors     []string          `json:"actors" doc:"Kinds of actor that it names."`
	Translated []string          `json:"translated" doc:"Texts, as field.language, that are this project's translation."`
	Sources    map[string]string `json:"title_source" doc:"By language: where the title is from."`
}

// Action is a recommended step.
type Action struct {
	Step    string        `json:"step" doc:"The step's number in the toolkit."`
	Summary registry.Text `json:"summary" doc:"What to do."`
}

func goodPractice(p codelist.GoodPractice, counts map[string]int) GoodPractice {
	return GoodPractice{Number: p.Number, Section: p.Section, SectionTitle: p.SectionTitle, Title: p.Title, ShortTitle: p.ShortTitle,
		Summary: p.Summary, Related: some(p.Related), Initiatives: counts[strconv.Itoa(p.Number)]}
}

func (a *api) listGoodPractices(ctx context.Context, who registry.Audience, _ *struct{}) (*answer[All[GoodPractice]], error) {
	counts, err := a.countsBy(ctx, who, registry.FacetGoodPractice)
	if err != nil {
		return nil, err
	}
	var items []GoodPractice
	for _, p := range codelist.GoodPractices() {
		items = append(items, goodPractice(p, counts))
	}
	return all(items), nil
}

type byNumber struct {
	Number int `path:"number" doc:"Number of the practice." example:"19"`
}

func (a *api) findGoodPractice(ctx context.Context, who registry.Audience, in *byNumber) (*answer[GoodPracticeDetail], error) {
	p, ok := codelist.GoodPracticeByNumber(in.Number)
	if !ok {
		return nil, registry.Errorf(registry.ENotFound, "no such good practice")
	}
	counts, err := a.countsBy(ctx, who, registry.FacetGoodPractice)
	if err != nil {
		return nil, err
	}
	detail := GoodPracticeDetail{GoodPractice: goodPractice(p, counts), Actions: []Action{}, Actors: some(p.Actors), Translated: some(p.Translated), Sources: p.TitleSource}
	for _, action := range p.Actions {
		detail.Actions = append(detail.Actions, Action{action.Step, action.Summary})
	}
	return &answer[GoodPracticeDetail]{detail}, nil
}

// Region is a coordination region.
type Region struct {
	Code        string        `json:"code" doc:"As the filter region takes it." example:"sahel"`
	Label       registry.Text `json:"label" doc:"Its name."`
	Countries   []string      `json:"countries" doc:"ISO 3166-1 alpha-2 codes of its members."`
	Definition  string        `json:"definition" doc:"Whose membership was taken."`
	Initiatives int           `json:"initiatives" doc:"How many initiatives that the caller may see are in it."`
}

func region(r codelist.Region, counts map[string]int) Region {
	return Region{r.Code, r.Label, some(r.Countries), r.Definition, counts[r.Code]}
}

func (a *api) listRegions(ctx context.Context, who registry.Audience, _ *struct{}) (*answer[All[Region]], error) {
	counts, err := a.countsBy(ctx, who, registry.FacetRegion)
	if err != nil {
		return nil, err
	}
	var items []Region
	for _, r := range codelist.Regions() {
		items = append(items, region(r, counts))
	}
	return all(items), nil
}

type byCode struct {
	Code string `path:"code" maxLength:"60" doc:"Code of the region." example:"sahel"`
}

func (a *api) findRegion(ctx context.Context, who registry.Audience, in *byCode) (*answer[Region], error) {
	r, ok := codelist.RegionByCode(in.Code)
	if !ok {
		return nil, registry.Errorf(registry.ENotFound, "no such region")
	}
	counts, err := a.countsBy(ctx, who, registry.FacetRegion)
	if err != nil {
		return nil, err
	}
	return &answer[Region]{region(r, counts)}, nil
}

// Country is a country or area.
type Country struct {
	Code        string        `json:"code" doc:"ISO 3166-1 alpha-2, or XK." example:"AF"`
	Alpha3      string        `json:"alpha3" doc:"ISO 3166-1 alpha-3." example:"AFG"`
	M49         string        `json:"m49,omitempty" doc:"UN M49." example:"004"`
	Label       registry.Text `json:"label" doc:"Its name."`
	Regions     []string      `json:"regions" doc:"Coordination regions that it is in."`
	Initiatives int           `json:"initiatives" doc:"How many initiatives that the caller may see are there."`
}

func (a *api) listCountries(ctx context.Context, who registry.Audience, _ *struct{}) (*answer[All[Country]], error) {
	counts, err := a.countsBy(ctx, who, registry.FacetCountry)
	if err != nil {
		return nil, err
	}
	var items []Country
	for _, c := range codelist.Countries() {
		items = append(items, Country{c.Code, c.Alpha3, c.M49, c.Label, some(codelist.RegionsOfCountry(c.Code)), counts[c.Code]})
	}
	return all(items), nil
}

// SectorCode is a code of the DAC list.
type SectorCode struct {
	Code        string        `json:"code" doc:"As the filter sector takes it." example:"15130"`
	Level       string        `json:"level" enum:"purpose,category,group" doc:"Five digits, three digits, or a group of categories."`
	Parent      string        `json:"parent,omitempty" doc:"Category of a purpose code, group of a category."`
	Label       registry.Text `json:"label" doc:"Its name."`
	Withdrawn   bool          `json:"withdrawn" doc:"Whether the list no longer has it."`
	WithdrawnOn string        `json:"withdrawn_on,omitempty" format:"date" doc:"Since when, where the list says."`
	Successors  []string      `json:"successors" doc:"Active codes that took its place."`
}

func (a *api) listSectors(context.Context, registry.Audience, *struct{}) (*answer[All[SectorCode]], error) {
	var items []SectorCode
	for _, s := range codelist.Sectors() {
		items = append(items, SectorCode{s.Code, string(s.Level), s.Parent, s.Label, s.Withdrawn, s.WithdrawnOn, some(s.Successors)})
	}
	return all(items), nil
}

// Beneficiary is a group.
type Beneficiary struct {
	Code  string        `json:"code" doc:"As the filter beneficiary takes it." example:"border-guards"`
	Label registry.Text `json:"label" doc:"Its name."`
}

func (a *api) listBeneficiaries(context.Context, registry.Audience, *struct{}) (*answer[All[Beneficiary]], error) {
	var items []Beneficiary
	for _, b := range codelist.Beneficiaries() {
		items = append(items, Beneficiary{b.Code, b.Label})
	}
	return all(items), nil
}

package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/registry"
)

const (
	aboutListPriorities = "Needs that action plans declare, among what the caller may see, the newest first. Coverage calls a gap `need-unmet` only against one of them."
	aboutPriority       = "A declared need with its source, period and owner."
	aboutCreatePriority = "Declares a need. Coordinators declare those of their regions and of the countries in them. `sharing` says who sees it: clear everyone; green every key; " +
		"amber (where it is absent) the owner, the coordinators of its regions and administrators; red the owner and administrators."
	aboutUpdatePriority = "Changes a declared need by JSON merge patch (RFC 7396): a field that is null is removed, one that is absent stays."
	aboutDeletePriority = "Withdraws a declared need: it is in no list and no coverage any more. That it was declared stays known: coverage as of an earlier time has it."
)

type listPrioritiesInput struct {
	Region       []string `query:"region,explode" maxItems:"60" maxLength:"60" doc:"Coordination region that it names, or that a country of it is in." example:"[\"sahel\"]"`
	Country      []string `query:"country,explode" maxItems:"60" maxLength:"2" doc:"Country that it names, or that is in a region of it." example:"[\"ML\"]"`
	GoodPractice []int    `query:"good_practice,explode" maxItems:"25" minimum:"1" maximum:"25" doc:"Number of a good practice that it asks for." example:"[25]"`
	ActiveOn     string   `query:"active_on" format:"date" doc:"The plan's period has this day." example:"2026-06-01"`
	Paging
}

// Priority is a declared need.
type Priority struct {
	ID string `json:"id" format:"uuid" doc:"UUIDv7."`
	PriorityBody
	CreatedAt time.Time `json:"created_at" doc:"When it was declared."`
	UpdatedAt time.Time `json:"updated_at" doc:"When it was changed last."`
}

// PriorityBody is what a need says.
type PriorityBody struct {
	Title         draftTitle     `json:"title" doc:"What is needed, by language."`
	Regions       []string       `json:"regions,omitempty" maxItems:"30" maxLength:"60" doc:"Coordination regions: all of their countries."`
	Countries     []string       `json:"countries,omitempty" maxItems:"60" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2 codes. A need has a region or a country."`
	GoodPractices []int          `json:"good_practices" minItems:"1" maxItems:"25" minimum:"1" maximum:"25" doc:"Good practices that are to be worked on."`
	Source        PrioritySource `json:"source" doc:"The document that declares it."`
	Period        PriorityPeriod `json:"period,omitzero" doc:"For when it is declared; what is absent bounds nothing."`
	Owner         PriorityOwner  `json:"owner" doc:"Who declares it: an organisation of the registry, a name, or both."`
	Sharing       string         `json:"sharing,omitempty" enum:"clear,green,amber,red" doc:"TLP mark; amber where it is absent. red needs an owner's organisation."`
}

// NewPriority is a need to be declared.
type NewPriority struct {
	_ struct{} `additionalProperties:"false"`
	PriorityBody
}

// PrioritySource is a document.
type PrioritySource struct {
	_     struct{} `additionalProperties:"false"`
	Title string   `json:"title" minLength:"1" maxLength:"500" doc:"Its title." example:"Regional action plan 2025-2027"`
	URL   string   `json:"url,omitempty" maxLength:"2000" doc:"Where it is; http or https."`
}

// PriorityPeriod is the plan's period.
type PriorityPeriod struct {
	_     struct{} `additionalProperties:"false"`
	Start string   `json:"start,omitempty" format:"date" doc:"First day."`
	End   string   `json:"end,omitempty" format:"date" doc:"Last day."`
}

// PriorityOwner is who declares a need.
type PriorityOwner struct {
	_            struct{} `additionalProperties:"false"`
	Organisation string   `json:"organisation,omitempty" maxLength:"300" doc:"Id of an organisation; identifier and exact name are taken too."`
	Name         string   `json:"name,omitempty" maxLength:"250" doc:"In words." example:"Regional coordination office"`
}

var (
	priorityExample = map[string]any{
		"title": map[string]string{"en": "Joint border posts", "fr": "Postes-frontières conjoints", "ar": "مراكز حدودية مشتركة"}, "regions": []string{"sahel"}, "good_practices": []int{25},
		"source": map[string]string{"title": "Regional action plan 2025-2027", "url": "https://example.org/plan.pdf"}, "period": map[string]string{"start": "2025-01-01", "end": "2027-12-31"},
		"owner": map[string]string{"name": "Regional coordination office"}, "sharing": "clear",
	}
	priorityPatchExample = map[string]any{"period": map[string]any{"end": "2028-12-31"}, "title": map[string]any{"fr": nil}}
)

// priorityOf is the need as it is shown.
func priorityOf(p *registry.Priority) Priority {
	return Priority{ID: p.ID, PriorityBody: PriorityBody{Title: draftTitle(p.Title), Regions: p.Regions, Countries: p.Countries, GoodPractices: some(p.GoodPractices),
		Source: PrioritySource{Title: p.Source.Title, URL: p.Source.URL}, Period: PriorityPeriod{Start: string(p.Start), End: string(p.End)},
		Owner: PriorityOwner{Organisation: p.Owner.Organisation, Name: p.Owner.Name}, Sharing: string(p.Sharing)}, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt}
}

// into puts what the body says into a need. EInvalid names every field that cannot be read; the service checks the rest.
func (b *PriorityBody) into(p *registry.Priority) error {
	var wrong wrongFields
	p.Title = wrong.text("title", b.Title)
	p.Regions, p.Countries, p.GoodPractices = b.Regions, b.Countries, b.GoodPractices
	p.Source = registry.PrioritySource{Title: b.Source.Title, URL: b.Source.URL}
	p.Start, p.End = wrong.date("period.start", b.Period.Start), wrong.date("period.end", b.Period.End)
	p.Owner = registry.PriorityOwner{Organisation: b.Owner.Organisation, Name: b.Owner.Name}
	p.Sharing = registry.Sharing(b.Sharing)
	return wrong.err()
}

func (a *api) listPriorities(ctx context.Context, who registry.Audience, in *listPrioritiesInput) (*pageAnswer[Page[Priority]], error) {
	var wrong wrongFields
	filter := registry.PriorityFilter{Regions: wrong.regions(in.Region), Countries: wrong.countries(in.Country), GoodPractices: in.GoodPractice,
		ActiveOn: wrong.date("active_on", in.ActiveOn)}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	list, err := a.registry.ListPriorities(ctx, who, filter, in.page())
	if err != nil {
		return nil, err
	}
	var items []Priority
	for _, p := range list.Items {
		items = append(items, priorityOf(p))
	}
	return paged(ctx, items, list.Total, list.Next), nil
}

func (a *api) findPriority(ctx context.Context, who registry.Audience, in *byID) (*answer[Priority], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	p, err := a.registry.FindPriority(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[Priority]{priorityOf(p)}, nil
}

type createPriorityInput struct{ Body NewPriority }

type createdPriority struct {
	Location string `header:"Location" doc:"Where the need is."`
	ETag     string `header:"ETag" doc:"Strong entity tag, for If-Match."`
	Body     Priority
}

func (a *api) createPriority(ctx context.Context, who registry.Audience, in *createPriorityInput) (*createdPriority, error) {
	var p registry.Priority
	if err := in.Body.into(&p); err != nil {
		return nil, err
	}
	created, err := a.registry.CreatePriority(ctx, who, p)
	if err != nil {
		return nil, err
	}
	body := priorityOf(created)
	return &createdPriority{"/v1/priorities/" + created.ID, tagOf(who, body), body}, nil
}

// PriorityPatch is a merge patch of a need.
type PriorityPatch struct {
	_             struct{}     `additionalProperties:"false"`
	Title         patchedTitle `json:"title,omitempty" doc:"New words by language; null removes a language."`
	Regions       []string     `json:"regions,omitempty" maxItems:"30" maxLength:"60" doc:"New regions."`
	Countries     []string     `json:"countries,omitempty" maxItems:"60" minLength:"2" maxLength:"2" doc:"New countries."`
	GoodPractices []int        `json:"good_practices,omitempty" minItems:"1" maxItems:"25" minimum:"1" maximum:"25" doc:"New good practices."`
	Source        struct {
		_     struct{} `additionalProperties:"false"`
		Title string   `json:"title,omitempty" minLength:"1" maxLength:"500" doc:"New title."`
		URL   patched  `json:"url,omitempty" maxLength:"2000" doc:"New address; null for none."`
	} `json:"source,omitempty" doc:"New source, field by field."`
	Period struct {
		_     struct{} `additionalProperties:"false"`
		Start patched  `json:"start,omitempty" maxLength:"10" doc:"New first day; null for none."`
		End   patched  `json:"end,omitempty" maxLength:"10" doc:"New last day; null for none."`
	} `json:"period,omitempty" doc:"New period, field by field."`
	Owner struct {
		_            struct{} `additionalProperties:"false"`
		Organisation patched  `json:"organisation,omitempty" maxLength:"300" doc:"New organisation; null for none."`
		Name         patched  `json:"name,omitempty" maxLength:"250" doc:"New name; null for none."`
	} `json:"owner,omitempty" doc:"New owner, field by field."`
	Sharing string `json:"sharing,omitempty" enum:"clear,green,amber,red" doc:"New mark."`
}

// patchedTitle is words by language in a merge patch.
type patchedTitle map[string]*string

// Schema bounds it; what is null is removed.
func (patchedTitle) Schema(huma.Registry) *huma.Schema {
	s := boundedText(500)
	words := s.AdditionalProperties.(*huma.Schema)
	words.Nullable = true
	return s
}

// mergedPriority is the patch as it was sent: what it says is told by which fields are there.
type mergedPriority json.RawMessage

// Schema is that of PriorityPatch.
func (mergedPriority) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[PriorityPatch](), true, "")
}

// UnmarshalJSON keeps the bytes.
func (m *mergedPriority) UnmarshalJSON(b []byte) error {
	*m = append((*m)[:0], b...)
	return nil
}

type updatePriorityInput struct {
	ID      string         `path:"id" maxLength:"36" doc:"UUID" example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
	IfMatch string         `header:"If-Match" maxLength:"500" doc:"ETag of the need as you read it; required (428)."`
	Body    mergedPriority `contentType:"application/merge-patch+json"`
}

type taggedPriority struct {
	ETag string `header:"ETag" doc:"Strong entity tag, for If-Match."`
	Body Priority
}

func (a *api) updatePriority(ctx context.Context, who registry.Audience, in *updatePriorityInput) (*taggedPriority, error) {
	if in.IfMatch == "" {
		return nil, newProblem(http.StatusPreconditionRequired, "")
	}
	if err := (byID{in.ID}).known(); err != nil {
		return nil, err
	}
	updated, err := a.registry.UpdatePriority(ctx, who, in.ID, func(p *registry.Priority) error {
		current := priorityOf(p)
		if !matchesStrongly(in.IfMatch, tagOf(who, current)) {
			return newProblem(http.StatusPreconditionFailed, "")
		}
		body, err := patchBody(current.PriorityBody, in.Body)
		if err != nil {
			return err
		}
		return body.into(p)
	})
	if err != nil {
		return nil, err
	}
	body := priorityOf(updated)
	return &taggedPriority{tagOf(who, body), body}, nil
}

// patchBody applies a merge patch.
func patchBody(current PriorityBody, patch mergedPriority) (body PriorityBody, err error) {
	var target, change map[string]any
	b, err := json.Marshal(current)
	if err == nil {
		err = json.Unmarshal(b, &target)
	}
	if err == nil {
		err = json.Unmarshal(patch, &change)
	}
	if err == nil {
		b, err = json.Marshal(mergeJSON(target, change))
	}
	if err == nil {
		err = json.Unmarshal(b, &body)
	}
	if err != nil {
		return body, registry.WrapError(registry.EInvalid, err, "the patch cannot be applied")
	}
	return body, nil
}

// mergeJSON is MergePatch of RFC 7396 section 2.
func mergeJSON(target any, patch map[string]any) map[string]any {
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for name, value := range patch {
		switch v := value.(type) {
		case nil:
			delete(object, name)
		case map[string]any:
			object[name] = mergeJSON(object[name], v)
		default:
			object[name] = v
		}
	}
	return object
}

type deletePriorityInput struct {
	ID      string `path:"id" maxLength:"36" doc:"UUID" example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
	IfMatch string `header:"If-Match" maxLength:"500" doc:"ETag of the need as you read it."`
}

func (a *api) deletePriority(ctx context.Context, who registry.Audience, in *deletePriorityInput) (*struct{}, error) {
	current, err := a.findPriority(ctx, who, &byID{in.ID})
	if err != nil {
		return nil, err
	}
	if in.IfMatch != "" && !matchesStrongly(in.IfMatch, tagOf(who, current.Body)) {
		return nil, newProblem(http.StatusPreconditionFailed, "")
	}
	return nil, a.registry.WithdrawPriority(ctx, who, in.ID)
}

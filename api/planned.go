package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

const (
	aboutPlan       = "Donors, and administrators on a donor's behalf (`on_behalf_of`). Keeps a draft as an initiative of status `pipeline`. It is `amber` unless `sharing` says otherwise: seen by the donor, the coordinators of its regions and administrators, and compared with what there is; what it overlaps is seen only by those who see both. At most 256 KiB."
	aboutUpdatePlan = "The donor whose plan it is, and administrators. A JSON merge patch (RFC 7396) of what was sent: absent fields stay, null removes, a list is replaced whole. `If-Match` must name the ETag of the initiative as you read it. At most 256 KiB."
	aboutWithdraw   = "The donor whose plan it is, and administrators. It is kept, and shown to nobody from then on."
)

// PlannedInitiative is a draft that a donor keeps.
type PlannedInitiative struct {
	_ struct{} `additionalProperties:"false"`
	Draft
	Sharing    string `json:"sharing,omitempty" enum:"clear,green,amber,red" doc:"TLP mark: who may see it; amber where absent."`
	OnBehalfOf string `json:"on_behalf_of,omitempty" maxLength:"300" doc:"For administrators, and then required: the donor, by id, identifier or exact name."`
}

// PlannedPatch is a merge patch of it.
type PlannedPatch struct {
	_ struct{} `additionalProperties:"false"`
	DraftPatch
	Sharing anyPatch `json:"sharing,omitempty" doc:"clear, green, amber or red; null for amber."`
}

// DraftPatch is a merge patch of a draft.
type DraftPatch struct {
	Title         anyPatch `json:"title,omitempty" doc:"As in the draft; it cannot be removed."`
	Description   anyPatch `json:"description,omitempty" doc:"As in the draft, or null."`
	Countries     anyPatch `json:"countries,omitempty" doc:"As in the draft, or null."`
	Regions       anyPatch `json:"regions,omitempty" doc:"As in the draft, or null."`
	Locations     anyPatch `json:"locations,omitempty" doc:"As in the draft, or null."`
	Period        anyPatch `json:"period,omitempty" doc:"As in the draft, or null."`
	GoodPractices anyPatch `json:"good_practices,omitempty" doc:"As in the draft, or null."`
	Sectors       anyPatch `json:"sectors,omitempty" doc:"As in the draft, or null."`
	Beneficiaries anyPatch `json:"beneficiaries,omitempty" doc:"As in the draft, or null."`
	Donors        anyPatch `json:"donors,omitempty" doc:"As in the draft, or null."`
	Implementers  anyPatch `json:"implementers,omitempty" doc:"As in the draft, or null."`
	Identifiers   anyPatch `json:"identifiers,omitempty" doc:"As in the draft, or null."`
	Budget        anyPatch `json:"budget,omitempty" doc:"As in the draft, or null."`
}

// anyPatch is a field of a merge patch. What it may hold is checked where the patch is put to what it changes.
type anyPatch json.RawMessage

// UnmarshalJSON is called only where the field is there, also with null.
func (p *anyPatch) UnmarshalJSON(b []byte) error {
	*p = bytes.Clone(b)
	return nil
}

// MarshalJSON gives back what was sent.
func (p anyPatch) MarshalJSON() ([]byte, error) { return p, nil }

// Schema is that of any value.
func (anyPatch) Schema(huma.Registry) *huma.Schema { return &huma.Schema{} }

var (
	planExample      = withField(withField(draftExample, "sharing", "amber"), "on_behalf_of", "XM-DAC-5-7")
	planPatchExample = map[string]any{"period": map[string]any{"end": "2029-06-30"}, "budget": nil}
)

func withField(m map[string]any, name string, value any) map[string]any {
	more := map[string]any{name: value}
	for k, v := range m {
		more[k] = v
	}
	return more
}

// donors is for those who keep plans: donors and administrators.
func donors(o *huma.Operation) {
	keyed(o, "This is for donors and administrators.", registry.RoleDonor, registry.RoleAdministrator)
}

type planInput struct{ Body PlannedInitiative }

type plannedAnswer struct {
	Location string `header:"Location" doc:"Where the initiative is."`
	ETag     string `header:"ETag" doc:"Strong entity tag, for If-Match."`
	Body     storedInitiative
}

func plannedOf(who registry.Audience, view registry.ViewDocument) *plannedAnswer {
	return &plannedAnswer{"/v1/initiatives/" + view.ID, tagOf(who, storedInitiative(view.JSON)), storedInitiative(view.JSON)}
}

// plan turns the body into the use case's form. On whose behalf it is stands in the record and not in what is kept.
func (p *PlannedInitiative) plan() (service.Plan, error) {
	draft, err := p.draft()
	if err != nil {
		return service.Plan{}, err
	}
	kept := *p
	kept.OnBehalfOf = ""
	raw, err := json.Marshal(&kept)
	return service.Plan{Draft: draft, Sharing: registry.Sharing(p.Sharing), OnBehalfOf: p.OnBehalfOf, Raw: raw}, err
}

func (a *api) planInitiative(ctx context.Context, who registry.Audience, in *planInput) (*plannedAnswer, error) {
	plan, err := in.Body.plan()
	if err != nil {
		return nil, err
	}
	view, err := a.registry.PlanInitiative(ctx, who, plan)
	if err != nil {
		return nil, err
	}
	return plannedOf(who, view), nil
}

type updatePlanInput struct {
	ID      string       `path:"id" maxLength:"36" doc:"UUID" example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
	IfMatch string       `header:"If-Match" maxLength:"500" doc:"ETag of the initiative as you read it; required (428)."`
	Body    PlannedPatch `contentType:"application/merge-patch+json"`
}

func (a *api) updatePlan(ctx context.Context, who registry.Audience, in *updatePlanInput) (*plannedAnswer, error) {
	view, err := a.findInitiativeView(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	raw, err := a.registry.FindPlan(ctx, who, view.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case in.IfMatch == "":
		return nil, newProblem(http.StatusPreconditionRequired, "")
	case !matchesStrongly(in.IfMatch, tagOf(who, storedInitiative(view.JSON))):
		return nil, newProblem(http.StatusPreconditionFailed, "")
	}
	var body PlannedInitiative
	if err := readPatched(raw, in.Body, &body); err != nil {
		return nil, err
	}
	plan, err := body.plan()
	if err != nil {
		return nil, err
	}
	if view, err = a.registry.UpdatePlan(ctx, who, view.ID, plan); err != nil {
		return nil, err
	}
	return plannedOf(who, view), nil
}

func (a *api) withdrawPlan(ctx context.Context, who registry.Audience, in *byID) (*struct{}, error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	return nil, a.registry.WithdrawPlan(ctx, who, in.ID)
}

// readPatched applies a merge patch to what is kept of a body, and reads the outcome into body as that of a POST is read: held
// against the same schema.
func readPatched[B any](kept []byte, patch any, body *B) error {
	changes, err := json.Marshal(patch)
	if err != nil {
		return err
	}
	merged, err := mergePatched(kept, changes)
	if err != nil {
		return err
	}
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schema := schemas.Schema(reflect.TypeFor[B](), false, "")
	var value any
	if err := json.Unmarshal(merged, &value); err != nil {
		return err
	}
	var result huma.ValidateResult
	huma.Validate(schemas, schema, huma.NewPathBuffer([]byte("body"), 4), huma.ModeWriteToServer, value, &result)
	if len(result.Errors) > 0 {
		return humaProblem(http.StatusUnprocessableEntity, "validation failed", result.Errors...)
	}
	return json.Unmarshal(merged, body)
}

// mergePatched applies a JSON merge patch (RFC 7396 section 2) to a JSON object.
func mergePatched(target, patch []byte) ([]byte, error) {
	var t, p any
	for _, in := range []struct {
		from []byte
		to   *any
	}{{target, &t}, {patch, &p}} {
		if err := json.Unmarshal(in.from, in.to); err != nil {
			return nil, err
		}
	}
	return json.Marshal(patchedValue(t, p))
}

func patchedValue(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	merged, ok := target.(map[string]any)
	if !ok {
		merged = map[string]any{}
	}
	for name, change := range changes {
		if change == nil {
			delete(merged, name)
		} else {
			merged[name] = patchedValue(merged[name], change)
		}
	}
	return merged
}

package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/registry"
)

const (
	aboutRulings = "Every ruling on the overlap, newest first, those that were taken back included, and those that were made on the same records before a merge. " +
		"Reasons and names are for coordinators of its regions, the donors who are parties, and administrators. The public reads of a confirmed overlap, once the time for a reply has passed, what was decided and agreed and by when."
	aboutFindRuling = "One ruling on the overlap, as far as the caller may read it."
	aboutRule       = "Coordinators of one of the overlap's regions, and administrators. `evidence_hash` says what you looked at: where the evidence has changed since, or somebody has ruled before you, the answer is 409 and says so, and nothing is saved. " +
		"`same-initiative` joins the records into one initiative, and its money is counted once; `related` says how (`relation`: what a is to b); `needs-discussion` keeps the overlap among the undecided, and may be ruled on again. " +
		"The ruling binds records: it survives new versions, detections and merges, and the overlap is reopened only where its evidence changes. At most 32 KiB."
	aboutRevertRuling = "Coordinators of one of the overlap's regions, and administrators. The overlap stands as it did before, records that the ruling joined are initiatives of their own again, and the ruling stays in the list with the reason. 409 where it was taken back already. At most 32 KiB."
)

// NewRuling is what a coordinator decides about an overlap.
type NewRuling struct {
	_            struct{} `additionalProperties:"false"`
	Decision     string   `json:"decision" enum:"same-initiative,related,complementary,confirmed-overlap,false-alarm,needs-discussion" doc:"The outcome."`
	Relation     string   `json:"relation,omitempty" enum:"parent,child,sibling,co-funded,third-party,funds,funded-by,phase,lot,regrant,complementary" doc:"For related, and then required: what a is to b."`
	Reason       string   `json:"reason" minLength:"1" maxLength:"4000" doc:"Why, for other coordinators and the parties."`
	EvidenceHash string   `json:"evidence_hash" minLength:"1" maxLength:"100" doc:"evidence_hash of the overlap as you read it."`
	AgreedAction string   `json:"agreed_action,omitempty" maxLength:"2000" doc:"What was agreed; with confirmed-overlap, complementary and needs-discussion. Of a confirmed overlap the public reads it."`
	ActionOwner  string   `json:"action_owner,omitempty" maxLength:"300" doc:"Who does it; with the same decisions."`
	Due          string   `json:"due,omitempty" format:"date" doc:"By which day; with the same decisions."`
}

// NewReversal is why a ruling is taken back.
type NewReversal struct {
	_      struct{} `additionalProperties:"false"`
	Reason string   `json:"reason" minLength:"1" maxLength:"4000" doc:"Why, for other coordinators and the parties."`
}

var (
	rulingExample = map[string]any{
		"decision": "confirmed-overlap", "reason": "Both train the same border posts in 2026.", "evidence_hash": "3b1f0c5d9a7e4f21",
		"agreed_action": "One curriculum, and a shared calendar of courses.", "action_owner": "Sahel desk", "due": "2027-03-31",
	}
	reversalExample = map[string]any{"reason": "The second programme works on the other side of the border."}
)

type ruleInput struct {
	ID   string `path:"id" maxLength:"36" doc:"UUID of the overlap." example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
	Body NewRuling
}

type createdRuling struct {
	Location string `header:"Location" doc:"Where the ruling is."`
	Body     *registry.Ruling
}

func rulingPath(overlap, ruling string) string {
	return "/v1/overlaps/" + overlap + "/rulings/" + ruling
}

func (a *api) rule(ctx context.Context, who registry.Audience, in *ruleInput) (*createdRuling, error) {
	if err := (byID{in.ID}).known(); err != nil {
		return nil, err
	}
	var wrong wrongFields
	ruling := registry.Ruling{
		Decision: registry.Decision(in.Body.Decision), Relation: registry.RelationType(in.Body.Relation), Reason: in.Body.Reason,
		EvidenceHash: in.Body.EvidenceHash, AgreedAction: in.Body.AgreedAction, ActionOwner: in.Body.ActionOwner, Due: wrong.date("due", in.Body.Due),
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	made, err := a.registry.Rule(ctx, who, in.ID, ruling)
	if err != nil {
		return nil, err
	}
	return &createdRuling{rulingPath(in.ID, made.ID), made}, nil
}

// ByRuling is the path of a ruling.
type ByRuling struct {
	ID     string `path:"id" maxLength:"36" doc:"UUID of the overlap." example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
	Ruling string `path:"ruling" maxLength:"36" doc:"UUID of the ruling." example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a12"`
}

func (in ByRuling) known() error {
	for _, id := range []string{in.ID, in.Ruling} {
		if err := (byID{id}).known(); err != nil {
			return err
		}
	}
	return nil
}

func (a *api) listRulings(ctx context.Context, who registry.Audience, in *byID) (*answer[All[*registry.Ruling]], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	rulings, err := a.registry.ListRulings(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return all(rulings), nil
}

func (a *api) findRuling(ctx context.Context, who registry.Audience, in *ByRuling) (*answer[*registry.Ruling], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	ruling, err := a.registry.FindRuling(ctx, who, in.ID, in.Ruling)
	if err != nil {
		return nil, err
	}
	return &answer[*registry.Ruling]{ruling}, nil
}

type revertInput struct {
	ByRuling
	Body NewReversal
}

func (a *api) revertRuling(ctx context.Context, who registry.Audience, in *revertInput) (*createdRuling, error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	reverted, err := a.registry.RevertRuling(ctx, who, in.ID, in.Ruling, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &createdRuling{rulingPath(in.ID, reverted.ID), reverted}, nil
}

// rules is for those who rule: coordinators and administrators. It refuses others before a body is read; of which regions
// a coordinator rules, the service knows.
func rules(o *huma.Operation) {
	keyed(o, "This is for coordinators and administrators.", registry.RoleCoordinator, registry.RoleAdministrator)
}

package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

const (
	aboutSubmit = "For civil-society groups, with or without a key, in any language. It is read by a coordinator of its regions before anybody else sees it. " +
		"Needed are a title, a country, who the group is, how the community was consulted, consent to publish and the code of conduct; a `draft` may leave all but the title open. " +
		"Without a key the answer has a `tracking_token`, this once: send it as the header Tracking-Token to read, correct or withdraw the submission, and keep it out of addresses. " +
		"`similar` is what is there already, of what is public. At most 256 KiB."
	aboutListSubmissions   = "With a coordinator's key: what came from the regions that it coordinates, drafts left out. With another key: what was sent with it, or by its organisation. What changed longest ago is first."
	aboutSubmission        = "For its submitter (the key that sent it, or the Tracking-Token) and, unless it is a draft, the coordinators of its regions. For everybody else it is not there."
	aboutCorrectSubmission = "For its submitter. A JSON merge patch (RFC 7396) of `proposal`. It waits for a coordinator again; until that is decided, what is public stays the version that was accepted. `If-Match` must name the ETag of the submission as you read it. At most 256 KiB."
	aboutWithdrawal        = "For its submitter. What was published of it is shown to nobody any more, and the e-mail address is forgotten."
	aboutDecideSubmission  = "For coordinators of its regions and administrators. `accept` publishes what the group sent, by itself or, with `into`, as part of an initiative that is there; `return` asks the group something; `reject` says why not. " +
		"`moves` says what was decided on: where the group has sent something since, it is 409. A `note` is for other coordinators alone."
)

// SubmittedInitiative is an initiative that a group proposes.
type SubmittedInitiative struct {
	_ struct{} `additionalProperties:"false"`
	Draft
	Status      string          `json:"status,omitempty" enum:"pipeline,implementation,finalisation,closed,suspended" doc:"Where it stands; pipeline where absent."`
	Group       SubmittingGroup `json:"group" doc:"Who submits it. For those who decide; of it only the name is published, as that of an implementer, and withheld by the rules of sensitivity."`
	Language    string          `json:"language,omitempty" enum:"en,fr,ar" doc:"In which you want to be answered; en where absent."`
	Sharing     string          `json:"sharing,omitempty" enum:"clear,green,amber,red" doc:"TLP mark: who may see it once it is accepted; clear (everybody) where absent."`
	Sensitivity string          `json:"sensitivity,omitempty" enum:"none,moderate,high,severe" doc:"How much of it is withheld; moderate where absent: no place finer than a province, no name of a local group."`
	IsDraft     bool            `json:"draft,omitempty" doc:"Keep it as a draft that nobody else sees."`
	LeaveEmpty  string          `json:"leave_empty,omitempty" maxLength:"0" doc:"Leave it out. Programs that fill in every field of every form are known by it."`
}

// SubmittingGroup says who submits an initiative.
type SubmittingGroup struct {
	_               struct{} `additionalProperties:"false"`
	Name            string   `json:"name,omitempty" maxLength:"300" doc:"The group's name."`
	Kind            string   `json:"kind,omitempty" enum:"community,national-ngo,international-ngo,women,youth,victims,faith,academic,media,private-sector" doc:"What sort of group it is."`
	Country         string   `json:"country,omitempty" minLength:"2" maxLength:"2" doc:"Where it is at home: ISO 3166-1 alpha-2."`
	Email           string   `json:"email,omitempty" maxLength:"254" doc:"How you may be asked. Optional; never public, and forgotten when you withdraw."`
	Consultation    string   `json:"consultation,omitempty" maxLength:"4000" doc:"How the community concerned was consulted (Good Practice 7)."`
	Consent         bool     `json:"consent,omitempty" doc:"The group consents to publication."`
	ConductAccepted bool     `json:"conduct_accepted,omitempty" doc:"The group accepts the code of conduct (Good Practice 10)."`
}

// SubmissionPatch is a merge patch of a proposal.
type SubmissionPatch struct {
	_ struct{} `additionalProperties:"false"`
	DraftPatch
	Status      anyPatch `json:"status,omitempty" doc:"As in the proposal, or null."`
	Group       anyPatch `json:"group,omitempty" doc:"Fields of the group, or null for one of them."`
	Language    anyPatch `json:"language,omitempty" doc:"As in the proposal, or null."`
	Sharing     anyPatch `json:"sharing,omitempty" doc:"As in the proposal, or null."`
	Sensitivity anyPatch `json:"sensitivity,omitempty" doc:"As in the proposal, or null."`
	IsDraft     anyPatch `json:"draft,omitempty" doc:"false or null submits a draft."`
}

// Submission is a proposal and what became of it.
type Submission struct {
	ID            string           `json:"id" doc:"UUIDv7."`
	State         string           `json:"state" enum:"draft,waiting,returned,accepted,rejected,withdrawn" doc:"Where it stands."`
	Version       int              `json:"version" doc:"Counts what the group has sent."`
	Published     int              `json:"published,omitempty" doc:"The version that was accepted last."`
	Initiative    string           `json:"initiative,omitempty" doc:"Id of the initiative that it was published as, or into."`
	Proposal      storedProposal   `json:"proposal" doc:"What the group sent."`
	Regions       []string         `json:"regions" doc:"Coordination regions; their coordinators decide. None: administrators do."`
	CreatedAt     time.Time        `json:"created_at" doc:"When it came."`
	UpdatedAt     time.Time        `json:"updated_at" doc:"When it was last moved."`
	Moves         []SubmissionMove `json:"moves" doc:"What was done with it, oldest first."`
	Notes         []SubmissionNote `json:"notes,omitempty" doc:"Of coordinators for each other; nobody else sees them."`
	TrackingToken string           `json:"tracking_token,omitempty" doc:"Opens the submission; in the answer to the first request without a key alone."`
	Similar       []NearInitiative `json:"similar,omitempty" doc:"What it may overlap with, or what is nearest to it, of what is public: is it one of these?"`
}

// SubmissionMove is one thing that was done with a submission.
type SubmissionMove struct {
	Action  string    `json:"action" enum:"save,submit,withdraw,accept,return,reject" doc:"What was done."`
	State   string    `json:"state" enum:"draft,waiting,returned,accepted,rejected,withdrawn" doc:"Where that led."`
	Version int       `json:"version" doc:"Of the proposal."`
	At      time.Time `json:"at" doc:"When."`
	Message string    `json:"message,omitempty" doc:"The coordinator's question or reason."`
	By      string    `json:"by,omitempty" doc:"Name of the coordinator's key; for coordinators."`
}

// SubmissionNote is a note of a coordinator.
type SubmissionNote struct {
	Text string    `json:"text" doc:"The note."`
	By   string    `json:"by" doc:"Name of the coordinator's key."`
	At   time.Time `json:"at" doc:"When."`
}

// storedProposal is a proposal as it was sent.
type storedProposal json.RawMessage

// Schema is that of what was sent.
func (storedProposal) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[SubmittedInitiative](), true, "")
}

// MarshalJSON writes it as it is.
func (p storedProposal) MarshalJSON() ([]byte, error) { return json.RawMessage(p), nil }

func submissionOf(s *registry.Submission) Submission {
	out := Submission{ID: s.ID, State: string(s.State), Version: s.Version, Published: s.Published, Initiative: s.Initiative, Proposal: storedProposal(s.Proposal),
		Regions: some(s.Regions), CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Moves: []SubmissionMove{}}
	for _, m := range s.Moves {
		out.Moves = append(out.Moves, SubmissionMove{string(m.Action), string(m.State), m.Version, m.At, m.Message, m.ActorName})
	}
	for _, n := range s.Notes {
		out.Notes = append(out.Notes, SubmissionNote{n.Text, n.ActorName, n.At})
	}
	return out
}

// submissionMoves says in words what registry.SubmissionRules says.
func submissionMoves() string {
	var b strings.Builder
	for _, rule := range registry.SubmissionRules() {
		who := "A coordinator"
		if rule.ByGroup {
			who = "The group"
		}
		var from []string
		for _, state := range rule.From {
			from = append(from, cmp.Or(string(state), "nothing"))
		}
		fmt.Fprintf(&b, "%s may `%s`: from %s to %s.\n\n", who, rule.Action, strings.Join(from, ", "), rule.To)
	}
	return b.String() + "A rejected correction of what is published leaves that as it was: accepted."
}

// form turns the body into the use case's form.
func (b *SubmittedInitiative) form() (service.SubmissionForm, error) {
	draft, err := b.draft()
	if err != nil {
		return service.SubmissionForm{}, err
	}
	raw, err := json.Marshal(b)
	g := b.Group
	return service.SubmissionForm{Draft: draft, Status: registry.Status(b.Status), Proposal: raw, Language: b.Language, Sharing: registry.Sharing(b.Sharing),
		Sensitivity: registry.Sensitivity(b.Sensitivity), Save: b.IsDraft,
		Group: registry.Group{Name: g.Name, Kind: registry.GroupKind(g.Kind), Country: g.Country, Email: g.Email, Consultation: g.Consultation,
			Consent: g.Consent, ConductAccepted: g.ConductAccepted}}, err
}

var (
	submissionExample = withField(withField(map[string]any{
		"title": map[string]string{"fr": "Dialogue entre jeunes et forces de sécurité à Gao"}, "countries": []string{"ML"},
		"locations": []any{map[string]any{"name": map[string]string{"fr": "Gao"}, "country": "ML", "admin_level": 1}},
		"period":    map[string]string{"start": "2026-03-01", "end": "2027-02-28"}, "good_practices": []int{7}, "status": "implementation",
	}, "language", "fr"), "group", map[string]any{"name": "Association des jeunes de Gao", "kind": "youth", "country": "ML",
		"consultation": "Trois assemblées de quartier en janvier.", "consent": true, "conduct_accepted": true})
	submissionPatchExample    = map[string]any{"period": map[string]any{"end": "2027-08-31"}}
	submissionDecisionExample = map[string]any{"decision": "return", "moves": 1, "message": "Dans quels quartiers travaillez-vous ?"}
)

// submitsOrDecides is for those who have submissions to look at.
func submitsOrDecides(o *huma.Operation) {
	keyed(o, "This is for those who submit or decide: submitters, donors, coordinators and administrators.",
		registry.RoleSubmitter, registry.RoleDonor, registry.RoleCoordinator, registry.RoleAdministrator)
}

// BySubmission is the path of a submission.
type BySubmission struct {
	ID string `path:"id" maxLength:"36" doc:"UUID" example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
}

func (p BySubmission) known() error { return byID(p).known() }

// Tracking lets in who has no key.
type Tracking struct {
	Token string `header:"Tracking-Token" maxLength:"100" doc:"The tracking_token of a submission that was sent without a key."`
}

type trackedInput struct {
	BySubmission
	Tracking
}

type submitInput struct{ Body SubmittedInitiative }

type submissionAnswer struct {
	Location string `header:"Location" doc:"Where the submission is."`
	ETag     string `header:"ETag" doc:"Strong entity tag, for If-Match."`
	Body     Submission
}

func answerSubmission(who registry.Audience, s *registry.Submission) *submissionAnswer {
	out := submissionOf(s)
	return &submissionAnswer{"/v1/submissions/" + s.ID, tagOf(who, out), out}
}

func (a *api) submit(ctx context.Context, who registry.Audience, in *submitInput) (*submissionAnswer, error) {
	// Without a key an address sends a few in a window, for each costs a person's time. One that is sent again under its
	// Idempotency-Key does not get here.
	if address := requestOf(ctx).address; isPublic(who) {
		if _, ok := a.submissions.take(address); !ok {
			wait, _ := a.submissions.exhausted(address)
			return nil, rateLimited(wait)
		}
	}
	form, err := in.Body.form()
	if err != nil {
		return nil, err
	}
	submission, token, err := a.registry.Submit(ctx, who, form)
	if err != nil {
		return nil, err
	}
	out := answerSubmission(who, submission)
	out.Body.TrackingToken, out.Body.Similar = token, a.similar(ctx, form.Draft)
	return out, nil
}

// maxSimilar is how many initiatives a group is asked about.
const maxSimilar = 5

// similar is what the public may see that is like the draft. It is a service to the group: that there is none for the moment
// keeps no submission back.
func (a *api) similar(ctx context.Context, draft service.Draft) []NearInitiative {
	found, err := a.registry.CheckDraft(ctx, registry.Audience{}, draft)
	if err != nil {
		requestOf(ctx).log.LogAttrs(ctx, slog.LevelWarn, "nothing similar was looked for", slog.Any("error", err))
		return nil
	}
	var near []NearInitiative
	for _, o := range whole(append(found.Overlaps, found.Nearest...)) {
		if len(near) < maxSimilar {
			near = append(near, NearInitiative{o.B, o.Score, o.Evidence})
		}
	}
	return near
}

type listSubmissionsInput struct {
	State []string `query:"state,explode" enum:"draft,waiting,returned,accepted,rejected,withdrawn" maxItems:"6" doc:"Where they stand; any of."`
	Paging
}

func (a *api) listSubmissions(ctx context.Context, who registry.Audience, in *listSubmissionsInput) (*pageAnswer[Page[Submission]], error) {
	var states []registry.SubmissionState
	for _, state := range in.State {
		states = append(states, registry.SubmissionState(state))
	}
	list, err := a.registry.ListSubmissions(ctx, who, states, in.page())
	if err != nil {
		return nil, err
	}
	items := make([]Submission, len(list.Items))
	for i, s := range list.Items {
		items[i] = submissionOf(s)
	}
	return paged(ctx, items, list.Total, list.Next), nil
}

func (a *api) findSubmission(ctx context.Context, who registry.Audience, in *trackedInput) (*answer[Submission], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	submission, err := a.registry.FindSubmission(ctx, who, in.Token, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[Submission]{submissionOf(submission)}, nil
}

type correctSubmissionInput struct {
	BySubmission
	Tracking
	IfMatch string          `header:"If-Match" maxLength:"500" doc:"ETag of the submission as you read it; required (428)."`
	Body    SubmissionPatch `contentType:"application/merge-patch+json"`
}

func (a *api) correctSubmission(ctx context.Context, who registry.Audience, in *correctSubmissionInput) (*submissionAnswer, error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	before, err := a.registry.FindSubmission(ctx, who, in.Token, in.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case in.IfMatch == "":
		return nil, newProblem(http.StatusPreconditionRequired, "")
	case !matchesStrongly(in.IfMatch, tagOf(who, submissionOf(before))):
		return nil, newProblem(http.StatusPreconditionFailed, "")
	}
	var body SubmittedInitiative
	if err := readPatched(before.Proposal, in.Body, &body); err != nil {
		return nil, err
	}
	form, err := body.form()
	if err != nil {
		return nil, err
	}
	submission, err := a.registry.CorrectSubmission(ctx, who, in.Token, in.ID, len(before.Moves), form)
	if err != nil {
		return nil, err
	}
	out := answerSubmission(who, submission)
	out.Body.Similar = a.similar(ctx, form.Draft)
	return out, nil
}

func (a *api) withdrawSubmission(ctx context.Context, who registry.Audience, in *trackedInput) (*struct{}, error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	return nil, a.registry.WithdrawSubmission(ctx, who, in.Token, in.ID)
}

// SubmissionDecision is what a coordinator decides.
type SubmissionDecision struct {
	_           struct{} `additionalProperties:"false"`
	Decision    string   `json:"decision" enum:"accept,return,reject" doc:"What becomes of it."`
	Moves       int      `json:"moves" minimum:"1" doc:"How many moves it had when you read it."`
	Message     string   `json:"message,omitempty" maxLength:"4000" doc:"The question, or the reason: required but for accept. The group reads it."`
	Note        string   `json:"note,omitempty" maxLength:"4000" doc:"For other coordinators; the group does not read it."`
	Into        string   `json:"into,omitempty" maxLength:"36" doc:"With accept: id of the initiative that it tells of, where that is in the registry already."`
	Sensitivity string   `json:"sensitivity,omitempty" enum:"moderate,high,severe" doc:"With accept: to withhold more than the group asked for."`
}

type decideSubmissionInput struct {
	BySubmission
	Body SubmissionDecision
}

func (a *api) decideSubmission(ctx context.Context, who registry.Audience, in *decideSubmissionInput) (*submissionAnswer, error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	d := in.Body
	submission, err := a.registry.DecideSubmission(ctx, who, in.ID, service.SubmissionDecision{Action: registry.SubmissionAction(d.Decision), Moves: d.Moves,
		Message: d.Message, Note: d.Note, Into: d.Into, Sensitivity: registry.Sensitivity(d.Sensitivity)})
	if err != nil {
		return nil, err
	}
	return answerSubmission(who, submission), nil
}

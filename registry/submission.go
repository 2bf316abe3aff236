package registry

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Submission is an initiative that a civil-society group proposes. A coordinator of its regions reads it before anybody
// else sees it, and what is public afterwards is the version that was accepted (Good Practices 7 and 10).
type Submission struct {
	ID    string          `json:"id"` // UUIDv7
	State SubmissionState `json:"state"`
	// Version counts what the group has sent; Published is the one that was accepted last, 0 for none.
	Version    int    `json:"version"`
	Published  int    `json:"published,omitempty"`
	Initiative string `json:"initiative,omitempty"` // that it was published as, or into
	// Proposal is what the group sent, for it to correct; Facts are what it says, and are what is published.
	Proposal    json.RawMessage `json:"proposal"`
	Facts       Facts           `json:"facts"`
	Group       Group           `json:"group"`
	Language    string          `json:"language"` // in which the group wants its answer: en, fr or ar
	Sharing     Sharing         `json:"sharing"`
	Sensitivity Sensitivity     `json:"sensitivity"`
	// Submitter is the key that sent it, Organisation that key's. Where there is no key, whoever has the tracking token is
	// the submitter.
	Submitter    string           `json:"submitter,omitempty"`
	Organisation string           `json:"organisation,omitempty"`
	Regions      []string         `json:"regions"` // coordination regions; their coordinators decide
	CreatedAt    time.Time        `json:"created_at"`
	UpdatedAt    time.Time        `json:"updated_at"`
	Moves        []SubmissionMove `json:"moves"`
	Notes        []VettingNote    `json:"notes"`
}

// Group is who submits. What it says of itself is for those who decide; its name is part of the proposal too.
type Group struct {
	Name    string    `json:"name"`
	Kind    GroupKind `json:"kind"`
	Country string    `json:"country"` // ISO 3166-1 alpha-2
	// Email is how the group may be asked; "" where it gives none. It is never public and goes when the submission does.
	Email string `json:"email,omitempty"`
	// Consultation is how the community concerned was consulted (Good Practice 7).
	Consultation string `json:"consultation"`
	// Consent to publish and acceptance of the code of conduct (Good Practice 10): nothing is submitted without both.
	Consent         bool `json:"consent"`
	ConductAccepted bool `json:"conduct_accepted"`
}

// GroupKind is what sort of group it is.
type GroupKind string

// The kinds of groups.
const (
	GroupCommunity     GroupKind = "community"
	GroupNational      GroupKind = "national-ngo"
	GroupInternational GroupKind = "international-ngo"
	GroupWomen         GroupKind = "women"
	GroupYouth         GroupKind = "youth"
	GroupVictims       GroupKind = "victims"
	GroupFaith         GroupKind = "faith"
	GroupAcademic      GroupKind = "academic"
	GroupMedia         GroupKind = "media"
	GroupPrivate       GroupKind = "private-sector"
)

// GroupKinds lists them.
func GroupKinds() []GroupKind {
	return []GroupKind{GroupCommunity, GroupNational, GroupInternational, GroupWomen, GroupYouth, GroupVictims, GroupFaith, GroupAcademic, GroupMedia, GroupPrivate}
}

// OrganisationType is the IATI OrganisationType of a group of the kind. Those that are not said to be anything else are
// partner country based NGOs, which are local: the more careful reading.
func (k GroupKind) OrganisationType() string {
	switch k {
	case GroupNational:
		return "22"
	case GroupInternational:
		return "21"
	case GroupPrivate:
		return "70"
	case GroupAcademic:
		return "80"
	}
	return "24"
}

// SubmissionState is where a submission stands.
type SubmissionState string

// The states of a submission.
const (
	SubmissionDraft     SubmissionState = "draft"     // the group writes on it; nobody else sees it
	SubmissionWaiting   SubmissionState = "waiting"   // for a coordinator
	SubmissionReturned  SubmissionState = "returned"  // with a question to the group
	SubmissionAccepted  SubmissionState = "accepted"  // published
	SubmissionRejected  SubmissionState = "rejected"  // with a reason
	SubmissionWithdrawn SubmissionState = "withdrawn" // by the group; no longer published
)

// SubmissionStates lists them.
func SubmissionStates() []SubmissionState {
	return []SubmissionState{SubmissionDraft, SubmissionWaiting, SubmissionReturned, SubmissionAccepted, SubmissionRejected, SubmissionWithdrawn}
}

// SubmissionAction is what can be done with a submission.
type SubmissionAction string

// The actions.
const (
	ActionSave     SubmissionAction = "save"     // the group writes on a draft
	ActionSubmit   SubmissionAction = "submit"   // the group sends it, or sends it corrected
	ActionWithdraw SubmissionAction = "withdraw" // the group takes it back
	ActionAccept   SubmissionAction = "accept"   // a coordinator publishes it, by itself or into an initiative that is there
	ActionReturn   SubmissionAction = "return"   // a coordinator asks the group something
	ActionReject   SubmissionAction = "reject"   // a coordinator refuses it
)

// SubmissionRule is a line of the table of what may be done by whom.
type SubmissionRule struct {
	Action SubmissionAction
	// ByGroup says that the submitter may do it; otherwise a coordinator of one of its regions, or an administrator.
	ByGroup bool
	From    []SubmissionState // "" is a submission that is not there yet
	To      SubmissionState
}

// SubmissionRules is that table: what it does not list cannot be done. A rejected correction of what is published leaves that
// as it was, accepted.
func SubmissionRules() []SubmissionRule {
	return []SubmissionRule{
		{ActionSave, true, []SubmissionState{"", SubmissionDraft}, SubmissionDraft},
		{ActionSubmit, true, []SubmissionState{"", SubmissionDraft, SubmissionWaiting, SubmissionReturned, SubmissionAccepted}, SubmissionWaiting},
		{ActionWithdraw, true, []SubmissionState{SubmissionDraft, SubmissionWaiting, SubmissionReturned, SubmissionAccepted}, SubmissionWithdrawn},
		{ActionAccept, false, []SubmissionState{SubmissionWaiting}, SubmissionAccepted},
		{ActionReturn, false, []SubmissionState{SubmissionWaiting}, SubmissionReturned},
		{ActionReject, false, []SubmissionState{SubmissionWaiting, SubmissionReturned}, SubmissionRejected},
	}
}

// Next is where the action leads from where the submission stands; ok is false where it cannot be done.
func (s *Submission) Next(action SubmissionAction, byGroup bool) (state SubmissionState, ok bool) {
	for _, rule := range SubmissionRules() {
		if rule.Action != action || rule.ByGroup != byGroup || !slices.Contains(rule.From, s.State) {
			continue
		}
		if action == ActionReject && s.Published > 0 {
			return SubmissionAccepted, true
		}
		return rule.To, true
	}
	return "", false
}

// SubmissionMove is one thing that was done with a submission.
type SubmissionMove struct {
	Action  SubmissionAction `json:"action"`
	State   SubmissionState  `json:"state"` // that it led to
	Version int              `json:"version"`
	At      time.Time        `json:"at"`
	// Message is a coordinator's question, or reason, to the group.
	Message string `json:"message,omitempty"`
	// Actor and ActorName are the coordinator's key, for other coordinators: the group is answered by the registry.
	Actor     string `json:"actor,omitempty"`
	ActorName string `json:"actor_name,omitempty"`
}

// VettingNote is what coordinators tell each other of a submission. The group does not see it, nor does anybody else.
type VettingNote struct {
	Text      string    `json:"text"`
	Actor     string    `json:"actor"`
	ActorName string    `json:"actor_name,omitempty"`
	At        time.Time `json:"at"`
}

// SubmissionFilter narrows a list of submissions. The zero filter is all.
type SubmissionFilter struct {
	States  []SubmissionState
	Regions []string // any of them
	// Submitter and Organisation ask for what the key or its organisation sent.
	Submitter, Organisation string
	Keyless                 bool // sent without a key
}

// SubmissionStore keeps submissions. It knows no audiences.
type SubmissionStore interface {
	// FindSubmission is ENotFound.
	FindSubmission(ctx context.Context, id string) (*Submission, error)
	// ListSubmissions gives a page, those that changed longest ago first.
	ListSubmissions(ctx context.Context, filter SubmissionFilter, page Page) (items []*Submission, next string, err error)
	CountSubmissions(ctx context.Context, filter SubmissionFilter) (int, error)
}

package service

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/report"
)

// SubmissionsFeed is the name under which accepted submissions stand. No feed may have it.
const SubmissionsFeed = "submissions"

// maxKeyless is how many submissions that came without a key may wait: a queue that nobody can read to its end serves no
// group.
const maxKeyless = 1000

// SubmissionForm is what a group sends.
type SubmissionForm struct {
	Draft       Draft
	Status      registry.Status // "" for pipeline
	Proposal    []byte          // the form as it was sent, as JSON, so that a patch has something to change
	Group       registry.Group
	Language    string               // in which the group wants its answer; "" for English
	Sharing     registry.Sharing     // "" for clear
	Sensitivity registry.Sensitivity // "" for moderate
	// Save keeps it as a draft that nobody else sees.
	Save bool
}

// SubmissionList is one page with the total of the whole list.
type SubmissionList struct {
	Items []*registry.Submission
	Total int
	Next  string
}

// Submit takes a proposal in, or keeps a draft of one. Without a key the answer has a tracking token: whoever has it is the
// submitter. EInvalid names every field that is wrong; EUnavailable where too many wait already.
func (s *Service) Submit(ctx context.Context, who registry.Audience, form SubmissionForm) (submission *registry.Submission, token string, err error) {
	if who.Actor == "" {
		waiting, err := s.store.CountSubmissions(ctx, registry.SubmissionFilter{Keyless: true, States: []registry.SubmissionState{registry.SubmissionDraft, registry.SubmissionWaiting}})
		if err != nil {
			return nil, "", err
		}
		if waiting >= maxKeyless {
			return nil, "", registry.Errorf(registry.EUnavailable, "too many submissions wait to be read; try again in some days, or ask a coordinator for a key")
		}
	}
	submission = &registry.Submission{ID: newID(), Submitter: who.Actor, Organisation: who.Organisation, CreatedAt: s.now(), Notes: []registry.VettingNote{}}
	if err := s.take(ctx, who, submission, form); err != nil {
		return nil, "", err
	}
	if who.Actor == "" {
		if token, err = s.trackingToken(ctx, submission.ID); err != nil {
			return nil, "", err
		}
	}
	return shownToGroup(submission), token, nil
}

// CorrectSubmission replaces what the group said; of one that is not a draft any more, it waits for a coordinator again, and
// what is public stays what was accepted. read is how many moves the submission had when it was read. ENotFound, EInvalid;
// EConflict where it cannot be corrected any more, or changed since.
func (s *Service) CorrectSubmission(ctx context.Context, who registry.Audience, token, id string, read int, form SubmissionForm) (*registry.Submission, error) {
	submission, err := s.ownSubmission(ctx, who, token, id)
	if err != nil {
		return nil, err
	}
	if len(submission.Moves) != read {
		return nil, registry.Errorf(registry.EConflict, "Somebody changed it meanwhile; read it again.")
	}
	if err := s.take(ctx, who, submission, form); err != nil {
		return nil, err
	}
	return shownToGroup(submission), nil
}

// take puts what the group sends into the submission, and stores it.
func (s *Service) take(ctx context.Context, who registry.Audience, submission *registry.Submission, form SubmissionForm) error {
	action := registry.ActionSubmit
	if form.Save {
		action = registry.ActionSave
	}
	i, err := s.initiativeOf(ctx, form.Draft)
	if err != nil {
		return err
	}
	if err := checkSubmission(form); err != nil {
		return err
	}
	before := len(submission.Moves)
	submission.Facts = i.Facts
	submission.Facts.Status = cmp.Or(form.Status, registry.StatusPipeline)
	submission.Facts.Regions = form.Draft.Regions // those of the countries are derived
	if submission.Facts.Identifiers == nil {
		submission.Facts.Identifiers = []registry.Identifier{}
	}
	if form.Group.Name != "" {
		submission.Facts.Participations = append(submission.Facts.Participations, registry.Participation{Role: registry.RoleImplementing,
			Name: registry.Text{registry.Undetermined: form.Group.Name}, Type: form.Group.Kind.OrganisationType()})
	}
	submission.Version++
	submission.Proposal, submission.Group = form.Proposal, form.Group
	submission.Language = cmp.Or(form.Language, "en")
	submission.Sharing = cmp.Or(form.Sharing, registry.SharingClear)
	submission.Sensitivity = cmp.Or(form.Sensitivity, registry.SensitivityModerate)
	submission.Regions = i.Regions
	if err := s.move(submission, registry.SubmissionMove{Action: action}, true); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx registry.Tx) error { return s.putSubmission(ctx, tx, who, submission, before) })
}

// WithdrawSubmission takes a submission back: what was published of it is shown to nobody any more, and the group's address
// is forgotten. ENotFound; EConflict where it was withdrawn or rejected.
func (s *Service) WithdrawSubmission(ctx context.Context, who registry.Audience, token, id string) error {
	submission, err := s.ownSubmission(ctx, who, token, id)
	if err != nil {
		return err
	}
	before := len(submission.Moves)
	if err := s.move(submission, registry.SubmissionMove{Action: registry.ActionWithdraw}, true); err != nil {
		return err
	}
	submission.Group.Email = ""
	initiative := submission.Initiative
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		if submission.Published > 0 {
			if err := s.withdrawOwn(ctx, tx, recordOfSubmission(submission), initiative); err != nil {
				return err
			}
		}
		return s.putSubmission(ctx, tx, who, submission, before)
	})
	if err == nil && initiative != "" {
		s.DetectFirst(initiative)
	}
	return err
}

// FindSubmission gives a submission to its submitter and, unless it is a draft, to the coordinators of its regions. ENotFound
// for everybody else.
func (s *Service) FindSubmission(ctx context.Context, who registry.Audience, token, id string) (*registry.Submission, error) {
	submission, err := s.store.FindSubmission(ctx, id)
	if err != nil {
		return nil, err
	}
	if decides(who, submission) {
		return submission, nil
	}
	if err := s.checkOwn(ctx, who, token, submission); err != nil {
		return nil, err
	}
	return shownToGroup(submission), nil
}

// ListSubmissions gives a page: to coordinators what came from their regions, to others with a key what they and their
// organisation sent. What changed longest ago is first.
func (s *Service) ListSubmissions(ctx context.Context, who registry.Audience, states []registry.SubmissionState, page registry.Page) (list SubmissionList, err error) {
	filter := registry.SubmissionFilter{States: states}
	switch who.Role {
	case registry.RoleAdministrator, registry.RoleCoordinator:
		filter.Regions = who.Regions
		if filter.States == nil {
			filter.States = slices.DeleteFunc(registry.SubmissionStates(), func(state registry.SubmissionState) bool { return state == registry.SubmissionDraft })
		} else if slices.Contains(filter.States, registry.SubmissionDraft) {
			return list, invalid("state", "drafts are their groups' alone")
		}
	default:
		filter.Submitter, filter.Organisation = who.Actor, who.Organisation
	}
	if list.Items, list.Next, err = s.store.ListSubmissions(ctx, filter, page); err != nil {
		return SubmissionList{}, err
	}
	for i, submission := range list.Items {
		if !decides(who, submission) {
			list.Items[i] = shownToGroup(submission)
		}
	}
	list.Total, err = s.store.CountSubmissions(ctx, filter)
	return list, err
}

// ownSubmission is ENotFound for everybody but the submitter.
func (s *Service) ownSubmission(ctx context.Context, who registry.Audience, token, id string) (*registry.Submission, error) {
	submission, err := s.store.FindSubmission(ctx, id)
	if err != nil {
		return nil, err
	}
	return submission, s.checkOwn(ctx, who, token, submission)
}

// checkOwn is ENotFound for everybody but the submitter.
func (s *Service) checkOwn(ctx context.Context, who registry.Audience, token string, submission *registry.Submission) error {
	own := submission.Submitter != "" && submission.Submitter == who.Actor || submission.Organisation != "" && submission.Organisation == who.Organisation
	if submission.Submitter == "" && token != "" {
		expected, err := s.trackingToken(ctx, submission.ID)
		if err != nil {
			return err
		}
		own = hmac.Equal([]byte(expected), []byte(token))
	}
	if !own {
		return registry.Errorf(registry.ENotFound, "no such submission")
	}
	return nil
}

// trackingToken is derived from the registry's secret and the submission: nothing that opens a submission is stored with it.
func (s *Service) trackingToken(ctx context.Context, id string) (string, error) {
	secret, err := s.store.Secret(ctx, "tracking-tokens")
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(id))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)), nil
}

// decides says whether the caller decides about the submission.
func decides(who registry.Audience, submission *registry.Submission) bool {
	if submission.State == registry.SubmissionDraft {
		return false
	}
	return who.Role == registry.RoleAdministrator ||
		who.Role == registry.RoleCoordinator && slices.ContainsFunc(submission.Regions, func(r string) bool { return slices.Contains(who.Regions, r) })
}

// shownToGroup is what the group sees: not what coordinators tell each other, nor who of them answered.
func shownToGroup(submission *registry.Submission) *registry.Submission {
	shown := *submission
	shown.Notes = []registry.VettingNote{}
	shown.Moves = slices.Clone(submission.Moves)
	for i := range shown.Moves {
		shown.Moves[i].Actor, shown.Moves[i].ActorName = "", ""
	}
	return &shown
}

// move does an action by the table of SubmissionRules. EConflict where the table does not have it.
func (s *Service) move(submission *registry.Submission, move registry.SubmissionMove, byGroup bool) error {
	state, ok := submission.Next(move.Action, byGroup)
	if !ok {
		return registry.Errorf(registry.EConflict, "This cannot be done with a submission that is %s.", cmp.Or(submission.State, "new"))
	}
	move.State, move.Version, move.At = state, submission.Version, s.now()
	submission.State, submission.UpdatedAt = state, move.At
	submission.Moves = append(slices.Clone(submission.Moves), move)
	return nil
}

// putSubmission stores a submission after its last move. The audit log has the move and not the group's words.
func (s *Service) putSubmission(ctx context.Context, tx registry.Tx, who registry.Audience, submission *registry.Submission, before int) error {
	if err := tx.PutSubmission(ctx, submission, before); err != nil {
		return err
	}
	last := submission.Moves[len(submission.Moves)-1]
	return tx.AddAudit(ctx, s.audit(who, "submission."+string(last.Action), submission.ID, nil, last))
}

func recordOfSubmission(submission *registry.Submission) registry.RecordKey {
	return registry.RecordKey{Feed: SubmissionsFeed, Key: submission.ID}
}

// Lengths of what a group says of itself, in characters.
const (
	maxGroupName    = 300
	maxConsultation = 4000
)

// checkSubmission is EInvalid with every field that is wrong. A draft may leave everything but the title open; what is
// submitted has what eligibility is decided by (Good Practices 7 and 10).
func checkSubmission(form SubmissionForm) error {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	g := form.Group
	if utf8.RuneCountInString(g.Name) > maxGroupName {
		add("group.name", "must have at most 300 characters")
	}
	if utf8.RuneCountInString(g.Consultation) > maxConsultation {
		add("group.consultation", "must have at most 4000 characters")
	}
	if g.Kind != "" && !slices.Contains(registry.GroupKinds(), g.Kind) {
		add("group.kind", "is no kind of group")
	}
	if g.Country != "" {
		if _, ok := codelist.CountryByCode(g.Country); !ok {
			add("group.country", "is not an ISO 3166-1 alpha-2 code")
		}
	}
	if address, err := mail.ParseAddress(g.Email); g.Email != "" && (err != nil || address.Address != g.Email) {
		add("group.email", "is no e-mail address; leave it out where you do not want to be asked")
	}
	if form.Status != "" && !slices.Contains(registry.Statuses(), form.Status) {
		add("status", "is no status")
	}
	if form.Language != "" && !slices.Contains(report.Languages(), form.Language) {
		add("language", "must be en, fr or ar")
	}
	if !form.Save {
		for field, words := range map[string]string{"group.name": g.Name, "group.kind": string(g.Kind), "group.country": g.Country, "group.consultation": g.Consultation} {
			if strings.TrimSpace(words) == "" {
				add(field, "is required")
			}
		}
		if len(form.Draft.Countries) == 0 {
			add("countries", "is required: it says whose coordinator reads it")
		}
		if !g.Consent {
			add("group.consent", "is required: nothing is published without the group's consent")
		}
		if !g.ConductAccepted {
			add("group.conduct_accepted", "is required: the code of conduct must be accepted")
		}
	}
	slices.SortFunc(wrong, func(a, b registry.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return invalidFields(wrong)
}

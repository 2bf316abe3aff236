package service

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// SubmissionDecision is what a coordinator decides about a submission.
type SubmissionDecision struct {
	Action registry.SubmissionAction // accept, return or reject
	// Moves is how many moves the submission had when it was read: what the group sent since has not been.
	Moves int
	// Message is the question to the group, or the reason; required but for accept. The group reads it.
	Message string
	// Note is for other coordinators; the group does not read it.
	Note string
	// Into is the initiative that an accepted submission tells of, where it is in the registry already; "" makes one of its own.
	Into string
	// Sensitivity is for an accepted submission that is to be withheld more than the group asked for; "" as it asked.
	Sensitivity registry.Sensitivity
}

// DecideSubmission decides about a submission that waits. ENotFound; EForbidden for its group; EInvalid; EConflict where it
// does not wait, or changed since it was read, or where a ruling keeps it apart from the initiative that it is to join.
func (s *Service) DecideSubmission(ctx context.Context, who registry.Audience, id string, decision SubmissionDecision) (*registry.Submission, error) {
	submission, err := s.store.FindSubmission(ctx, id)
	if err != nil {
		return nil, err
	}
	if !decides(who, submission) {
		return nil, registry.Errorf(registry.ENotFound, "no such submission")
	}
	if err := checkDecision(decision, submission); err != nil {
		return nil, err
	}
	before := len(submission.Moves)
	if before != decision.Moves {
		return nil, registry.Errorf(registry.EConflict, "It changed since you read it, and nothing was decided. Read it again.")
	}
	if err := s.move(submission, registry.SubmissionMove{Action: decision.Action, Message: decision.Message, Actor: who.Actor, ActorName: who.Name}, false); err != nil {
		return nil, err
	}
	if decision.Note != "" {
		submission.Notes = append(submission.Notes, registry.VettingNote{Text: decision.Note, Actor: who.Actor, ActorName: who.Name, At: s.now()})
	}
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		if decision.Action == registry.ActionAccept {
			if err := s.publishSubmission(ctx, tx, who, submission, decision); err != nil {
				return err
			}
		}
		return s.putSubmission(ctx, tx, who, submission, before)
	})
	if err != nil {
		return nil, err
	}
	if submission.Initiative != "" {
		s.DetectFirst(submission.Initiative)
	}
	return submission, nil
}

// publishSubmission writes the submission's record, and joins it to the initiative that it tells of.
func (s *Service) publishSubmission(ctx context.Context, tx registry.Tx, who registry.Audience, submission *registry.Submission, decision SubmissionDecision) error {
	key := recordOfSubmission(submission)
	heads, err := tx.RecordHeads(ctx, key.Feed, []string{key.Key})
	if err != nil {
		return err
	}
	head := heads[key.Key]
	r := &registry.Record{ID: head.ID, No: head.No, Initiative: head.Initiative, Feed: key.Feed, Key: key.Key, Version: head.Version + 1,
		Facts: submission.Facts, Raw: submission.Proposal, Retrieved: s.now(),
		Marks: registry.Marks{Sharing: submission.Sharing, Sensitivity: submission.Sensitivity}}
	if r.ID == "" {
		r.ID = submission.ID
		r.Initiative = r.ID
	}
	if decision.Sensitivity != "" {
		r.Marks.Sensitivity = decision.Sensitivity
	}
	if submission.Organisation != "" {
		r.Marks.Owners = []string{submission.Organisation}
	}
	if err := s.putOwn(ctx, tx, r); err != nil {
		return err
	}
	submission.Initiative, submission.Published = r.Initiative, submission.Version
	if decision.Into == "" || decision.Into == r.Initiative {
		return nil
	}
	return s.joinSubmission(ctx, tx, who, submission, decision.Into)
}

// joinSubmission makes the submission's record part of an initiative that is there, as a ruling would.
func (s *Service) joinSubmission(ctx context.Context, tx registry.Tx, who registry.Audience, submission *registry.Submission, into string) error {
	view, err := s.store.FindInitiative(ctx, s.lens(who), into)
	if registry.ErrorCode(err) == registry.ENotFound {
		return invalid("into", "is no initiative that you see")
	}
	if err != nil {
		return err
	}
	members, err := tx.RecordsOf(ctx, []string{view.ID})
	if err != nil {
		return err
	}
	first := slices.MinFunc(members[view.ID], func(a, b registry.Record) int { return strings.Compare(a.ID, b.ID) })
	if err := tx.LockRulings(ctx); err != nil {
		return err
	}
	ruling := &registry.Ruling{ID: newID(), Decision: registry.DecisionSameInitiative, Reason: "submission accepted as part of it",
		Actor: who.Actor, ActorName: who.Name, At: s.now(), A: recordOfSubmission(submission), B: registry.RecordKey{Feed: first.Feed, Key: first.Key}}
	if err := tx.PutRuling(ctx, ruling); err != nil {
		return err
	}
	if err := s.regroupRecords(ctx, tx, ruling.A, ruling.B); err != nil {
		return err
	}
	submission.Initiative, err = s.initiativeOfRecord(ctx, tx, ruling.A)
	return err
}

// maxMessage is how long a message to the group, and a note, may be, in characters.
const maxMessage = 4000

func checkDecision(d SubmissionDecision, submission *registry.Submission) error {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	switch d.Action {
	case registry.ActionAccept:
	case registry.ActionReturn, registry.ActionReject:
		if strings.TrimSpace(d.Message) == "" {
			add("message", "is required: the group is told why")
		}
		if d.Into != "" {
			add("into", "goes with the decision accept only")
		}
		if d.Sensitivity != "" {
			add("sensitivity", "goes with the decision accept only")
		}
	default:
		add("decision", "must be accept, return or reject")
	}
	for field, words := range map[string]string{"message": d.Message, "note": d.Note} {
		if utf8.RuneCountInString(words) > maxMessage {
			add(field, "must have at most 4000 characters")
		}
	}
	mildestFirst := codelist.Sensitivities().Codes()
	if d.Sensitivity != "" && slices.Index(mildestFirst, string(d.Sensitivity)) < slices.Index(mildestFirst, string(submission.Sensitivity)) {
		add("sensitivity", "must be what the group asked for, or stricter")
	}
	slices.SortFunc(wrong, func(a, b registry.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return invalidFields(wrong)
}

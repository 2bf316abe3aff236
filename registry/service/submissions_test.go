package service_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

func proposal(title string) service.SubmissionForm {
	return service.SubmissionForm{
		Draft: service.Draft{Title: registry.Text{"fr": title}, Countries: []string{"ML"}, GoodPractices: []int{7},
			Locations: []registry.Location{{Name: registry.Text{"fr": "Gao"}, Country: "ML", AdminLevel: 1}, {Name: registry.Text{"fr": "Quartier 4"}, Country: "ML", AdminLevel: 3}}},
		Proposal: []byte(`{"title":{"fr":"` + title + `"}}`), Status: registry.StatusImplementation,
		Group: registry.Group{Name: "Association Badenya", Kind: registry.GroupYouth, Country: "ML", Email: "badenya@example.org",
			Consultation: "Trois assemblées", Consent: true, ConductAccepted: true},
	}
}

var (
	sahelDesk = registry.Audience{Actor: "c1", Name: "Sahel desk", Role: registry.RoleCoordinator, Regions: []string{"sahel"}}
	hornDesk  = registry.Audience{Actor: "c2", Role: registry.RoleCoordinator, Regions: []string{"horn-of-africa"}}
	keyless   = registry.Audience{}
)

// TestEveryMoveOfASubmission tries each action in each state: it is done where the table has it, and nowhere else.
func TestEveryMoveOfASubmission(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		type act func(token string, s *registry.Submission) error
		byGroup := map[registry.SubmissionAction]act{
			registry.ActionSave: func(token string, s *registry.Submission) error {
				form := proposal("Encore")
				form.Save = true
				_, err := b.service.CorrectSubmission(t.Context(), keyless, token, s.ID, len(s.Moves), form)
				return err
			},
			registry.ActionSubmit: func(token string, s *registry.Submission) error {
				_, err := b.service.CorrectSubmission(t.Context(), keyless, token, s.ID, len(s.Moves), proposal("Corrigé"))
				return err
			},
			registry.ActionWithdraw: func(token string, s *registry.Submission) error {
				return b.service.WithdrawSubmission(t.Context(), keyless, token, s.ID)
			},
		}
		decides := func(action registry.SubmissionAction) act {
			return func(_ string, s *registry.Submission) error {
				_, err := b.service.DecideSubmission(t.Context(), sahelDesk, s.ID, service.SubmissionDecision{Action: action, Moves: len(s.Moves), Message: messageFor(action)})
				return err
			}
		}
		// The way to each state.
		ways := map[registry.SubmissionState][]registry.SubmissionAction{
			registry.SubmissionDraft: {}, registry.SubmissionWaiting: {registry.ActionSubmit}, registry.SubmissionReturned: {registry.ActionSubmit, registry.ActionReturn},
			registry.SubmissionAccepted: {registry.ActionSubmit, registry.ActionAccept}, registry.SubmissionRejected: {registry.ActionSubmit, registry.ActionReject},
			registry.SubmissionWithdrawn: {registry.ActionWithdraw},
		}
		do := func(action registry.SubmissionAction, isGroups bool) act {
			if isGroups {
				return byGroup[action]
			}
			return decides(action)
		}
		tried := 0
		for _, state := range registry.SubmissionStates() {
			for _, rule := range registry.SubmissionRules() {
				form := proposal("Dialogue à Gao")
				form.Save = true
				made, token, err := b.service.Submit(t.Context(), keyless, form)
				if err != nil {
					t.Fatal(err)
				}
				now := func() *registry.Submission {
					s, err := b.service.FindSubmission(t.Context(), keyless, token, made.ID)
					if err != nil {
						t.Fatal(err)
					}
					return s
				}
				for _, action := range ways[state] {
					if err := do(action, byGroup[action] != nil)(token, now()); err != nil {
						t.Fatalf("on the way to %s: %s: %v", state, action, err)
					}
				}
				before := now()
				if before.State != state {
					t.Fatalf("the way to %s leads to %s", state, before.State)
				}
				err = do(rule.Action, rule.ByGroup)(token, before)
				after := now()
				switch {
				case slices.Contains(rule.From, state):
					if err != nil || after.State != rule.To || len(after.Moves) != len(before.Moves)+1 {
						t.Errorf("%s from %s: %s, %v", rule.Action, state, after.State, err)
					}
				case registry.ErrorCode(err) != registry.EConflict && !(state == registry.SubmissionDraft && registry.ErrorCode(err) == registry.ENotFound),
					after.State != state, len(after.Moves) != len(before.Moves):
					t.Errorf("%s from %s, which the table does not have: %s, %v", rule.Action, state, after.State, err)
				}
				tried++
			}
		}
		if tried < 30 {
			t.Errorf("%d moves tried", tried)
		}
	})
}

func messageFor(action registry.SubmissionAction) string {
	if action == registry.ActionAccept {
		return ""
	}
	return "Dans quels quartiers ?"
}

// TestSubmissionIsPublicAsAccepted: nothing before the acceptance, then the version that was accepted with what is withheld of
// it, whatever the group sends later, until it is withdrawn.
func TestSubmissionIsPublicAsAccepted(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.takes(t, "partner", training("XX-1", "Dialogue of youth and police in Gao", "XM-DAC-1"))
		seen := func() (documents []string) {
			for d, err := range b.service.EachInitiative(t.Context(), keyless, registry.InitiativeFilter{}) {
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(d.JSON), "XX-1") {
					documents = append(documents, string(d.JSON))
				}
			}
			return documents
		}
		made, token, err := b.service.Submit(t.Context(), keyless, proposal("Dialogue à Gao"))
		if err != nil || token == "" || len(seen()) != 0 {
			t.Fatal(err, token, seen())
		}
		for name, who := range map[string]registry.Audience{"public": keyless, "another region": hornDesk, "donor": {Actor: "d", Role: registry.RoleDonor}} {
			for _, wrong := range []string{"", token + "x", strings.ToLower(token), made.ID} {
				if _, err := b.service.FindSubmission(t.Context(), who, wrong, made.ID); registry.ErrorCode(err) != registry.ENotFound {
					t.Errorf("%s with %q reads it: %v", name, wrong, err)
				}
			}
		}
		decide := func(d service.SubmissionDecision) (*registry.Submission, error) {
			s, err := b.service.FindSubmission(t.Context(), sahelDesk, "", made.ID)
			if err != nil {
				t.Fatal(err)
			}
			d.Moves = len(s.Moves)
			return b.service.DecideSubmission(t.Context(), sahelDesk, made.ID, d)
		}
		if _, err := b.service.DecideSubmission(t.Context(), hornDesk, made.ID, service.SubmissionDecision{Action: registry.ActionAccept, Moves: 1}); registry.ErrorCode(err) != registry.ENotFound {
			t.Errorf("another region's coordinator decides: %v", err)
		}
		if _, err := decide(service.SubmissionDecision{Action: registry.ActionReturn, Note: "Known to the embassy."}); registry.ErrorCode(err) != registry.EInvalid {
			t.Errorf("a question without words: %v", err)
		}
		if _, err := decide(service.SubmissionDecision{Action: registry.ActionReturn, Message: "Quels quartiers ?", Note: "Known to the embassy."}); err != nil {
			t.Fatal(err)
		}
		mine, err := b.service.FindSubmission(t.Context(), keyless, token, made.ID)
		shown, _ := json.Marshal(mine)
		if err != nil || mine.State != registry.SubmissionReturned || mine.Moves[1].Message != "Quels quartiers ?" || strings.Contains(string(shown), "embassy") || strings.Contains(string(shown), "Sahel desk") {
			t.Errorf("the group reads %s, %v", shown, err)
		}
		correct := func(title string) {
			s, err := b.service.FindSubmission(t.Context(), keyless, token, made.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.service.CorrectSubmission(t.Context(), keyless, token, made.ID, len(s.Moves), proposal(title)); err != nil {
				t.Fatal(err)
			}
			if _, err := b.service.CorrectSubmission(t.Context(), keyless, token, made.ID, len(s.Moves), proposal(title)); registry.ErrorCode(err) != registry.EConflict {
				t.Errorf("the same correction twice: %v", err)
			}
		}
		correct("Dialogue à Gao, trois quartiers")
		if _, err := b.service.DecideSubmission(t.Context(), sahelDesk, made.ID, service.SubmissionDecision{Action: registry.ActionAccept, Moves: 1}); registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("a decision on what was sent before: %v", err)
		}
		if _, err := decide(service.SubmissionDecision{Action: registry.ActionAccept}); err != nil {
			t.Fatal(err)
		}
		public := seen()
		if len(public) != 1 || !strings.Contains(public[0], "trois quartiers") {
			t.Fatalf("public: %s", public)
		}
		for _, secret := range []string{"Badenya", "Quartier 4", "badenya@example.org", "embassy", "Trois assemblées"} {
			if strings.Contains(public[0], secret) {
				t.Errorf("%s is public: %s", secret, public[0])
			}
		}
		correct("Tout autre chose")
		if got := seen(); len(got) != 1 || got[0] != public[0] {
			t.Errorf("a correction is public before it is accepted: %s", got)
		}
		if s, err := decide(service.SubmissionDecision{Action: registry.ActionReject, Message: "Ce n'est plus le même projet."}); err != nil || s.State != registry.SubmissionAccepted || s.Published != 2 {
			t.Errorf("a rejected correction: %+v, %v", s, err)
		}
		if got := seen(); len(got) != 1 || got[0] != public[0] {
			t.Errorf("a rejected correction is public: %s", got)
		}
		if err := b.service.WithdrawSubmission(t.Context(), keyless, token, made.ID); err != nil || len(seen()) != 0 {
			t.Errorf("withdrawn: %v, %s", err, seen())
		}
		last, err := b.service.FindSubmission(t.Context(), sahelDesk, "", made.ID)
		if err != nil || last.Group.Email != "" {
			t.Errorf("the address is kept: %+v, %v", last.Group, err)
		}
	})
}

// TestSubmissionIntoAnInitiative: accepted as part of one that is there, the two are one and keep their records.
func TestSubmissionIntoAnInitiative(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.takes(t, "partner", training("XX-1", "Dialogue of youth and police in Gao", "XM-DAC-1"))
		list, err := b.service.ListInitiatives(t.Context(), sahelDesk, registry.InitiativeFilter{}, registry.Page{Limit: 5})
		if err != nil || list.Total != 1 {
			t.Fatal(list, err)
		}
		made, token, err := b.service.Submit(t.Context(), keyless, proposal("Dialogue à Gao"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.service.DecideSubmission(t.Context(), sahelDesk, made.ID, service.SubmissionDecision{Action: registry.ActionAccept, Moves: 1, Into: "0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"}); registry.ErrorCode(err) != registry.EInvalid {
			t.Errorf("into nothing: %v", err)
		}
		accepted, err := b.service.DecideSubmission(t.Context(), sahelDesk, made.ID, service.SubmissionDecision{Action: registry.ActionAccept, Moves: 1, Into: list.Items[0].ID})
		if err != nil || accepted.Initiative != list.Items[0].ID || b.total(t, administrator) != 1 {
			t.Fatalf("%+v, %v, %d initiatives", accepted, err, b.total(t, administrator))
		}
		if records, err := b.service.InitiativeRecords(t.Context(), administrator, accepted.Initiative); err != nil || len(records) != 2 {
			t.Errorf("%d records, %v", len(records), err)
		}
		if err := b.service.WithdrawSubmission(t.Context(), keyless, token, made.ID); err != nil || b.total(t, administrator) != 1 {
			t.Errorf("the other's record does not stand alone: %v", err)
		}
	})
}

// TestIncompleteSubmissionIsADraft: what eligibility is decided by must be there, all that is missing is said at once, and as a
// draft it is kept.
func TestIncompleteSubmissionIsADraft(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		form := service.SubmissionForm{Draft: service.Draft{Title: registry.Text{"ar": "حوار في غاو"}}, Proposal: []byte("{}"), Group: registry.Group{Email: "nobody"}}
		_, _, err := b.service.Submit(t.Context(), keyless, form)
		var invalid *registry.Error
		var fields []string
		if errors.As(err, &invalid) {
			for _, f := range invalid.Fields {
				fields = append(fields, f.Field)
			}
		}
		want := []string{"countries", "group.conduct_accepted", "group.consent", "group.consultation", "group.country", "group.email", "group.kind", "group.name"}
		if !slices.Equal(fields, want) {
			t.Errorf("%v, %v", fields, err)
		}
		form.Save, form.Group = true, registry.Group{}
		draft, token, err := b.service.Submit(t.Context(), keyless, form)
		if err != nil || draft.State != registry.SubmissionDraft {
			t.Fatal(draft, err)
		}
		if _, err := b.service.FindSubmission(t.Context(), administrator, "", draft.ID); registry.ErrorCode(err) != registry.ENotFound {
			t.Errorf("an administrator reads a draft: %v", err)
		}
		if list, err := b.service.ListSubmissions(t.Context(), administrator, nil, registry.Page{Limit: 5}); err != nil || list.Total != 0 {
			t.Errorf("drafts are listed: %+v, %v", list, err)
		}
		if _, err := b.service.CorrectSubmission(t.Context(), keyless, token, draft.ID, 1, proposal("Dialogue à Gao")); err != nil {
			t.Error(err)
		}
		if list, err := b.service.ListSubmissions(t.Context(), sahelDesk, nil, registry.Page{Limit: 5}); err != nil || list.Total != 1 || list.Items[0].State != registry.SubmissionWaiting {
			t.Errorf("what waits: %+v, %v", list, err)
		}
	})
}

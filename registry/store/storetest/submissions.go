package storetest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
)

// testSubmissions: they are kept as they are, and of two who change one at the same time the second is told.
func testSubmissions(_ *testing.T, e *env) {
	put := func(s *registry.Submission, before int) error {
		return e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutSubmission(e.ctx, s, before) })
	}
	made := func(n int, state registry.SubmissionState, submitter, organisation string, regions ...string) *registry.Submission {
		at := e.tick()
		s := &registry.Submission{ID: id(n), State: state, Version: 1, Proposal: json.RawMessage(`{"title":{"ar":"حوار"}}`), Language: "ar",
			Facts: registry.Facts{Title: registry.Text{"ar": "حوار"}}, Group: registry.Group{Name: "لجنة", Kind: registry.GroupCommunity, Country: "ML"},
			Submitter: submitter, Organisation: organisation, Regions: regions, CreatedAt: at, UpdatedAt: at,
			Moves: []registry.SubmissionMove{{Action: registry.ActionSubmit, State: state, Version: 1, At: at}}, Notes: []registry.VettingNote{}}
		e.must(put(s, 0))
		return s
	}
	first := made(1, registry.SubmissionWaiting, "", "", "sahel")
	second := made(2, registry.SubmissionDraft, "k1", "o1", "sahel", "horn-of-africa")
	third := made(3, registry.SubmissionWaiting, "k2", "o1", "horn-of-africa")
	e.wants(put(first, 0), registry.EConflict)
	got, err := e.FindSubmission(e.ctx, first.ID)
	e.must(err)
	if diff := cmp.Diff(first, got); diff != "" {
		e.Errorf("submission (-want +got):\n%s", diff)
	}
	for _, nobody := range []string{id(9), "'", ""} {
		_, err = e.FindSubmission(e.ctx, nobody)
		e.wants(err, registry.ENotFound)
	}

	first.UpdatedAt, first.State, first.Regions = e.tick(), registry.SubmissionAccepted, []string{"western-balkans"}
	first.Moves = append(first.Moves, registry.SubmissionMove{Action: registry.ActionAccept, State: first.State, At: e.now()})
	e.must(put(first, 1))
	e.wants(put(first, 1), registry.EConflict)
	e.wants(put(&registry.Submission{ID: id(9), Moves: first.Moves}, 1), registry.EConflict)
	for name, c := range map[string]struct {
		filter registry.SubmissionFilter
		want   []*registry.Submission
	}{
		"all":              {registry.SubmissionFilter{}, []*registry.Submission{second, third, first}},
		"state":            {registry.SubmissionFilter{States: []registry.SubmissionState{registry.SubmissionWaiting}}, []*registry.Submission{third}},
		"region":           {registry.SubmissionFilter{Regions: []string{"sahel", "horn-of-africa"}}, []*registry.Submission{second, third}},
		"region of before": {registry.SubmissionFilter{Regions: []string{"sahel"}}, []*registry.Submission{second}},
		"key":              {registry.SubmissionFilter{Submitter: "k1"}, []*registry.Submission{second}},
		"organisation":     {registry.SubmissionFilter{Submitter: "k9", Organisation: "o1"}, []*registry.Submission{second, third}},
		"keyless":          {registry.SubmissionFilter{Keyless: true}, []*registry.Submission{first}},
		"hostile":          {registry.SubmissionFilter{Regions: []string{"') OR 1=1 --"}}, nil},
	} {
		var listed []*registry.Submission
		for cursor := ""; ; {
			page, next, err := e.ListSubmissions(e.ctx, c.filter, registry.Page{Limit: 1, Cursor: cursor})
			e.must(err)
			listed = append(listed, page...)
			if cursor = next; next == "" {
				break
			}
		}
		if diff := cmp.Diff(c.want, listed); diff != "" {
			e.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if n, err := e.CountSubmissions(e.ctx, c.filter); err != nil || n != len(c.want) {
			e.Errorf("%s: counts %d (%v), want %d", name, n, err, len(c.want))
		}
	}
}

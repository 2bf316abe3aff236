package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// submissionRow is a row of submissions.
type submissionRow struct {
	bun.BaseModel `bun:"table:submissions,alias:s"`

	ID           string `bun:",pk"`
	State        string
	Submitter    string
	Organisation string
	UpdatedAt    int64
	Moves        int    // how many it has had: who changes it has read the last
	Document     string // JSON of the submission
}

func (r *submissionRow) submission() (*registry.Submission, error) {
	s := &registry.Submission{}
	return s, json.Unmarshal([]byte(r.Document), s)
}

// PutSubmission inserts or updates a submission. EConflict where it is not there with as many moves as before.
func (t *tx) PutSubmission(ctx context.Context, submission *registry.Submission, before int) error {
	if err := checkTexts(submission.ID, submission.Submitter, submission.Organisation); err != nil {
		return err
	}
	row := &submissionRow{ID: submission.ID, State: string(submission.State), Submitter: submission.Submitter, Organisation: submission.Organisation,
		UpdatedAt: micros(submission.UpdatedAt), Moves: len(submission.Moves), Document: jsonText(submission)}
	if before == 0 {
		if _, err := t.bun.NewInsert().Model(row).Returning("NULL").Exec(ctx); err != nil {
			return t.store.mapError(err)
		}
	} else {
		result, err := t.bun.NewUpdate().Model(row).WherePK().Where("s.moves = ?", before).Returning("NULL").Exec(ctx)
		if err := t.store.mapError(err); err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return registry.Errorf(registry.EConflict, "Somebody changed it meanwhile; read it again.")
		}
	}
	if _, err := t.exec(ctx, "DELETE FROM submission_regions WHERE submission = ?", submission.ID); err != nil {
		return err
	}
	regions := bulk{table: "submission_regions", columns: []string{"submission", "region"}, suffix: " ON CONFLICT DO NOTHING"}
	for _, region := range submission.Regions {
		regions.add(submission.ID, region)
	}
	return t.insert(ctx, &regions)
}

// FindSubmission is ENotFound.
func (s *Store) FindSubmission(ctx context.Context, id string) (*registry.Submission, error) {
	if err := checkTexts(id); err != nil {
		return nil, err
	}
	found, err := s.submissions(ctx, s.read.NewSelect().Where("s.id = ?", id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such submission")
	}
	return found[0], nil
}

// ListSubmissions gives a page, those that changed longest ago first.
func (s *Store) ListSubmissions(ctx context.Context, filter registry.SubmissionFilter, page registry.Page) ([]*registry.Submission, string, error) {
	after, bound, err := startOf(page, "submissions", filter)
	if err != nil {
		return nil, "", err
	}
	q, err := s.filteredSubmissions(filter)
	if err != nil {
		return nil, "", err
	}
	if after != nil {
		q.Where("(s.updated_at, s.id) > (?, ?)", after.Value, after.ID)
	}
	found, err := s.submissions(ctx, q.Order("s.updated_at", "s.id").Limit(int64(page.Limit)+1))
	if err != nil {
		return nil, "", err
	}
	found, next := cut(found, page, bound, func(last *registry.Submission) cursor { return cursor{Value: micros(last.UpdatedAt), ID: last.ID} })
	return found, next, nil
}

// CountSubmissions is the total of the list.
func (s *Store) CountSubmissions(ctx context.Context, filter registry.SubmissionFilter) (int, error) {
	q, err := s.filteredSubmissions(filter)
	if err != nil {
		return 0, err
	}
	n, err := q.Model((*submissionRow)(nil)).Count(ctx)
	return int(n), s.mapError(err)
}

func (s *Store) filteredSubmissions(filter registry.SubmissionFilter) (*bun.SelectQuery, error) {
	if err := checkTexts(append(slices.Clone(filter.Regions), filter.Submitter, filter.Organisation)...); err != nil {
		return nil, err
	}
	q := s.read.NewSelect()
	if len(filter.States) > 0 {
		q.Where("s.state IN (?)", bun.List(texts(filter.States)))
	}
	if len(filter.Regions) > 0 {
		q.Where("EXISTS (SELECT 1 FROM submission_regions r WHERE r.submission = s.id AND r.region IN (?))", bun.List(filter.Regions))
	}
	switch {
	case filter.Keyless:
		q.Where("s.submitter = ''")
	case filter.Submitter != "" && filter.Organisation != "":
		q.Where("(s.submitter = ? OR s.organisation = ?)", filter.Submitter, filter.Organisation)
	case filter.Submitter != "":
		q.Where("s.submitter = ?", filter.Submitter)
	}
	return q, nil
}

func (s *Store) submissions(ctx context.Context, q *bun.SelectQuery) ([]*registry.Submission, error) {
	return rowsAs(ctx, s, q, (*submissionRow).submission)
}

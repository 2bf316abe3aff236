package store

import (
	"context"
	"encoding/json"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// attemptRow is a row of attempts.
type attemptRow struct {
	bun.BaseModel `bun:"table:attempts,alias:attempts"`

	Caller  string `bun:",pk"`
	Key     string `bun:",pk"`
	Request []byte
	Began   int64
	Done    bool
	Status  int // 0 until the answer is known
	Header  string
	Body    []byte
}

func (r *attemptRow) attempt() (*registry.Attempt, error) {
	a := &registry.Attempt{Caller: r.Caller, Key: r.Key, Began: fromMicros(r.Began), Done: r.Done}
	copy(a.Request[:], r.Request)
	if r.Status == 0 {
		return a, nil
	}
	a.Answer = &registry.Answer{Status: r.Status, Body: r.Body}
	return a, json.Unmarshal([]byte(r.Header), &a.Answer.Header)
}

// BeginAttempt notes an attempt, or gives the one that stands.
func (s *Store) BeginAttempt(ctx context.Context, attempt registry.Attempt) (earlier *registry.Attempt, err error) {
	row := &attemptRow{Caller: attempt.Caller, Key: attempt.Key, Request: attempt.Request[:], Began: micros(attempt.Began), Header: "{}", Body: []byte{}}
	err = s.atomically(ctx, func(t *tx) error {
		earlier = nil
		if err := checkTexts(attempt.Caller, attempt.Key); err != nil {
			return err
		}
		if _, err := t.exec(ctx, "DELETE FROM attempts WHERE began < ?", micros(attempt.Began.Add(-registry.AttemptMemory))); err != nil {
			return err
		}
		result, err := t.bun.NewInsert().Model(row).On("CONFLICT (caller, key) DO UPDATE").
			Set("request = excluded.request, began = excluded.began").
			Where("NOT attempts.done AND attempts.began < ?", micros(attempt.Began.Add(-registry.AttemptLimit))).Returning("NULL").Exec(ctx)
		if err != nil {
			return s.mapError(err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return s.mapError(err)
		}
		var standing attemptRow
		if err := t.bun.NewSelect().Model(&standing).Where("caller = ? AND key = ?", attempt.Caller, attempt.Key).Scan(ctx); err != nil {
			return s.mapError(err)
		}
		earlier, err = standing.attempt()
		return s.mapError(err)
	})
	return earlier, err
}

// markDone notes, in the transaction that does it, that what an attempt is for is done.
func (t *tx) markDone(ctx context.Context) error {
	attempt, ok := registry.AttemptOf(ctx)
	if !ok {
		return nil
	}
	n, err := t.exec(ctx, "UPDATE attempts SET done = ? WHERE caller = ? AND key = ? AND began = ?", true, attempt.Caller, attempt.Key, micros(attempt.Began))
	if err == nil && n == 0 {
		return registry.Errorf(registry.EConflict, "the request took too long, and another was begun in its place")
	}
	return err
}

// AnswerAttempt notes the answer.
func (s *Store) AnswerAttempt(ctx context.Context, attempt registry.Attempt, answer registry.Answer) error {
	return s.atomically(ctx, func(t *tx) error {
		_, err := t.exec(ctx, "UPDATE attempts SET done = ?, status = ?, header = ?, body = ? WHERE caller = ? AND key = ? AND began = ?",
			true, answer.Status, jsonText(answer.Header), answer.Body, attempt.Caller, attempt.Key, micros(attempt.Began))
		return err
	})
}

// ForgetAttempt forgets an attempt that is not done.
func (s *Store) ForgetAttempt(ctx context.Context, attempt registry.Attempt) error {
	return s.atomically(ctx, func(t *tx) error {
		_, err := t.exec(ctx, "DELETE FROM attempts WHERE caller = ? AND key = ? AND began = ? AND NOT done", attempt.Caller, attempt.Key, micros(attempt.Began))
		return err
	})
}

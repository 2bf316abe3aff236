package store

import (
	"context"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// auditRow is a row of audit.
type auditRow struct {
	bun.BaseModel `bun:"table:audit"`

	ID      string `bun:",pk"`
	At      int64
	Actor   string
	Action  string
	Subject string
	Before  []byte
	After   []byte
}

// AddAudit adds to the audit log.
func (t *tx) AddAudit(ctx context.Context, entries ...registry.AuditEntry) error {
	if len(entries) == 0 {
		return nil
	}
	rows := make([]auditRow, len(entries))
	for i, e := range entries {
		rows[i] = auditRow{ID: e.ID, At: micros(e.At), Actor: e.Actor, Action: e.Action, Subject: e.Subject, Before: e.Before, After: e.After}
	}
	_, err := t.bun.NewInsert().Model(&rows).Returning("NULL").Exec(ctx)
	return t.store.mapError(err)
}

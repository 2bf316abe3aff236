package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// AcquireLease takes or prolongs a lease. The holder's own lease keeps its token, also when it has run out and nobody
// took it; otherwise the token grows.
func (s *Store) AcquireLease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (token int64, ok bool, err error) {
	if name == "" || holder == "" {
		return 0, false, registry.Errorf(registry.EInvalid, "a lease needs a name and a holder")
	}
	err = s.atomically(ctx, func(t *tx) error {
		return t.query(ctx, func(rows *sql.Rows) error {
			ok = true
			return rows.Scan(&token)
		}, `INSERT INTO leases (name, holder, token, expires_at) VALUES (?, ?, 1, ?)
			ON CONFLICT (name) DO UPDATE SET
				token = leases.token + CASE WHEN leases.holder = excluded.holder THEN 0 ELSE 1 END,
				holder = excluded.holder, expires_at = excluded.expires_at
			WHERE leases.holder = excluded.holder OR leases.holder = '' OR leases.expires_at <= ?
			RETURNING token`, name, holder, micros(now.Add(ttl)), micros(now))
	})
	return token, ok && err == nil, err
}

// ReleaseLease gives up a lease; nothing happens where the holder has it no more.
func (s *Store) ReleaseLease(ctx context.Context, name, holder string) error {
	return s.atomically(ctx, func(t *tx) error {
		_, err := t.exec(ctx, "UPDATE leases SET holder = '' WHERE name = ? AND holder = ?", name, holder)
		return err
	})
}

// CheckFence is EConflict where the lease is not held under the token. The row stays as it is until the commit, so that
// nobody takes the lease over meanwhile.
func (t *tx) CheckFence(ctx context.Context, lease string, token int64) error {
	held := false
	err := t.query(ctx, func(rows *sql.Rows) error {
		held = true
		var one int
		return rows.Scan(&one)
	}, "SELECT 1 FROM leases WHERE name = ? AND token = ? AND holder <> ''"+t.store.dialect.forShare(), lease, token)
	if err == nil && !held {
		return registry.Errorf(registry.EConflict, "another process does this now")
	}
	return err
}

package store

import (
	"context"
	"crypto/rand"
	"database/sql"
)

// secretSize is how many random bytes a secret has.
const secretSize = 32

// Secret gives the registry's secret of that name, which is made when it is asked for first. All processes have the same.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	secret, err := s.findSecret(ctx, name)
	if err != nil || secret != nil {
		return secret, err
	}
	made := make([]byte, secretSize)
	rand.Read(made) // never fails since Go 1.24
	if err := s.atomically(ctx, func(t *tx) error {
		_, err := t.exec(ctx, "INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, made)
		return err
	}); err != nil {
		return nil, err
	}
	return s.findSecret(ctx, name)
}

func (s *Store) findSecret(ctx context.Context, name string) (secret []byte, err error) {
	err = s.hotQuery(ctx, func(rows *sql.Rows) error { return rows.Scan(&secret) }, "SELECT value FROM secrets WHERE name = ?", name)
	return secret, err
}

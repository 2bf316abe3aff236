package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// keyRow is a row of keys.
type keyRow struct {
	bun.BaseModel `bun:"table:keys"`

	ID                string `bun:",pk"`
	Hash              []byte
	Name              string
	Role              string
	Organisation      string
	Regions           string // JSON
	CreatedAt         int64
	RevokedAt         *int64
	ConductAcceptedAt int64
}

func (r *keyRow) key() (registry.Key, error) {
	k := registry.Key{
		ID: r.ID, Name: r.Name, Role: registry.AccessRole(r.Role), Organisation: r.Organisation,
		CreatedAt: fromMicros(r.CreatedAt), RevokedAt: fromMicrosPointer(r.RevokedAt),
		ConductAcceptedAt: fromMicros(r.ConductAcceptedAt),
	}
	copy(k.Hash[:], r.Hash)
	return k, json.Unmarshal([]byte(r.Regions), &k.Regions)
}

// CreateKey stores a key. EConflict where the id or the hash is there.
func (s *Store) CreateKey(ctx context.Context, key *registry.Key, audit registry.AuditEntry) error {
	row := &keyRow{
		ID: key.ID, Hash: key.Hash[:], Name: key.Name, Role: string(key.Role), Organisation: key.Organisation,
		Regions: jsonText(key.Regions), CreatedAt: micros(key.CreatedAt), RevokedAt: microsPointer(key.RevokedAt),
		ConductAcceptedAt: micros(key.ConductAcceptedAt),
	}
	return s.atomically(ctx, func(t *tx) error {
		if _, err := t.bun.NewInsert().Model(row).Returning("NULL").Exec(ctx); err != nil {
			return s.mapError(err)
		}
		return t.AddAudit(ctx, audit)
	})
}

// RevokeKey revokes a key; one that is revoked already keeps its time. ENotFound.
func (s *Store) RevokeKey(ctx context.Context, id string, at time.Time, audit registry.AuditEntry) error {
	return s.atomically(ctx, func(t *tx) error {
		result, err := t.bun.NewUpdate().Model((*keyRow)(nil)).Set("revoked_at = COALESCE(revoked_at, ?)", micros(at)).
			Where("id = ?", id).Returning("NULL").Exec(ctx)
		if err != nil {
			return s.mapError(err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return registry.Errorf(registry.ENotFound, "no such key")
		}
		return t.AddAudit(ctx, audit)
	})
}

// FindKeyByHash is ENotFound; revoked keys are found.
func (s *Store) FindKeyByHash(ctx context.Context, hash [32]byte) (*registry.Key, error) {
	keys, err := rowsAs(ctx, s, s.read.NewSelect().Where("hash = ?", hash[:]), (*keyRow).key)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such key")
	}
	return &keys[0], nil
}

// ListKeys gives all keys, oldest first.
func (s *Store) ListKeys(ctx context.Context) ([]registry.Key, error) {
	return rowsAs(ctx, s, s.read.NewSelect().Order("created_at", "id"), (*keyRow).key)
}

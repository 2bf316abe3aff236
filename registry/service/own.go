package service

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

// Records that no feed brings: what donors plan and groups submit.

// putOwn writes a version of such a record and the views of its initiative. EConflict where another version of it has come
// meanwhile.
func (s *Service) putOwn(ctx context.Context, tx registry.Tx, r *registry.Record) error {
	_, r.Hash = registry.Content{Facts: r.Facts, Marks: r.Marks}.Encode()
	heads, err := tx.RecordHeads(ctx, r.Feed, []string{r.Key})
	if err != nil {
		return err
	}
	if heads[r.Key].Version != r.Version-1 {
		return registry.Errorf(registry.EConflict, "Somebody changed it meanwhile; read it again.")
	}
	if err := s.resolveOrganisations(ctx, tx, []*registry.Record{r}); err != nil {
		return err
	}
	if err := putRecords(ctx, tx, []*registry.Record{r}); err != nil {
		return err
	}
	members, err := tx.RecordsOf(ctx, []string{r.Initiative})
	if err != nil {
		return err
	}
	members[r.Initiative] = replaceRecord(members[r.Initiative], *r)
	return s.putViews(ctx, tx, members)
}

// withdrawOwn takes such a record back: it is kept, and shown to nobody.
func (s *Service) withdrawOwn(ctx context.Context, tx registry.Tx, key registry.RecordKey, initiative string) error {
	if err := tx.SetWithdrawn(ctx, key.Feed, []string{key.Key}, true); err != nil {
		return err
	}
	members, err := tx.RecordsOf(ctx, []string{initiative})
	if err != nil {
		return err
	}
	return s.putViews(ctx, tx, members)
}

func (s *Service) putViews(ctx context.Context, tx registry.Tx, members map[string][]registry.Record) error {
	writes, err := s.viewsOf(members)
	if err != nil {
		return err
	}
	return tx.PutInitiatives(ctx, writes)
}

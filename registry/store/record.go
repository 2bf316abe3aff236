package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// RecordHeads finds those of a feed's records that exist.
func (t *tx) RecordHeads(ctx context.Context, feed string, keys []string) (map[string]registry.RecordHead, error) {
	return t.store.recordHeads(t.query, ctx, feed, keys)
}

// RecordHeads finds those of a feed's records that exist.
func (s *Store) RecordHeads(ctx context.Context, feed string, keys []string) (map[string]registry.RecordHead, error) {
	return s.recordHeads(s.hotQuery, ctx, feed, keys)
}

// queryFunc is query of a transaction, or hotQuery of the store.
type queryFunc func(ctx context.Context, scan func(rows *sql.Rows) error, query string, args ...any) error

func (s *Store) recordHeads(query queryFunc, ctx context.Context, feed string, keys []string) (map[string]registry.RecordHead, error) {
	heads := make(map[string]registry.RecordHead, len(keys))
	in, arg := s.dialect.inTexts(keys)
	err := query(ctx, func(rows *sql.Rows) error {
		var key string
		var h registry.RecordHead
		var hash []byte
		if err := rows.Scan(&key, &h.ID, &h.No, &h.Initiative, &h.Version, &hash, &h.Withdrawn); err != nil {
			return err
		}
		copy(h.Hash[:], hash)
		heads[key] = h
		return nil
	}, "SELECT key, id, no, initiative, version, hash, withdrawn FROM records WHERE feed = ? AND key "+in, feed, arg)
	return heads, err
}

// PutRecords writes a new version of each record.
func (t *tx) PutRecords(ctx context.Context, records []*registry.Record) error {
	heads := bulk{table: "records", columns: []string{"no", "id", "feed", "key", "initiative", "version", "hash", "withdrawn"}}
	versions := bulk{table: "record_versions", columns: []string{"record", "version", "hash", "body", "raw"}}
	figures := figuresRows()
	standing := map[string]int{}
	var fresh []*registry.Record
	withdrawn, err := t.withdrawn(ctx, records)
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.No == 0 {
			fresh = append(fresh, r)
			continue
		}
		was, exists := withdrawn[r.No]
		if !exists {
			return registry.Errorf(registry.ENotFound, "no such record")
		}
		_, err := t.exec(ctx, "UPDATE records SET initiative = ?, version = ?, hash = ?, withdrawn = ? WHERE no = ?",
			r.Initiative, r.Version, r.Hash[:], r.Withdrawn, r.No)
		if err != nil {
			return err
		}
		standing[r.Feed] += standingChange(was, r.Withdrawn)
	}
	if len(fresh) > 0 {
		numbers, err := t.store.dialect.takeNumbers(ctx, t.store, t, "record_no", len(fresh))
		if err != nil {
			return err
		}
		for i, r := range fresh {
			r.No = numbers[i]
			heads.add(r.No, r.ID, r.Feed, r.Key, r.Initiative, r.Version, r.Hash[:], r.Withdrawn)
			standing[r.Feed] += standingChange(true, r.Withdrawn)
		}
	}
	for _, r := range records {
		packed := r.Packed
		if packed == nil {
			if packed, err = pack(r); err != nil {
				return err
			}
		}
		versions.add(r.No, r.Version, r.Hash[:], packed.Body, packed.Raw)
		addFigures(&figures, r)
	}
	if err := t.insert(ctx, &heads); err != nil {
		return err
	}
	for _, rows := range []*bulk{&versions, &figures} {
		if err := t.insert(ctx, rows); err != nil {
			return err
		}
	}
	return t.countStanding(ctx, standing)
}

// PackRecord makes what PutRecords writes of the record.
func (s *Store) PackRecord(r *registry.Record) (err error) {
	r.Packed, err = pack(r)
	return err
}

func pack(r *registry.Record) (*registry.Packed, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, registry.WrapError(registry.EInvalid, err, "the facts of a record cannot be written as JSON")
	}
	return &registry.Packed{Body: compress(body), Raw: compress(r.Raw)}, nil
}

// withdrawn says of those records that exist whether they are withdrawn.
func (t *tx) withdrawn(ctx context.Context, records []*registry.Record) (map[uint32]bool, error) {
	var numbers []uint32
	for _, r := range records {
		if r.No != 0 {
			numbers = append(numbers, r.No)
		}
	}
	found := make(map[uint32]bool, len(numbers))
	if len(numbers) == 0 {
		return found, nil
	}
	in, arg := t.store.dialect.inNumbers(numbers)
	err := t.query(ctx, func(rows *sql.Rows) error {
		var no uint32
		var is bool
		err := rows.Scan(&no, &is)
		found[no] = is
		return err
	}, "SELECT no, withdrawn FROM records WHERE no "+in, arg)
	return found, err
}

// standingChange is by how much the number of standing records changes.
func standingChange(was, is bool) int {
	switch {
	case was && !is:
		return 1
	case !was && is:
		return -1
	}
	return 0
}

// countStanding keeps the number of each feed's standing records.
func (t *tx) countStanding(ctx context.Context, changes map[string]int) error {
	for _, feed := range slices.Sorted(maps.Keys(changes)) {
		if changes[feed] == 0 {
			continue
		}
		_, err := t.exec(ctx, `INSERT INTO feed_records (feed, records) VALUES (?, ?)
			ON CONFLICT (feed) DO UPDATE SET records = feed_records.records + excluded.records`, feed, changes[feed])
		if err != nil {
			return err
		}
	}
	return nil
}

// SetWithdrawn marks records as gone from their source or back again.
func (t *tx) SetWithdrawn(ctx context.Context, feed string, keys []string, withdrawn bool) error {
	in, arg := t.store.dialect.inTexts(keys)
	n, err := t.exec(ctx, "UPDATE records SET withdrawn = ? WHERE feed = ? AND withdrawn <> ? AND key "+in,
		withdrawn, feed, withdrawn, arg)
	if err != nil {
		return err
	}
	return t.countStanding(ctx, map[string]int{feed: int(n) * standingChange(!withdrawn, withdrawn)})
}

// MoveRecords makes records part of another initiative.
func (t *tx) MoveRecords(ctx context.Context, keys []registry.RecordKey, initiative string) error {
	byFeed := map[string][]string{}
	for _, k := range keys {
		byFeed[k.Feed] = append(byFeed[k.Feed], k.Key)
	}
	for _, feed := range slices.Sorted(maps.Keys(byFeed)) {
		in, arg := t.store.dialect.inTexts(byFeed[feed])
		if _, err := t.exec(ctx, "UPDATE records SET initiative = ? WHERE feed = ? AND key "+in, initiative, feed, arg); err != nil {
			return err
		}
	}
	return nil
}

// recordSelect reads what scanRecord takes.
const recordSelect = "SELECT r.no, r.initiative, r.withdrawn, v.version, v.hash, v.body FROM records r JOIN record_versions v ON v.record = r.no"

// scanRecord reads a version of a record. Where it belongs and whether it is withdrawn is as of now, also for old
// versions.
func scanRecord(rows *sql.Rows) (registry.Record, error) {
	var r registry.Record
	var no uint32
	var initiative string
	var withdrawn bool
	var version int
	var hash []byte
	var body sql.RawBytes
	if err := rows.Scan(&no, &initiative, &withdrawn, &version, &hash, &body); err != nil {
		return r, err
	}
	plain, err := decompress(body)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(plain, &r); err != nil {
		return r, err
	}
	r.No, r.Initiative, r.Withdrawn, r.Version = no, initiative, withdrawn, version
	copy(r.Hash[:], hash)
	return r, nil
}

// RecordsOf loads the current versions of all records of initiatives.
func (t *tx) RecordsOf(ctx context.Context, initiatives []string) (map[string][]registry.Record, error) {
	return t.store.recordsOf(ctx, t, initiatives)
}

func (s *Store) recordsOf(ctx context.Context, q querier, initiatives []string) (map[string][]registry.Record, error) {
	found := make(map[string][]registry.Record, len(initiatives))
	in, arg := s.dialect.inTexts(initiatives)
	err := s.query(ctx, q, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		found[r.Initiative] = append(found[r.Initiative], r)
		return err
	}, recordSelect+" AND v.version = r.version WHERE r.initiative "+in+" ORDER BY r.no", arg)
	return found, err
}

// VersionsOf loads all versions of all records of initiatives.
func (t *tx) VersionsOf(ctx context.Context, initiatives []string) (map[string][]registry.Record, error) {
	found := make(map[string][]registry.Record, len(initiatives))
	in, arg := t.store.dialect.inTexts(initiatives)
	held := func(rows *sql.Rows) error {
		var no uint32
		return rows.Scan(&no)
	}
	err := t.query(ctx, held, "SELECT no FROM initiatives WHERE id "+in+" ORDER BY no"+t.store.dialect.forUpdate(), arg)
	if err != nil {
		return nil, err
	}
	err = t.query(ctx, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		found[r.Initiative] = append(found[r.Initiative], r)
		return err
	}, recordSelect+" WHERE r.initiative "+in+" ORDER BY r.no, v.version", arg)
	return found, err
}

// Records gives the current versions of the records of an initiative.
func (s *Store) Records(ctx context.Context, initiative string) ([]registry.Record, error) {
	found, err := s.recordsOf(ctx, s.read.DB, []string{initiative})
	if err == nil && len(found) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such initiative")
	}
	return found[initiative], err
}

// RecordsNumbered gives the current versions of the records with these numbers.
func (s *Store) RecordsNumbered(ctx context.Context, numbers []uint32) ([]registry.Record, error) {
	var found []registry.Record
	in, arg := s.dialect.inNumbers(numbers)
	err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		found = append(found, r)
		return err
	}, recordSelect+" AND v.version = r.version WHERE r.no "+in+" ORDER BY r.no", arg)
	return found, err
}

// RecordVersions gives all versions of the initiative's records, newest first.
func (s *Store) RecordVersions(ctx context.Context, initiative string) ([]registry.Record, error) {
	var found []registry.Record
	err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		found = append(found, r)
		return err
	}, recordSelect+" WHERE r.initiative = ?", initiative)
	if err == nil && len(found) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such initiative")
	}
	slices.SortFunc(found, func(a, b registry.Record) int {
		if c := b.Retrieved.Compare(a.Retrieved); c != 0 {
			return c
		}
		if a.No != b.No {
			return int(int64(a.No) - int64(b.No))
		}
		return b.Version - a.Version
	})
	return found, err
}

// RecordRaw gives the source's bytes of one version.
func (s *Store) RecordRaw(ctx context.Context, record string, version int) ([]byte, error) {
	var raw []byte
	found := false
	err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&raw)
	}, "SELECT v.raw FROM records r JOIN record_versions v ON v.record = r.no WHERE r.id = ? AND v.version = ?", record, version)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, registry.Errorf(registry.ENotFound, "no such version of a record")
	}
	return decompress(raw)
}

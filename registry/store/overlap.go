package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// overlapRow is a row of initiative_overlaps.
type overlapRow struct {
	bun.BaseModel `bun:"table:initiative_overlaps,alias:o"`

	ID       string `bun:",pk"`
	Low      string // the two initiatives, in the order of their ids
	High     string
	Kind     string
	Level    string
	Status   string
	Score    float64
	Model    string
	Scopes   string // JSON
	Document []byte // JSON of the overlap, zstd
}

func newOverlapRow(o *registry.Overlap) (overlapRow, error) {
	document, err := json.Marshal(o)
	if err != nil {
		return overlapRow{}, registry.WrapError(registry.EInvalid, err, "an overlap cannot be written as JSON")
	}
	low, high := sidesInOrder(o.A.Initiative, o.B.Initiative)
	return overlapRow{
		ID: o.ID, Low: low, High: high, Kind: string(o.Kind), Level: string(o.Level), Status: string(o.Status), Score: o.Score,
		Model: o.Model, Scopes: scopesText(o.Visible), Document: compress(document),
	}, nil
}

func (r *overlapRow) overlap() (*registry.Overlap, error) {
	document, err := decompress(r.Document)
	if err != nil {
		return nil, err
	}
	o := &registry.Overlap{}
	if err := json.Unmarshal(document, o); err != nil {
		return nil, err
	}
	o.Model = r.Model
	return o, json.Unmarshal([]byte(r.Scopes), &o.Visible)
}

func sidesInOrder(a, b string) (low, high string) { return min(a, b), max(a, b) }

// overlapsASlice is how many overlaps are read or written at a time.
const overlapsASlice = 250

// PutOverlaps inserts or updates by id. EConflict where another overlap has the pair.
func (t *tx) PutOverlaps(ctx context.Context, overlaps []*registry.Overlap) error {
	for part := range slices.Chunk(overlaps, overlapsASlice) {
		rows := bulk{
			table:   "initiative_overlaps",
			columns: []string{"id", "low", "high", "kind", "level", "status", "score", "model", "scopes", "document"},
			suffix: ` ON CONFLICT (id) DO UPDATE SET low = EXCLUDED.low, high = EXCLUDED.high, kind = EXCLUDED.kind,
				level = EXCLUDED.level, status = EXCLUDED.status, score = EXCLUDED.score, model = EXCLUDED.model,
				scopes = EXCLUDED.scopes, document = EXCLUDED.document`,
		}
		for _, o := range part {
			r, err := newOverlapRow(o)
			if err != nil {
				return err
			}
			rows.add(r.ID, r.Low, r.High, r.Kind, r.Level, r.Status, r.Score, r.Model, r.Scopes, r.Document)
		}
		if err := t.insert(ctx, &rows); err != nil {
			return err
		}
		if err := t.indexOverlaps(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// FindOverlapsOf loads the overlaps, retracted ones too, of which a side is one of the initiatives.
func (t *tx) FindOverlapsOf(ctx context.Context, initiatives ...string) ([]*registry.Overlap, error) {
	if len(initiatives) == 0 {
		return nil, nil
	}
	in, arg := t.store.dialect.inTexts(initiatives)
	return t.held(ctx, "o.low "+in+" OR o.high "+in+" ORDER BY o.id", arg, arg)
}

// held loads rows that no other transaction changes until the commit: a detection must not write over a ruling that was
// made after it read the flag.
func (t *tx) held(ctx context.Context, where string, args ...any) ([]*registry.Overlap, error) {
	var found []*registry.Overlap
	err := t.query(ctx, func(rows *sql.Rows) error {
		var r overlapRow
		if err := rows.Scan(&r.Model, &r.Scopes, &r.Document); err != nil {
			return err
		}
		o, err := r.overlap()
		found = append(found, o)
		return err
	}, "SELECT o.model, o.scopes, o.document FROM initiative_overlaps o WHERE "+where+t.store.dialect.forUpdate(), args...)
	return found, err
}

// FindOverlapsByPair loads the overlaps of pairs, the lesser id first, retracted ones too.
func (t *tx) FindOverlapsByPair(ctx context.Context, pairs [][2]string) (map[[2]string]*registry.Overlap, error) {
	found := make(map[[2]string]*registry.Overlap, len(pairs))
	for part := range slices.Chunk(pairs, overlapsASlice) {
		in, args := t.store.dialect.inPairs(part)
		overlaps, err := t.held(ctx, "(o.low, o.high) "+in, args...)
		if err != nil {
			return nil, err
		}
		for _, o := range overlaps {
			low, high := sidesInOrder(o.A.Initiative, o.B.Initiative)
			found[[2]string{low, high}] = o
		}
	}
	return found, nil
}

func (s *Store) overlaps(ctx context.Context, q *bun.SelectQuery) ([]*registry.Overlap, error) {
	return rowsAs(ctx, s, q, (*overlapRow).overlap)
}

// visibleOverlaps selects those that the lens shows.
func (s *Store) visibleOverlaps(lens registry.Lens) *bun.SelectQuery {
	condition, args := s.overlapCondition(lens)
	return s.read.NewSelect().Where(condition, args...)
}

// FindOverlap is ENotFound.
func (s *Store) FindOverlap(ctx context.Context, lens registry.Lens, id string) (*registry.Overlap, error) {
	if err := checkTexts(id); err != nil {
		return nil, err
	}
	found, err := s.overlaps(ctx, s.visibleOverlaps(lens).Where("o.id = ?", id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such overlap")
	}
	return found[0], nil
}

// filteredOverlaps selects those of the lens that the filter leaves.
func (s *Store) filteredOverlaps(lens registry.Lens, f *registry.OverlapFilter) *bun.SelectQuery {
	q := s.visibleOverlaps(lens)
	if len(f.Statuses) > 0 {
		q.Where("o.status IN (?)", bun.List(texts(f.Statuses)))
	} else {
		q.Where("o.status <> ?", string(registry.OverlapRetracted))
	}
	if len(f.Kinds) > 0 {
		q.Where("o.kind IN (?)", bun.List(texts(f.Kinds)))
	} else {
		q.Where("o.kind <> ?", string(registry.OverlapRelated)) // no flag: listed only when asked for
	}
	if len(f.Decisions) > 0 {
		q.Where("o.id IN (SELECT d.overlap FROM overlap_decisions d WHERE d.decision IN (?))", bun.List(texts(f.Decisions)))
	}
	if f.Undecided {
		q.Where("(o.status IN ('open', 'reopened') OR o.id IN (SELECT d.overlap FROM overlap_decisions d WHERE d.decision = 'needs-discussion'))")
	}
	if len(f.Levels) > 0 {
		q.Where("o.level IN (?)", bun.List(texts(f.Levels)))
	}
	if f.MinScore > 0 {
		q.Where("o.score >= ?", f.MinScore)
	}
	if f.Initiative != "" {
		q.Where("(o.low = ? OR o.high = ?)", f.Initiative, f.Initiative)
	}
	practices := make([]string, len(f.GoodPractices))
	for i, n := range f.GoodPractices {
		practices[i] = itoa(n)
	}
	for _, c := range []struct {
		field  field
		values []string
	}{{fieldRegion, f.Regions}, {fieldCountry, f.Countries}, {fieldPractice, practices}, {fieldDonor, f.Donors}} {
		if len(c.values) > 0 {
			q.Where("EXISTS (SELECT 1 FROM overlap_terms t WHERE t.overlap = o.id AND t.field = ? AND t.value IN (?))",
				int(c.field), bun.List(c.values))
		}
	}
	return q
}

// overlapTexts are the texts of a filter.
func overlapTexts(f *registry.OverlapFilter) []string {
	return slices.Concat(f.Regions, f.Countries, f.Donors, []string{f.Initiative}, texts(f.Kinds), texts(f.Levels), texts(f.Statuses), texts(f.Decisions))
}

// ListOverlaps gives a page, highest score first.
func (s *Store) ListOverlaps(ctx context.Context, lens registry.Lens, filter registry.OverlapFilter, page registry.Page) ([]*registry.Overlap, string, error) {
	if err := checkTexts(overlapTexts(&filter)...); err != nil {
		return nil, "", err
	}
	after, bound, err := startOf(page, "overlaps", filter)
	if err != nil {
		return nil, "", err
	}
	q := s.filteredOverlaps(lens, &filter)
	if after != nil {
		q.Where("(o.score, o.id) < (?, ?)", after.Rank, after.ID)
	}
	found, err := s.overlaps(ctx, q.Order("o.score DESC", "o.id DESC").Limit(int64(page.Limit)+1))
	if err != nil {
		return nil, "", err
	}
	found, next := cut(found, page, bound, func(last *registry.Overlap) cursor { return cursor{Rank: last.Score, ID: last.ID} })
	return found, next, nil
}

// CountOverlaps is the total of the list.
func (s *Store) CountOverlaps(ctx context.Context, lens registry.Lens, filter registry.OverlapFilter) (int, error) {
	if err := checkTexts(overlapTexts(&filter)...); err != nil {
		return 0, err
	}
	n, err := s.filteredOverlaps(lens, &filter).Model((*overlapRow)(nil)).Count(ctx)
	return int(n), s.mapError(err)
}

// EachOverlap walks the list a page at a time.
func (s *Store) EachOverlap(ctx context.Context, lens registry.Lens, filter registry.OverlapFilter) iter.Seq2[*registry.Overlap, error] {
	return eachPage(func(cursor string) ([]*registry.Overlap, string, error) {
		return s.ListOverlaps(ctx, lens, filter, registry.Page{Limit: 200, Cursor: cursor})
	})
}

// OpenOverlapPairs gives the id of every overlap that is not retracted by its pair, the lower initiative id first.
func (s *Store) OpenOverlapPairs(ctx context.Context) (map[[2]string]string, error) {
	var rows []overlapRow
	err := s.read.NewSelect().Model(&rows).Column("id", "low", "high").Where("status <> ?", string(registry.OverlapRetracted)).Scan(ctx)
	if err != nil {
		return nil, s.mapError(err)
	}
	pairs := make(map[[2]string]string, len(rows))
	for _, r := range rows {
		pairs[[2]string{r.Low, r.High}] = r.ID
	}
	return pairs, nil
}

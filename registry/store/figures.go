package store

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// figuresARound is how many figures are read at a time.
const figuresARound = 2000

// EachFigures walks the figures of what answers the filter now, by the numbers of the views.
func (s *Store) EachFigures(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter) iter.Seq2[registry.ViewFigures, error] {
	return eachPart(func(yield func([]registry.ViewFigures, error) bool) {
		x, err := s.selection(ctx, lens, &filter)
		var views []uint32
		if err == nil {
			err = s.withSelection(ctx, x, func(c *columns.Columns) { views = c.Select(&x.query).ToArray() })
		}
		if err != nil {
			yield(nil, err)
			return
		}
		for part := range slices.Chunk(views, figuresARound) {
			if figures, err := s.figuresOf(ctx, lens, part); !yield(figures, err) || err != nil {
				return
			}
		}
	})
}

// figuresOf reads the figures of views, which are sorted, as far as the lens still selects them.
func (s *Store) figuresOf(ctx context.Context, lens registry.Lens, views []uint32) ([]registry.ViewFigures, error) {
	found := make([]registry.ViewFigures, 0, len(views))
	var missing []uint32
	in, arg := s.dialect.inNumbers(views)
	args := []any{arg}
	if first, last := views[0], views[len(views)-1]; int(last-first) < 4*len(views) { // to walk the few between costs less
		in, args = "BETWEEN ? AND ?", []any{first, last}
	}
	seen, lensArgs := lensCondition(lens, "f", "view")
	rest := views
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var view uint32
		var figures sql.RawBytes
		if err := rows.Scan(&view, &figures); err != nil {
			return err
		}
		for len(rest) > 0 && rest[0] < view {
			missing, rest = append(missing, rest[0]), rest[1:]
		}
		if len(rest) > 0 && rest[0] == view {
			found, rest = append(found, registry.ViewFigures{Figures: string(figures)}), rest[1:]
		}
		return nil
	}, "SELECT f.view, f.figures FROM view_figures f WHERE f.view "+in+" AND f.making = "+itoa(registry.Making)+" AND "+seen+" ORDER BY f.view",
		append(args, lensArgs...)...)
	missing = append(missing, rest...)
	if err != nil || len(missing) == 0 {
		return found, err
	}
	for part := range slices.Chunk(missing, recordsARound) {
		keys := make([]columns.Key, len(part))
		for i, view := range part {
			keys[i].View = view
		}
		documents, err := s.fetch(ctx, lens, keys)
		if err != nil {
			return nil, err
		}
		for _, d := range documents {
			found = append(found, registry.ViewFigures{Document: d.document.JSON})
		}
	}
	return found, nil
}

// OutdatedInitiatives gives some of those whose figures are to be made again.
func (s *Store) OutdatedInitiatives(ctx context.Context, cursor string, limit int) (ids []string, next string, err error) {
	after := uint64(0)
	if cursor != "" {
		if after, err = strconv.ParseUint(cursor, 10, 32); err != nil {
			return nil, "", errCursor()
		}
	}
	last := uint32(0)
	// The inner part reads an index of the views and no document.
	err = s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&last, &id)
		ids = append(ids, id)
		return err
	}, `SELECT i.no, i.id FROM initiatives i WHERE i.no IN (
			SELECT v.initiative FROM views v LEFT JOIN view_figures f ON f.view = v.no AND f.making = `+itoa(registry.Making)+`
			WHERE v.initiative > ? AND f.view IS NULL ORDER BY v.initiative LIMIT `+itoa(limit)+`)
		ORDER BY i.no`, after)
	if last > 0 {
		next = strconv.FormatUint(uint64(last), 10)
	}
	return ids, next, err
}

// figuresRows are the rows of record_figures of some versions.
func figuresRows() bulk {
	return bulk{table: "record_figures", columns: []string{"record", "version", "retrieved_at", "making", "figures"},
		suffix: " ON CONFLICT (record, version) DO UPDATE SET retrieved_at = EXCLUDED.retrieved_at, making = EXCLUDED.making, figures = EXCLUDED.figures"}
}

func addFigures(rows *bulk, r *registry.Record) {
	if r.Figures != nil {
		rows.add(r.No, r.Version, micros(r.Retrieved), registry.Making, r.Figures)
	}
}

// PutFigures writes the figures of versions of records that are there.
func (t *tx) PutFigures(ctx context.Context, versions []registry.Record) error {
	rows := figuresRows()
	for i := range versions {
		addFigures(&rows, &versions[i])
	}
	return t.insert(ctx, &rows)
}

// recordsARound bounds how many documents are read at a time for want of figures.
const recordsARound = 250

// RecordsAt walks the figures of all records by their numbers.
func (s *Store) RecordsAt(ctx context.Context, at time.Time) iter.Seq2[registry.RecordAt, error] {
	return eachPart(func(yield func([]registry.RecordAt, error) bool) {
		last := uint32(0)
		err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error { return rows.Scan(&last) }, "SELECT COALESCE(MAX(no), 0) FROM records")
		if err != nil {
			yield(nil, err)
			return
		}
		for from := uint32(0); from < last; from += figuresARound {
			records, err := s.recordsAt(ctx, at, from, from+figuresARound)
			known := slices.DeleteFunc(records, func(r registry.RecordAt) bool { return r.Then.Version == 0 })
			if !yield(known, err) || err != nil {
				return
			}
		}
	})
}

// recordsAt reads the records with numbers above from up to to.
func (s *Store) recordsAt(ctx context.Context, at time.Time, from, to uint32) (found []registry.RecordAt, err error) {
	var missing []uint32
	until := micros(at)
	current, first := 0, false // the current version of the last record, and whether the first one has figures
	numbers := []uint32{}
	complete := func() {
		if n := len(found) - 1; n >= 0 && (!first || found[n].Now.Version != current) {
			missing = append(missing, numbers[n])
		}
	}
	err = s.hotQuery(ctx, func(rows *sql.Rows) error {
		var no uint32
		var r registry.RecordAt
		var version, retrieved sql.NullInt64
		var figures sql.RawBytes
		var currently int
		if err := rows.Scan(&no, &r.ID, &r.Feed, &r.Key, &r.Withdrawn, &currently, &version, &retrieved, &figures); err != nil {
			return err
		}
		if n := len(numbers); n == 0 || numbers[n-1] != no {
			complete()
			found, numbers = append(found, r), append(numbers, no)
			current, first = currently, false
		}
		if !version.Valid {
			return nil
		}
		of := &found[len(found)-1]
		f := registry.RecordFigures{Version: int(version.Int64), Retrieved: fromMicros(retrieved.Int64), Figures: string(figures)}
		first = first || f.Version == 1
		of.Now = f // versions come in order
		if retrieved.Int64 <= until {
			of.Then = f
		}
		return nil
	}, `SELECT r.no, r.id, r.feed, r.key, r.withdrawn, r.version, f.version, f.retrieved_at, f.figures
		FROM records r LEFT JOIN record_figures f ON f.record = r.no AND f.making = `+itoa(registry.Making)+`
			AND (f.version = 1 OR f.version = r.version OR f.retrieved_at <= ?)
		WHERE r.no > ? AND r.no <= ? ORDER BY r.no, f.version`, until, from, to)
	if err != nil {
		return nil, err
	}
	complete()
	return found, s.wholeRecordsAt(ctx, at, missing, func(no uint32) *registry.RecordAt {
		n, _ := slices.BinarySearch(numbers, no)
		return &found[n]
	})
}

// wholeRecordsAt reads records of which figures are missing. Who writes a version writes its figures, and who makes those of
// a record again makes those of all its versions: where the first has some, all have.
func (s *Store) wholeRecordsAt(ctx context.Context, at time.Time, numbers []uint32, of func(no uint32) *registry.RecordAt) error {
	for part := range slices.Chunk(numbers, recordsARound) {
		for _, no := range part {
			of(no).Then, of(no).Now = registry.RecordFigures{}, registry.RecordFigures{}
		}
		in, arg := s.dialect.inNumbers(part)
		err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
			r, err := scanRecord(rows)
			if err != nil {
				return err
			}
			f := registry.RecordFigures{Version: r.Version, Retrieved: r.Retrieved, Record: &r}
			if of(r.No).Now = f; !r.Retrieved.After(at) {
				of(r.No).Then = f
			}
			return nil
		}, recordSelect+" WHERE r.no "+in+" ORDER BY r.no, v.version", arg)
		if err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// tx is a write transaction.
type tx struct {
	store   *Store
	bun     bun.Tx
	sql     *sql.Tx
	now     int64 // microseconds, whole milliseconds: documents show no more
	changes changes
	terms   map[termKey]uint32 // numbered in this transaction; nobody else knows them before the commit
}

var _ registry.Tx = (*tx)(nil)

// Write runs fn in a transaction and commits it if fn returns nil.
func (s *Store) Write(ctx context.Context, fn func(tx registry.Tx) error) error {
	leave, err := s.queue.enter(ctx)
	if err != nil {
		return s.mapError(err)
	}
	defer leave()
	if err := s.writing.prepareWanted(ctx); err != nil {
		return s.mapError(err)
	}
	b, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.mapError(err)
	}
	defer func() { _ = b.Rollback() }() // does nothing after a commit
	t := &tx{
		store: s, bun: b, sql: b.Tx, now: s.now().Truncate(time.Millisecond).UnixMicro(), terms: map[termKey]uint32{},
	}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.markDone(ctx); err != nil {
		return err
	}
	if err := t.logChanges(ctx); err != nil { // nothing may come between this and the commit
		return err
	}
	if err := b.Commit(); err != nil {
		return s.mapError(err)
	}
	if s.checkpointer != nil {
		s.checkpointer.wrote()
	}
	s.terms.add(t.terms)
	return nil
}

// LetPass waits a moment where somebody has just written.
func (s *Store) LetPass(ctx context.Context) error { return s.mapError(s.queue.others.letPass(ctx)) }

// IsAwaited says whether a write that is not in bulk waits, or did not long ago.
func (t *tx) IsAwaited() bool { return t.store.queue.isAwaited() }

// atomically is Write for the store's own methods.
func (s *Store) atomically(ctx context.Context, fn func(t *tx) error) error {
	return s.Write(ctx, func(t registry.Tx) error { return fn(t.(*tx)) })
}

// A transaction runs its statements prepared, and they stay prepared from one to the next: to parse and plan them takes longer
// than to run most of them.

func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := t.store.writing.within(ctx, t.sql, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.sql.QueryContext(ctx, query, args...)
}

func (t *tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := t.store.writing.within(ctx, t.sql, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return t.sql.ExecContext(ctx, query, args...)
}

func (t *tx) query(ctx context.Context, scan func(rows *sql.Rows) error, query string, args ...any) error {
	return t.store.query(ctx, t, scan, query, args...)
}

func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	return t.store.exec(ctx, t, query, args...)
}

// bulk is rows for one table.
type bulk struct {
	table   string
	columns []string
	casts   []string // after each parameter, where the database cannot tell its type
	suffix  string   // " ON CONFLICT ..."
	values  []any
}

func (b *bulk) add(values ...any) { b.values = append(b.values, values...) }

// insert writes the rows, many a statement.
func (t *tx) insert(ctx context.Context, b *bulk) error { return t.store.insert(ctx, t, b) }

func (s *Store) insert(ctx context.Context, q querier, b *bulk) error {
	head := "INSERT INTO " + b.table + " (" + strings.Join(b.columns, ", ") + ") VALUES "
	return s.inSlices(ctx, q, b, func(rows int) string { return head + b.places(rows) + b.suffix })
}

// delete removes the rows whose columns have the values.
func (t *tx) delete(ctx context.Context, b *bulk) error {
	if len(b.values) == 0 {
		return nil
	}
	// In VALUES a parameter has no column to take its type from.
	b.casts = make([]string, len(b.columns))
	for i := range b.columns {
		if _, isText := b.values[i].(string); !isText {
			b.casts[i] = t.store.dialect.integerCast()
		}
	}
	head := "DELETE FROM " + b.table + " WHERE (" + strings.Join(b.columns, ", ") + ") IN (VALUES "
	return t.store.inSlices(ctx, t, b, func(rows int) string { return head + b.places(rows) + ")" })
}

// inSlices runs a statement on some rows at a time: as many as the database takes well, then fewer, so that all texts together
// are few enough to stay prepared.
func (s *Store) inSlices(ctx context.Context, q querier, b *bulk, statement func(rows int) string) error {
	width := len(b.columns)
	full := s.dialect.bulkRows(width)
	slice, query := 0, ""
	for rest := b.values; len(rest) > 0; {
		if rows := sliceOf(len(rest)/width, full); rows != slice {
			slice, query = rows, statement(rows)
		}
		if _, err := s.exec(ctx, q, query, rest[:slice*width]...); err != nil {
			return err
		}
		rest = rest[slice*width:]
	}
	return nil
}

// sliceOf is how many of some rows go into one statement: all that one upsert has, or a round number.
func sliceOf(rows, full int) int {
	for _, size := range []int{full, 64, 16, 8} {
		if size <= min(rows, full) {
			return size
		}
	}
	return rows
}

// places writes the parameters of some rows: "(?, ?), (?, ?)".
func (b *bulk) places(rows int) string {
	var one strings.Builder
	for i := range b.columns {
		if i > 0 {
			one.WriteByte(',')
		}
		one.WriteByte('?')
		if b.casts != nil {
			one.WriteString(b.casts[i])
		}
	}
	return strings.TrimSuffix(strings.Repeat("("+one.String()+"),", rows), ",")
}

// itoa writes a number into a statement's text, where a parameter would keep the planner from knowing it.
func itoa[N int | uint8](n N) string { return strconv.Itoa(int(n)) }

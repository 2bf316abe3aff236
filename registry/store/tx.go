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

// atomically is Write for the store's own methods.
func (s *Store) atomically(ctx context.Context, fn func(t *tx) error) error {
	return s.Write(ctx, func(t registry.Tx) error { return fn(t.(*tx)) })
}

func (t *tx) query(ctx context.Context, scan func(rows *sql.Rows) error, query string, args ...any) error {
	return t.store.query(ctx, t.sql, scan, query, args...)
}

func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	return t.store.exec(ctx, t.sql, query, args...)
}

// hotTx runs what most transactions do by statements that stay prepared from one to the next.
type hotTx struct{ *tx }

func (h hotTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := h.store.writing.within(ctx, h.sql, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return h.sql.QueryContext(ctx, query, args...)
}

func (h hotTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := h.store.writing.within(ctx, h.sql, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return h.sql.ExecContext(ctx, query, args...)
}

func (t *tx) hotQuery(ctx context.Context, scan func(rows *sql.Rows) error, query string, args ...any) error {
	return t.store.query(ctx, hotTx{t}, scan, query, args...)
}

func (t *tx) hotExec(ctx context.Context, query string, args ...any) (int64, error) {
	return t.store.exec(ctx, hotTx{t}, query, args...)
}

// hotRows is up to how many rows a statement stays prepared: one upsert's. Full slices of large writes stay too.
const hotRows = 8

// rowsOn says what runs a statement of some rows.
func (t *tx) rowsOn(rows int, isFull bool) querier {
	if rows <= hotRows || isFull {
		return hotTx{t}
	}
	return t.sql
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
func (t *tx) insert(ctx context.Context, b *bulk) error { return t.store.insert(ctx, t.rowsOn, b) }

func (s *Store) insert(ctx context.Context, on func(rows int, isFull bool) querier, b *bulk) error {
	head := "INSERT INTO " + b.table + " (" + strings.Join(b.columns, ", ") + ") VALUES "
	return s.inSlices(ctx, on, b, func(rows int) string { return head + b.places(rows) + b.suffix })
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
	return t.store.inSlices(ctx, t.rowsOn, b, func(rows int) string { return head + b.places(rows) + ")" })
}

// inSlices runs a statement on some rows at a time.
func (s *Store) inSlices(ctx context.Context, on func(rows int, isFull bool) querier, b *bulk, statement func(rows int) string) error {
	width := len(b.columns)
	slice := s.dialect.bulkRows(width)
	full := ""
	for rest := b.values; len(rest) > 0; {
		rows := min(slice, len(rest)/width)
		query := full
		if rows < slice {
			query = statement(rows)
		} else if full == "" {
			full = statement(slice)
			query = full
		}
		if _, err := s.exec(ctx, on(rows, rows == slice), query, rest[:rows*width]...); err != nil {
			return err
		}
		rest = rest[rows*width:]
	}
	return nil
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

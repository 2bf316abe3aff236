package store

import (
	"context"
	"database/sql"
	"runtime"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// Options tune a store. The zero Options are right for a service.
type Options struct {
	// Readers is how many connections read at a time; 0 is one a processor, at least four. On PostgreSQL it bounds all
	// connections but the writers' few.
	Readers int
	// Now is the clock; nil is time.Now. Views and changes are stamped with it.
	Now func() time.Time
	// Trace, where not nil, is told the text of each statement before it is run.
	Trace func(query string)
}

// Store is a registry.Store on SQLite or PostgreSQL.
type Store struct {
	dialect      dialect
	write        *bun.DB
	read         *bun.DB       // the same as write where the database has one pool
	queue        queue         // of write transactions
	checkpointer *checkpointer // nil on PostgreSQL
	statements   *statements   // of reads
	writing      *statements   // of write transactions
	terms        *dictionary
	index        *index
	now          func() time.Time
	trace        func(string)
}

var _ registry.Store = (*Store)(nil)

// maxWriters bounds the write transactions that are open at a time on PostgreSQL: each may need a second connection, so that
// a pool full of writers would stand still. On SQLite one is open.
const maxWriters = 4

// Open opens the database that dsn names and brings its schema up to date: "postgres://..." or "postgresql://...", else
// the path of an SQLite file, with or without "sqlite:" in front, which is created where there is none. EConflict where
// the schema is newer than this program; EUnavailable where the database cannot be reached.
func Open(ctx context.Context, dsn string, opts Options) (*Store, error) {
	if opts.Readers <= 0 {
		opts.Readers = max(4, runtime.NumCPU())
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s := &Store{now: opts.Now, trace: opts.Trace}
	var err error
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = s.openPostgres(dsn, opts)
	} else {
		err = s.openSQLite(strings.TrimPrefix(dsn, "sqlite:"), opts)
	}
	if err != nil {
		return nil, err
	}
	if opts.Trace != nil {
		hook := traceHook{opts.Trace}
		s.write = s.write.WithQueryHook(hook)
		s.read = s.read.WithQueryHook(hook)
	}
	s.statements = newStatements(s.read.DB)
	s.writing = newStatements(s.write.DB)
	s.terms = newDictionary()
	s.index = newIndex()
	if err := s.Migrate(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.mapError(s.read.PingContext(ctx))
}

// Close waits for what runs and closes all connections.
func (s *Store) Close() error {
	if s.checkpointer != nil {
		s.checkpointer.close()
	}
	s.statements.close()
	s.writing.close()
	err := s.read.Close()
	if s.write != s.read {
		if e := s.write.Close(); err == nil {
			err = e
		}
	}
	return s.mapError(err)
}

// traceHook tells Options.Trace what Bun runs.
type traceHook struct{ trace func(string) }

func (h traceHook) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	h.trace(event.Query)
	return ctx
}

func (h traceHook) AfterQuery(context.Context, *bun.QueryEvent) {}

// micros is a time as it is stored: microseconds since 1970 UTC, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the inverse of micros, in UTC.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// microsPointer keeps nil apart from a time.
func microsPointer(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	us := micros(*t)
	return &us
}

func fromMicrosPointer(us *int64) *time.Time {
	if us == nil {
		return nil
	}
	t := fromMicros(*us)
	return &t
}

// rowsAs reads the rows that a query selects and makes of each what it stands for.
func rowsAs[R, T any](ctx context.Context, s *Store, q *bun.SelectQuery, of func(*R) (T, error)) ([]T, error) {
	var rows []R
	if err := q.Model(&rows).Scan(ctx); err != nil {
		return nil, s.mapError(err)
	}
	found := make([]T, len(rows))
	for i := range rows {
		var err error
		if found[i], err = of(&rows[i]); err != nil {
			return nil, s.mapError(err)
		}
	}
	return found, nil
}

// querier is a pool or a transaction of database/sql.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// query runs a SELECT whose parameters are written "?" and hands each row to scan.
func (s *Store) query(ctx context.Context, q querier, scan func(rows *sql.Rows) error, query string, args ...any) error {
	if s.trace != nil {
		s.trace(query)
	}
	rows, err := q.QueryContext(ctx, s.dialect.rebind(query), args...)
	return s.scanRows(rows, err, scan)
}

// hotQuery is query through a statement that stays prepared, for the reads that a service does most.
func (s *Store) hotQuery(ctx context.Context, scan func(rows *sql.Rows) error, query string, args ...any) error {
	if s.trace != nil {
		s.trace(query)
	}
	rows, err := s.statements.query(ctx, s.dialect.rebind(query), args...)
	return s.scanRows(rows, err, scan)
}

func (s *Store) scanRows(rows *sql.Rows, err error, scan func(rows *sql.Rows) error) error {
	if err != nil {
		return s.mapError(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return s.mapError(err)
		}
	}
	return s.mapError(rows.Err())
}

// exec runs a statement whose parameters are written "?" and gives the number of rows that it changed.
func (s *Store) exec(ctx context.Context, q querier, query string, args ...any) (int64, error) {
	if s.trace != nil {
		s.trace(query)
	}
	result, err := q.ExecContext(ctx, s.dialect.rebind(query), args...)
	if err != nil {
		return 0, s.mapError(err)
	}
	n, err := result.RowsAffected()
	return n, s.mapError(err)
}

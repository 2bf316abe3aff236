package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/migrate"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/sqlite
var sqliteMigrations embed.FS

type sqliteDialect struct{}

// openSQLite opens two pools on one file: a connection that writes and some that only read. With one writer inside the
// process, writers queue in Go and not in SQLite's busy handler.
func (s *Store) openSQLite(path string, opts Options) error {
	if path == "" || path == ":memory:" {
		return registry.Errorf(registry.EInvalid, "the database needs a file")
	}
	s.dialect = sqliteDialect{}
	s.queue = newQueue(1)
	// A commit waits for its data and for the length of the log, not for the time of the last change in its inode. Where the
	// system has no such call, SQLite does as before.
	if _, err := sqlite.Fdatasync(true); err != nil && !errors.Is(err, sqlite.ErrFdatasyncUnavailable) {
		return s.mapError(err)
	}
	// busy_timeout first: the pragmas after it may have to wait for a lock themselves. Immediate transactions take the
	// write lock when they begin; deferred ones fail without waiting when they find that another wrote meanwhile.
	writer, err := sql.Open("sqlite", sqliteDSN(path, "immediate", "busy_timeout(10000)", "journal_mode(WAL)",
		"synchronous(FULL)", "wal_autocheckpoint(0)", "foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-32768)"))
	if err != nil {
		return s.mapError(err)
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", sqliteDSN(path, "deferred", "busy_timeout(10000)", "query_only(ON)",
		"temp_store(MEMORY)", "cache_size(-16384)"))
	if err != nil {
		return s.mapError(err)
	}
	reader.SetMaxOpenConns(opts.Readers)
	reader.SetMaxIdleConns(opts.Readers)
	s.write = bun.NewDB(writer, sqlitedialect.New())
	s.read = bun.NewDB(reader, sqlitedialect.New())
	s.checkpointer = startCheckpointer(reader, s.queue)
	return nil
}

func sqliteDSN(path, txlock string, pragmas ...string) string {
	query := url.Values{"_txlock": {txlock}, "_time_format": {"sqlite"}, "_pragma": pragmas}
	// A path may hold '?', '#' and '%', which mean something in SQLite's URIs.
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

func (sqliteDialect) rebind(query string) string { return query }

func (sqliteDialect) classify(err error) (registry.Code, bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return "", false
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return registry.EConflict, true
	}
	switch e.Code() & 0xff { // the primary result code
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM:
		return registry.EUnavailable, true
	}
	return "", false
}

func (sqliteDialect) migrations() (*migrate.Migrations, error) {
	return discover(sqliteMigrations, "migrations/sqlite")
}

// discover reads the migrations of one dialect.
func discover(files embed.FS, folder string) (*migrate.Migrations, error) {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		return nil, err
	}
	m := migrate.NewMigrations()
	return m, m.Discover(sub)
}

// migrateAlone need not keep anybody out: migrations run in immediate transactions, and their statements can be run
// twice.
func (sqliteDialect) migrateAlone(_ context.Context, _ *Store, fn func() error) error { return fn() }

func (sqliteDialect) inTexts(values []string) (string, any) {
	return "IN (SELECT value FROM json_each(?))", jsonText(values)
}

func (sqliteDialect) inNumbers(numbers []uint32) (string, any) {
	return "IN (SELECT value FROM json_each(?))", jsonText(numbers)
}

func (sqliteDialect) inPairs(pairs [][2]string) (string, []any) {
	return "IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))", []any{jsonText(pairs)}
}

// jsonText writes a value that always has a JSON form.
func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("store: cannot be written as JSON: " + err.Error())
	}
	return string(b)
}

func (sqliteDialect) forUpdate() string { return "" } // there is no other writer

func (sqliteDialect) forShare() string { return "" }

// snapshotOptions: in WAL mode every read transaction is a snapshot.
func (sqliteDialect) snapshotOptions() *sql.TxOptions { return nil }

func (sqliteDialect) takeNumbers(ctx context.Context, s *Store, q querier, sequence string, n int) ([]uint32, error) {
	var last uint32
	err := s.query(ctx, q, func(rows *sql.Rows) error { return rows.Scan(&last) },
		"UPDATE counters SET value = value + ? WHERE name = ? RETURNING value", n, sequence)
	if err != nil {
		return nil, err
	}
	numbers := make([]uint32, n)
	for i := range numbers {
		numbers[i] = last - uint32(n-1-i)
	}
	return numbers, nil
}

func (sqliteDialect) termConn(t *tx) querier { return t } // there is no second writer

func (sqliteDialect) integerCast() string { return "" }

// bulkRows keeps statements small enough to be parsed fast; with more rows the gain is lost in the parser.
func (sqliteDialect) bulkRows(columns int) int { return min(max(1, 1000/columns), 200) }

func (sqliteDialect) textTable(public bool) string {
	if public {
		return "text_public"
	}
	return "text_restricted"
}

func (d sqliteDialect) putText(ctx context.Context, t *tx, texts []viewText) error {
	for _, public := range []bool{true, false} {
		rows := bulk{table: d.textTable(public), columns: []string{"rowid", "title", "body"}}
		for _, text := range texts {
			if text.public == public {
				rows.add(text.view, strings.Join(text.title, " "), strings.Join(text.body, " "))
			}
		}
		if err := t.insert(ctx, &rows); err != nil {
			return err
		}
	}
	return nil
}

func (d sqliteDialect) deleteText(ctx context.Context, t *tx, views []viewText) error {
	for _, text := range views {
		if _, err := t.exec(ctx, "DELETE FROM "+d.textTable(text.public)+" WHERE rowid = ?", text.view); err != nil {
			return err
		}
	}
	return nil
}

func (d sqliteDialect) findText(ctx context.Context, s *Store, lens registry.Lens, terms [][]string, titles bool) (*roaring.Bitmap, error) {
	match := ftsQuery(terms)
	if titles {
		match = "{title} : (" + match + ")"
	}
	found, err := s.joinedSet(ctx, "SELECT group_concat(rowid) FROM text_public WHERE text_public MATCH ?", match)
	if err != nil || isPublic(lens) {
		return found, err
	}
	seen, args := lensCondition(lens, "v", "no")
	restricted, err := s.joinedSet(ctx, `SELECT group_concat(f.rowid) FROM text_restricted f JOIN views v ON v.no = f.rowid
		WHERE text_restricted MATCH ? AND `+seen, append([]any{match}, args...)...)
	if err != nil {
		return nil, err
	}
	found.Or(restricted)
	return found, nil
}

// joinedSet runs a query of one value, numbers with commas between them. Frequent words are in most views: a row for each
// costs more than to find it.
func (s *Store) joinedSet(ctx context.Context, query string, args ...any) (*roaring.Bitmap, error) {
	var numbers []uint32
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var joined sql.RawBytes
		if err := rows.Scan(&joined); err != nil {
			return err
		}
		var no uint32
		for i, c := range joined {
			if c == ',' {
				numbers, no = append(numbers, no), 0
				continue
			}
			no = no*10 + uint32(c-'0')
			if i == len(joined)-1 {
				numbers = append(numbers, no)
			}
		}
		return nil
	}, query, args...)
	set := roaring.New()
	set.AddMany(numbers)
	return set, err
}

func (d sqliteDialect) rankText(ctx context.Context, s *Store, views []uint32, terms [][]string) (map[uint32]float64, error) {
	ranks := make(map[uint32]float64, len(views))
	in, arg := d.inNumbers(views)
	for _, public := range []bool{true, false} {
		if len(ranks) == len(views) {
			break
		}
		table := d.textTable(public)
		// A title's word counts as five of the body. The plus keeps FTS5 from seeking each rowid by itself: it is several
		// times as fast to walk all that match and to score those few.
		query := "SELECT rowid, bm25(" + table + ", 5.0, 1.0) FROM " + table + " WHERE " + table + " MATCH ? AND +rowid " + in
		if err := s.collectRanks(ctx, ranks, query, ftsQuery(terms), arg); err != nil {
			return nil, err
		}
	}
	return ranks, nil
}

// ftsQuery writes terms in FTS5's language. Each is a quoted string, so that none can be an operator.
func ftsQuery(terms [][]string) string {
	var b strings.Builder
	for i, group := range terms {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('(')
		for j, term := range group {
			if j > 0 {
				b.WriteString(" OR ")
			}
			word, isPrefix := strings.CutSuffix(term, "*")
			b.WriteString(`"` + strings.ReplaceAll(word, `"`, `""`) + `"`)
			if isPrefix {
				b.WriteByte('*')
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}

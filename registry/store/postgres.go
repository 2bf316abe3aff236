package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"net"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/migrate"
)

//go:embed migrations/postgres
var postgresMigrations embed.FS

type postgresDialect struct{}

func (s *Store) openPostgres(dsn string, opts Options) error {
	s.dialect = postgresDialect{}
	s.queue = newQueue(maxWriters)
	config, err := pgx.ParseConfig(dsn)
	if err != nil { // pgx's message repeats the address
		return registry.WrapError(registry.EInvalid, err, "not a PostgreSQL address")
	}
	// Bun writes values into the text of its statements: preparing each would leave one useless statement a text.
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	pool := sql.OpenDB(guardedConnector{stdlib.GetConnector(*config)})
	pool.SetMaxOpenConns(opts.Readers + 2*maxWriters)
	pool.SetMaxIdleConns(opts.Readers + 2*maxWriters)
	s.write = bun.NewDB(pool, pgdialect.New())
	s.read = s.write
	return nil
}

func (postgresDialect) rebind(query string) string {
	if !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(query, "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

func (postgresDialect) classify(err error) (registry.Code, bool) {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch {
		case e.Code == "23505": // unique_violation
			return registry.EConflict, true
		case strings.HasPrefix(e.Code, "08"), // connection exception
			strings.HasPrefix(e.Code, "53"), // insufficient resources: disk full, too many connections
			strings.HasPrefix(e.Code, "57"), // operator intervention: shutdown, cancelled
			strings.HasPrefix(e.Code, "58"), // system error
			e.Code == "40001",               // serialization_failure
			e.Code == "40P01",               // deadlock_detected
			e.Code == "55P03",               // lock_not_available
			e.Code == "25006":               // read_only_sql_transaction
			return registry.EUnavailable, true
		}
		return "", false
	}
	var refused *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &refused) || errors.As(err, &network) || pgconn.SafeToRetry(err) || errors.Is(err, net.ErrClosed) {
		return registry.EUnavailable, true
	}
	return "", false
}

func (postgresDialect) migrations() (*migrate.Migrations, error) {
	return discover(postgresMigrations, "migrations/postgres")
}

// migrationLock is the key of the advisory lock: "tansiq" in ASCII.
const migrationLock = 0x74616e736971

// migrateAlone holds an advisory lock of the session: of several replicas that start together, one migrates and the
// others find nothing left to do.
func (postgresDialect) migrateAlone(ctx context.Context, s *Store, fn func() error) error {
	conn, err := s.write.DB.Conn(ctx)
	if err != nil {
		return s.mapError(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return s.mapError(err)
	}
	err = fn()
	// Without a context: the connection goes back to the pool, and must not take the lock along.
	if _, e := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock)); err == nil && e != nil {
		err = s.mapError(e)
	}
	return err
}

func (postgresDialect) inTexts(values []string) (string, any) { return "= ANY(?::text[])", values }

func (postgresDialect) inNumbers(numbers []uint32) (string, any) {
	wide := make([]int64, len(numbers))
	for i, n := range numbers {
		wide[i] = int64(n)
	}
	return "= ANY(?::int[])", wide
}

func (postgresDialect) inPairs(pairs [][2]string) (string, []any) {
	first, second := make([]string, len(pairs)), make([]string, len(pairs))
	for i, pair := range pairs {
		first[i], second[i] = pair[0], pair[1]
	}
	return "IN (SELECT * FROM unnest(?::text[], ?::text[]))", []any{first, second}
}

func (postgresDialect) forUpdate() string { return " FOR UPDATE" }

func (postgresDialect) forShare() string { return " FOR SHARE" }

func (postgresDialect) snapshotOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (postgresDialect) takeNumbers(ctx context.Context, s *Store, q querier, sequence string, n int) ([]uint32, error) {
	numbers := make([]uint32, 0, n)
	err := s.query(ctx, q, func(rows *sql.Rows) error {
		var no uint32
		err := rows.Scan(&no)
		numbers = append(numbers, no)
		return err
	}, "SELECT nextval(?::regclass) FROM generate_series(1, ?::int)", sequence, n)
	return numbers, err
}

func (postgresDialect) termConn(t *tx) querier { return t.store.write.DB }

func (postgresDialect) integerCast() string { return "::int" }

func (postgresDialect) bulkRows(int) int { return 500 }

func (postgresDialect) putText(ctx context.Context, t *tx, texts []viewText) error {
	rows := bulk{table: "view_text", columns: []string{"view", "public", "words"}, casts: []string{"", "", "::tsvector"}}
	for _, text := range texts {
		rows.add(text.view, text.public, tsvector(text.title, text.body))
	}
	return t.insert(ctx, &rows)
}

func (postgresDialect) deleteText(ctx context.Context, t *tx, texts []viewText) error {
	if len(texts) == 0 {
		return nil
	}
	views := make([]uint32, len(texts))
	for i, text := range texts {
		views[i] = text.view
	}
	in, arg := t.store.dialect.inNumbers(views)
	_, err := t.exec(ctx, "DELETE FROM view_text WHERE view "+in, arg)
	return err
}

// The limits of a tsvector (PostgreSQL manual, section 12.11).
const (
	maxPosition       = 16383
	maxPositionsALong = 255 // per lexeme
	maxLexemeBytes    = 2046
)

// tsvector writes words as a tsvector literal, title words with weight A and others with B.
func tsvector(title, body []string) string {
	positions := map[string][]byte{}
	counts := map[string]int{}
	position := 0
	add := func(words []string, weight byte) {
		for _, w := range words {
			position = min(position+1, maxPosition)
			if counts[w]++; w == "" || len(w) > maxLexemeBytes || counts[w] > maxPositionsALong {
				continue
			}
			p := positions[w]
			if len(p) > 0 {
				p = append(p, ',')
			}
			positions[w] = append(strconv.AppendInt(p, int64(position), 10), weight)
		}
	}
	add(title, 'A')
	add(body, 'B')
	var b strings.Builder
	for word, at := range positions {
		b.WriteString(quoteLexeme(word))
		b.WriteByte(':')
		b.Write(at)
		b.WriteByte(' ')
	}
	return b.String()
}

var lexemeEscapes = strings.NewReplacer("'", "''", `\`, `\\`)

// quoteLexeme makes any text one lexeme of a tsvector or tsquery literal.
func quoteLexeme(word string) string { return "'" + lexemeEscapes.Replace(word) + "'" }

func (postgresDialect) findText(ctx context.Context, s *Store, lens registry.Lens, terms [][]string, titles bool) (*roaring.Bitmap, error) {
	weight := ""
	if titles {
		weight = "A"
	}
	visible, args := "f.public", []any{tsquery(terms, weight)}
	if !isPublic(lens) {
		seen, lensArgs := lensCondition(lens, "v", "no")
		visible = "(f.public OR EXISTS (SELECT 1 FROM views v WHERE v.no = f.view AND " + seen + "))"
		args = append(args, lensArgs...)
	}
	return s.numberSet(ctx, "SELECT f.view FROM view_text f WHERE f.words @@ ?::tsquery AND "+visible, args...)
}

func (d postgresDialect) rankText(ctx context.Context, s *Store, views []uint32, terms [][]string) (map[uint32]float64, error) {
	ranks := make(map[uint32]float64, len(views))
	in, arg := d.inNumbers(views)
	// Weights of D, C, B and A: a title's word counts as five of the body. Higher is better, so it is negated.
	return ranks, s.collectRanks(ctx, ranks, "SELECT view, -ts_rank_cd('{0, 0, 0.2, 1}', words, ?::tsquery) FROM view_text WHERE view "+in,
		tsquery(terms, ""), arg)
}

// tsquery writes terms as a tsquery literal; weight "A" asks for words of titles. The words are analysed already:
// to_tsquery would do it again.
func tsquery(terms [][]string, weight string) string {
	groups := make([]string, len(terms))
	for i, group := range terms {
		words := make([]string, len(group))
		for j, term := range group {
			word, isPrefix := strings.CutSuffix(term, "*")
			words[j] = quoteLexeme(word)
			switch {
			case isPrefix:
				words[j] += ":*" + weight
			case weight != "":
				words[j] += ":" + weight
			}
		}
		groups[i] = "(" + strings.Join(words, " | ") + ")"
	}
	return strings.Join(groups, " & ")
}

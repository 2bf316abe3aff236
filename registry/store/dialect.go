package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun/migrate"
)

// dialect is what SQLite and PostgreSQL do differently.
type dialect interface {
	// rebind turns the parameters of a statement, written "?", into the database's own form. Statements of this package
	// have no question mark elsewhere.
	rebind(query string) string
	// classify says what a driver's error means; ok is false where it does not know.
	classify(err error) (code registry.Code, ok bool)
	// migrations are the numbered steps of the schema.
	migrations() (*migrate.Migrations, error)
	// migrateAlone runs fn while no other process migrates.
	migrateAlone(ctx context.Context, s *Store, fn func() error) error
	// inTexts and inNumbers are a condition "is one of", with the argument for its one parameter.
	inTexts(values []string) (condition string, arg any)
	inNumbers(numbers []uint32) (condition string, arg any)
	// inPairs is a condition that two columns, "(a, b)" before it, are one of the pairs.
	inPairs(pairs [][2]string) (condition string, args []any)
	// forUpdate and forShare end a SELECT that must hold its rows until the commit.
	forUpdate() string
	forShare() string
	// snapshotOptions begin a transaction whose statements all see the same moment.
	snapshotOptions() *sql.TxOptions
	// takeNumbers hands out n numbers that were never handed out before.
	takeNumbers(ctx context.Context, s *Store, q querier, sequence string, n int) ([]uint32, error)
	// termConn is what new terms are numbered on: a connection whose work does not wait for the transaction's commit,
	// where the database has one. Terms that nothing uses do no harm; transactions that wait for each other's terms do.
	termConn(t *tx) querier
	// integerCast, after a parameter, makes it an integer where nothing else says that it is.
	integerCast() string
	// bulkRows is how many rows of so many columns go into one INSERT.
	bulkRows(columns int) int

	// putText indexes the words of views that have none, deleteText takes out those of views that have some.
	putText(ctx context.Context, t *tx, texts []viewText) error
	deleteText(ctx context.Context, t *tx, views []viewText) error
	// findText is the set of views in which each group of terms has a member; a term that ends in "*" is a prefix. Views
	// that the public does not see are in it only where the lens selects them. With titles, only words of titles count.
	findText(ctx context.Context, s *Store, lens registry.Lens, terms [][]string, titles bool) (*roaring.Bitmap, error)
	// rankText says how well each of the views fits the terms: less is better.
	rankText(ctx context.Context, s *Store, views []uint32, terms [][]string) (map[uint32]float64, error)
}

// viewText is the words of a view.
type viewText struct {
	view        uint32
	public      bool // seen by the public
	title, body []string
}

// mapError turns a driver's error into one of the registry's, which may be shown: the driver's own text is only its
// cause. Errors that are the registry's already stay as they are.
func (s *Store) mapError(err error) error {
	var known *registry.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return registry.WrapError(registry.EUnavailable, err, "the request ended before the database answered")
	}
	code, ok := s.dialect.classify(err)
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		code, ok = registry.EUnavailable, true
	}
	switch {
	case ok && code == registry.EConflict:
		return registry.WrapError(code, err, "exists already")
	case ok && code == registry.EUnavailable:
		return registry.WrapError(code, err, "the database is busy, full or away")
	}
	return registry.WrapError(registry.EInternal, err, "the database refused an operation")
}

package store_test

import (
	"path/filepath"
	"testing"

	"github.com/tansiq/tansiq/registry/store/pgtest"
	"github.com/tansiq/tansiq/registry/store/storetest"
)

func sqliteFile(t testing.TB) string {
	// A name that would be cut or decoded if it went into a URI as it is.
	return filepath.Join(t.TempDir(), "a b?c#d%20e.db")
}

func TestSQLite(t *testing.T) { storetest.Run(t, sqliteFile) }

func TestPostgreSQL(t *testing.T) { storetest.Run(t, pgtest.DSN) }

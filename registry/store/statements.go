package store

import (
	"context"
	"database/sql"
	"sync"
)

// maxStatements bounds the prepared statements that are kept. The texts of this package are few; only lists of many
// alternatives make more, and those beyond the bound are run unprepared.
const maxStatements = 256

// statements keeps prepared statements by their text.
type statements struct {
	db    *sql.DB
	mutex sync.RWMutex
	kept  map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, kept: map[string]*sql.Stmt{}}
}

func (p *statements) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := p.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return p.db.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

// prepare gives nil where there is no room for another statement.
func (p *statements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mutex.RLock()
	stmt, full := p.kept[query], len(p.kept) >= maxStatements
	p.mutex.RUnlock()
	if stmt != nil || full {
		return stmt, nil
	}
	stmt, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if other := p.kept[query]; other != nil {
		_ = stmt.Close()
		return other, nil
	}
	p.kept[query] = stmt
	return stmt, nil
}

func (p *statements) close() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, stmt := range p.kept {
		_ = stmt.Close()
	}
	clear(p.kept)
}

package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"sync"
)

// maxStatements bounds the prepared statements that are kept. The texts of this package are few; only lists of many
// alternatives make more, and those beyond the bound are run unprepared.
const maxStatements = 512

// statements keeps prepared statements by their text.
type statements struct {
	db     *sql.DB
	mutex  sync.RWMutex
	kept   map[string]*sql.Stmt
	wanted map[string]bool // by transactions; prepared before the next one begins
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, kept: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
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

// within gives the statement for a transaction; nil where it is not prepared yet. It cannot be prepared then and there: the
// transaction may have the pool's only connection.
func (p *statements) within(ctx context.Context, t *sql.Tx, query string) *sql.Stmt {
	p.mutex.RLock()
	stmt, settled := p.kept[query], p.wanted[query] || len(p.kept)+len(p.wanted) >= maxStatements
	p.mutex.RUnlock()
	if stmt != nil {
		return t.StmtContext(ctx, stmt)
	}
	if !settled {
		p.mutex.Lock()
		p.wanted[query] = true
		p.mutex.Unlock()
	}
	return nil
}

// prepareWanted prepares what transactions before this one would have used.
func (p *statements) prepareWanted(ctx context.Context) error {
	p.mutex.RLock()
	texts := slices.Collect(maps.Keys(p.wanted))
	p.mutex.RUnlock()
	for _, query := range texts {
		if _, err := p.prepare(ctx, query); err != nil {
			return err
		}
		p.mutex.Lock()
		delete(p.wanted, query)
		p.mutex.Unlock()
	}
	return nil
}

func (p *statements) close() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, stmt := range p.kept {
		_ = stmt.Close()
	}
	clear(p.kept)
}

package store

import (
	"context"
	"database/sql/driver"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/tansiq/tansiq/registry"
)

// isStorable says that a database can hold the text: PostgreSQL takes neither NUL nor what is not UTF-8, and SQLite ends
// some texts at NUL. What cannot be stored equals nothing that is.
func isStorable(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }

func errText() error {
	return registry.Errorf(registry.EInvalid, "a text has characters that cannot be stored")
}

// checkTexts is EInvalid where one of the texts cannot be stored. Bun, which writes values into its statements, would
// make a broken statement of it.
func checkTexts(texts ...string) error {
	for _, text := range texts {
		if !isStorable(text) {
			return errText()
		}
	}
	return nil
}

// guardedConnector makes connections to PostgreSQL over which no text goes that the server cannot take. In the simple
// protocol a statement ends at a NUL: what a client put before it would be run without what the program put after it.
type guardedConnector struct{ driver.Connector }

func (c guardedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return guardedConn{conn.(*stdlib.Conn)}, nil
}

type guardedConn struct{ *stdlib.Conn }

func (c guardedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !isStorable(query) {
		return nil, errText()
	}
	return c.Conn.QueryContext(ctx, query, args)
}

func (c guardedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !isStorable(query) {
		return nil, errText()
	}
	return c.Conn.ExecContext(ctx, query, args)
}

// CheckNamedValue looks at each argument, of prepared statements too.
func (c guardedConn) CheckNamedValue(v *driver.NamedValue) error {
	switch value := v.Value.(type) {
	case string:
		if err := checkTexts(value); err != nil {
			return err
		}
	case []string:
		if err := checkTexts(value...); err != nil {
			return err
		}
	}
	return c.Conn.CheckNamedValue(v)
}

package localsql

import (
	"context"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// module is the name under which SQLite knows the plugin.
const module = "plugin"

// A conn is one SQLite connection. It runs one statement at a time.
type conn struct {
	*sqlite3.Conn
	host   *host
	plans  []*chosen    // of the statements that are prepared for the present query
	memory *plan.Memory // of the statement that runs
	err    error        // what went wrong in a scan of that statement, in full
}

// openConn makes a connection that has the tables of every connection of the plugin.
func openConn(ctx context.Context, h *host, connections []Connection) (_ *conn, err error) {
	db, err := sqlite3.OpenContext(ctx, ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = db.Close()
		}
	}()
	c := &conn{Conn: db, host: h}
	if err := db.CreateCollation(instant, plan.CompareInstants); err != nil {
		return nil, err
	}
	//nolint:staticcheck // the method that takes its place needs a later Go
	if err := sqlite3.CreateModule(db, module, c.create, c.create); err != nil {
		return nil, err
	}
	for _, connection := range connections {
		schema := "main"
		if len(connections) > 1 {
			schema = connection.Name
			if err := db.Exec("ATTACH ':memory:' AS " + sqlite3.QuoteIdentifier(schema)); err != nil {
				return nil, fmt.Errorf("connection %s: %w", schema, err)
			}
		}
		for i, t := range h.tables[connection.Name] {
			create := fmt.Sprintf("CREATE VIRTUAL TABLE %s.%s USING %s(%s, %d)", sqlite3.QuoteIdentifier(schema),
				sqlite3.QuoteIdentifier(t.Name), module, connection.Name, i)
			if err := db.Exec(create); err != nil {
				return nil, fmt.Errorf("table %s.%s: %w", connection.Name, t.Name, err)
			}
		}
	}
	return c, nil
}

// create makes a table; its arguments are the name of the plugin's connection and the number of the table there.
func (c *conn) create(db *sqlite3.Conn, _, _, table string, arg ...string) (*virtualTable, error) {
	for _, t := range c.host.tables[arg[0]] {
		if t.Name == table {
			return &virtualTable{Table: t, conn: c}, db.DeclareVTab(declaration(t))
		}
	}
	return nil, fmt.Errorf("the plugin has no table %s", table)
}

// begin starts a statement.
func (c *conn) begin(ctx context.Context) {
	c.end()
	c.memory = plan.NewMemory(ctx, c.host)
}

// end stops the scans of the statement.
func (c *conn) end() {
	if c.memory != nil {
		c.memory.Close()
		c.memory = nil
	}
	c.err = nil
}

// forget drops the plans of the last query.
func (c *conn) forget() { c.plans = nil }

// failed keeps the first error of a scan, of which SQLite passes on the text alone.
func (c *conn) failed(err error) error {
	if c.err == nil {
		c.err = err
	}
	return err
}

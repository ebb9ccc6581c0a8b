package localsql

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// module is the name under which SQLite knows the plugin.
const module = "plugin"

// A conn is one SQLite connection. It runs one statement at a time.
type conn struct {
	*sqlite3.Conn
	host    *pluginHost
	plans   []*plannedScan       // of the statements that are prepared for the present query
	cache   *plan.StatementCache // of the statement that runs
	err     error                // what went wrong in that statement, in full
	dryRun  *dryRun              // nil: the plugin is asked
	trusted bool                 // the SQL that runs is this package's own
	stores  bool                 // a statement has put rows of the plugin's tables into one of its own
	said    sqlText              // by the present query, or by a session

	attached map[btree][]sources // the columns of tables and indexes of the attached schema
}

// openConn makes a connection. Schema main has the tables of the only connection of the plugin, or of several
// connections a stand-in for each table that asks which one is meant.
func openConn(ctx context.Context, h *pluginHost) (_ *conn, err error) {
	if bits.UintSize == 64 { // a smaller one has no address space for it
		ctx = sqlite3.WithMaxMemory(ctx, h.maxMemory)
	}
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
	db.Limit(sqlite3.LIMIT_LENGTH, h.maxValueBytes)
	if err := errors.Join(db.CreateCollation(timestampCollation, plan.CompareTimestamps), c.createPseudonymCollations()); err != nil {
		return nil, err
	}
	//nolint:staticcheck // the methods that take their place need a later Go
	if err := errors.Join(
		sqlite3.CreateModule(db, module, ownTablesOnly(c, c.connect), c.connect),
		sqlite3.CreateModule(db, ambiguousModule, ownTablesOnly(c, c.connectAmbiguous), c.connectAmbiguous),
	); err != nil {
		return nil, err
	}
	if err := c.registerFunctions(); err != nil {
		return nil, err
	}
	if err := db.SetAuthorizer(c.authorize); err != nil {
		return nil, err
	}
	if err := c.exec("PRAGMA temp_store = memory"); err != nil { // else a large sort goes to a file
		return nil, err
	}
	create := c.createAmbiguousTables
	if h.only != "" {
		create = func() error { return c.createTables("main", h.only) }
	}
	if err := create(); err != nil {
		return nil, err
	}
	for _, sql := range h.setup {
		if err := c.exec(sql); err != nil {
			return nil, err
		}
	}
	if err := c.readAttached(); err != nil {
		return nil, err
	}
	return c, nil
}

// exec runs SQL of this package's own, which may do what a user's may not.
func (c *conn) exec(sql string) error {
	c.trusted = true
	defer func() { c.trusted = false }()
	return c.Exec(sql)
}

// createTables makes the tables of one of the host's schemas in a schema of SQLite's.
func (c *conn) createTables(schema, name string) error {
	for i, t := range c.host.tables[name] {
		create := fmt.Sprintf("CREATE VIRTUAL TABLE %s.%s USING %s(%d, %d)", sqlite3.QuoteIdentifier(schema),
			sqlite3.QuoteIdentifier(t.Name), module, slices.Index(c.host.schemas, name), i)
		if err := c.exec(create); err != nil {
			return fmt.Errorf("table %s.%s: %w", name, t.Name, err)
		}
	}
	return nil
}

// ownTablesOnly refuses CREATE VIRTUAL TABLE to users: the arguments are numbers that only this package knows.
func ownTablesOnly[T sqlite3.VTab](c *conn, connect sqlite3.VTabConstructor[T]) sqlite3.VTabConstructor[T] {
	return func(db *sqlite3.Conn, module, schema, table string, arg ...string) (T, error) {
		if !c.trusted {
			return *new(T), c.keepError(errors.New("the plugin's tables are there already: they cannot be created"))
		}
		return connect(db, module, schema, table, arg...)
	}
}

// connect finds a table by the numbers of its schema and of the table in it.
func (c *conn) connect(db *sqlite3.Conn, _, _, _ string, arg ...string) (*virtualTable, error) {
	schema, err := strconv.Atoi(arg[0])
	if err != nil {
		return nil, err
	}
	table, err := strconv.Atoi(arg[1])
	if err != nil {
		return nil, err
	}
	t := c.host.tables[c.host.schemas[schema]][table]
	return &virtualTable{Table: t, conn: c}, db.DeclareVTab(declaration(t))
}

// beginStatement starts a statement.
func (c *conn) beginStatement(ctx context.Context) {
	c.endStatement()
	if c.dryRun != nil {
		c.cache = plan.NewDryRun(ctx, c.dryRun)
	} else {
		c.cache = plan.NewStatementCache(ctx, c.host)
	}
}

// endStatement stops the scans of the statement.
func (c *conn) endStatement() {
	if c.cache != nil {
		c.cache.Close()
		c.cache = nil
	}
	c.err = nil
}

// dropPlans drops the plans of the last statement.
func (c *conn) dropPlans() { c.plans = nil }

// keepError keeps the first error of a statement: SQLite passes on only its text.
func (c *conn) keepError(err error) error {
	if c.err == nil {
		c.err = err
	}
	return err
}

// keepScanError keeps the error of a scan that was asked with some values.
func (c *conn) keepScanError(err error, values []string) error {
	if err == nil { // as at nearly every row
		return nil
	}
	return c.keepError(c.said.withoutValues(err, append(slices.Clone(values), textsOfError(err)...)))
}

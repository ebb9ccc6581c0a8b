// Package localsql answers SQL over the tables of a Steampipe plugin, in this process, with an embedded SQLite.
//
// The dialect is SQLite's. Times are text in UTC as datetime() writes it, and compare as instants with any other way of
// writing a time; booleans are 0 and 1; JSON is text that SQLite's JSON functions take.
package localsql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

const (
	// maxIdleConns is how many SQLite connections are kept for the next query.
	maxIdleConns = 4
	// closeTimeout is how long Close waits for a plugin that does not heed its context.
	closeTimeout = time.Second
	// defaultMaxValueBytes bounds one text: SQLite copies it several times.
	defaultMaxValueBytes = 100_000_000
	// defaultMaxMemoryBytes holds the 222,000 calls of a busy company, sorted.
	defaultMaxMemoryBytes = 2 << 30
)

// A Connection is one connection of the plugin.
type Connection struct {
	Name   string // also the schema that its tables are found in
	Config string // the HCL body of the connection block
}

// An Aggregator is a schema whose tables have the rows of several connections; sp_connection_name says whose each is, and
// with a condition on it (=, IN) only those connections are asked.
type Aggregator struct {
	Name        string
	Connections []string // at least one
}

// Options say which plugin is opened and how.
type Options struct {
	Plugin plugin.PluginFunc
	// Connections holds at least one connection. Each is a schema. A table's name alone means that of the only connection;
	// with several it is an error that lists them.
	Connections []Connection
	// Aggregators are further schemas.
	Aggregators []Aggregator
	// Filters names, per table, columns that the plugin filters by exactly (=, IN) though they are not declared as key columns.
	Filters map[string][]string
	// FromQual names, per table, those of Filters that only repeat the value of the condition and are NULL without one. The
	// plugin is asked value by value, and a statement that uses such a column in any other way is refused. In a table with a
	// get, a row that several values find comes once.
	FromQual map[string][]string
	// PerKeyRequest names the tables whose listing costs one request per row. A join asks them value by value, by the List key
	// that takes equality alone, and never lists them instead.
	PerKeyRequest []string
	// Short names the tables whose whole list is a page or two: a join lists them and does not ask row by row.
	Short []string
	// NewestFirst says, per table, by which column its rows come with the newest first.
	NewestFirst map[string]plan.NewestFirst
	// Estimate, if set, gives a context whose scans read no more than tells what they would cost, and what tells that.
	Estimate func(ctx context.Context) (context.Context, func() plan.Size)
	// Watch, if set, decorates the context of every scan.
	Watch func(ctx context.Context) context.Context
	// Notify, if set, is told what a user should know of a statement, with the context that Watch gives.
	Notify func(ctx context.Context, message string)
	// Pseudonyms, if set, replaces personal data where rows enter the engine, in columns and tables of these names.
	Pseudonyms *pseudonym.Pseudonyms
	// AllowFiles lets SQL open and write files. Without, what would is a *RefusedError.
	AllowFiles bool
	// Setup is SQL that each SQLite connection runs before any other, with all rights: it may attach a file and make views.
	Setup []string
	// Attached, if set, is the schema that Setup attaches: its columns then have types as those of the plugin.
	Attached *AttachedSchema
	// MaxValueBytes is the length of one text from which a query is an error; 0: 100 MB.
	MaxValueBytes int
	// MaxMemoryBytes is what one query may sort, group and create in memory; 0: 2 GB. It is address space until it is used.
	MaxMemoryBytes int64
}

// A DB answers queries. It is safe for concurrent use.
type DB struct {
	host   *pluginHost
	ctx    context.Context // done when the DB is closed
	cancel context.CancelCauseFunc

	mu   sync.Mutex
	idle []*conn
}

// ErrClosed is the error of a query on a closed DB.
var ErrClosed = errors.New("the database is closed")

// Open loads the plugin and its tables. It needs neither credentials nor a network.
func Open(ctx context.Context, o Options) (*DB, error) {
	if err := checkOptions(o); err != nil {
		return nil, err
	}
	h, err := newHost(o)
	if err != nil {
		return nil, err
	}
	db := &DB{host: h}
	db.ctx, db.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	c, err := openConn(ctx, h)
	if err != nil {
		return nil, err
	}
	db.release(c)
	return db, nil
}

func checkOptions(o Options) error {
	if len(o.Connections) == 0 {
		return errors.New("there is no connection")
	}
	var names []string
	for _, c := range o.Connections {
		if err := checkName(c.Name, names); err != nil {
			return err
		}
		names = append(names, c.Name)
	}
	for _, a := range o.Aggregators {
		if err := checkName(a.Name, names); err != nil {
			return err
		}
		names = append(names, a.Name)
		if len(a.Connections) == 0 {
			return fmt.Errorf("aggregator %s has no connection", a.Name)
		}
		for _, member := range a.Connections {
			if !slices.ContainsFunc(o.Connections, func(c Connection) bool { return c.Name == member }) {
				return fmt.Errorf("aggregator %s names %s, and there is no such connection", a.Name, member)
			}
		}
	}
	return nil
}

func checkName(name string, taken []string) error {
	switch folded := strings.ToLower(name); {
	case name == "":
		return errors.New("a connection has no name")
	case folded == "main" || folded == "temp":
		return fmt.Errorf("connection %s needs another name: SQLite keeps this one for itself", name)
	case slices.ContainsFunc(taken, func(other string) bool { return strings.EqualFold(other, name) }):
		return fmt.Errorf("there are two connections %s", name)
	}
	return nil
}

// Close ends the queries that still run, and frees the engine and the plugin. A plugin that goes on with a scan is not
// freed, and is an error.
func (db *DB) Close() error {
	db.cancel(ErrClosed)
	db.mu.Lock()
	idle := db.idle
	db.idle = nil
	db.mu.Unlock()
	var errs []error
	for _, c := range idle {
		errs = append(errs, c.Close())
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := db.host.waitForScans(ctx); err != nil {
		return errors.Join(append(errs, err)...)
	}
	db.host.plugin.Close()
	return errors.Join(errs...)
}

// Tables lists the plugin's tables, sorted by name. With several connections they are those of the first.
func (db *DB) Tables() []Table { return slices.Clone(db.host.publicTables) }

// Table finds a table by its name in any case; an error offers the nearest names.
func (db *DB) Table(name string) (Table, error) {
	for _, t := range db.host.publicTables {
		if strings.EqualFold(t.Name, name) {
			return t, nil
		}
	}
	text := "no such table: " + name
	if names := similarNames(name, db.host.tableNames()); len(names) > 0 {
		return Table{}, didYouMean(text, names)
	}
	return Table{}, errors.New(text)
}

// Query runs one statement, or several that semicolons separate, one after the other: the result is that of the first
// that has one, and Rows.NextResultSet goes on to the next. A statement runs as its rows are read. What the statements
// create (a temporary table) lasts until the result is closed.
func (db *DB) Query(ctx context.Context, sql string) (*Rows, error) { return db.query(ctx, sql, nil) }

func (db *DB) query(ctx context.Context, sql string, d *dryRun) (*Rows, error) {
	if db.ctx.Err() != nil {
		return nil, ErrClosed
	}
	c, err := db.acquire(ctx)
	if err != nil {
		return nil, err
	}
	c.dryRun, c.said = d, sqlText{}
	return db.queryOn(ctx, &Rows{db: db, conn: c, remaining: sql})
}

// acquire takes an idle SQLite connection or makes one.
func (db *DB) acquire(ctx context.Context) (*conn, error) {
	db.mu.Lock()
	if n := len(db.idle); n > 0 {
		c := db.idle[n-1]
		db.idle = db.idle[:n-1]
		db.mu.Unlock()
		return c, nil
	}
	db.mu.Unlock()
	return openConn(ctx, db.host)
}

// release keeps a connection for the next query.
func (db *DB) release(c *conn) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.ctx.Err() != nil || len(db.idle) == maxIdleConns {
		_ = c.Close()
		return
	}
	db.idle = append(db.idle, c)
}

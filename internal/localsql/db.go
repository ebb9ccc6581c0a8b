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
)

const (
	// idleConns is how many SQLite connections are kept for the next query.
	idleConns = 4
	// maxAttached is SQLite's limit on schemas.
	maxAttached = 10
	// closing is how long Close waits for a plugin that does not heed its context.
	closing = time.Second
)

// A Connection is one connection of the plugin.
type Connection struct {
	Name   string // also the schema that its tables are found in
	Config string // the HCL body of the connection block
}

// Options say which plugin is opened and how.
type Options struct {
	Plugin plugin.PluginFunc
	// Connections holds at least one connection. The tables of the only one are in schema main; each of several is an
	// attached schema of the connection's name, and the first also answers unqualified names.
	Connections []Connection
	// Filters names, per table, columns that the plugin filters by exactly though they are no key columns (=, IN).
	Filters map[string][]string
	// Echoes names, per table, those of Filters that only repeat the value that is asked for, and are NULL without one: the
	// plugin is asked value by value, and a statement that uses them in any other way is refused.
	Echoes map[string][]string
	// Costly names the tables whose listing costs a request a row. A join asks them value by value by the List key that
	// takes equality alone, and never lists them instead.
	Costly []string
	// Watch, if set, decorates the context of every scan.
	Watch func(ctx context.Context) context.Context
}

// A DB answers queries. It is safe for concurrent use.
type DB struct {
	options Options
	host    *host
	ctx     context.Context // done when the DB is closed
	cancel  context.CancelCauseFunc

	free sync.Once

	mu   sync.Mutex
	idle []*conn
}

// ErrClosed is the error of a query on a closed DB.
var ErrClosed = errors.New("the database is closed")

// Open loads the plugin and its tables. It needs neither credentials nor a network.
func Open(ctx context.Context, o Options) (*DB, error) {
	if err := check(o.Connections); err != nil {
		return nil, err
	}
	h, err := newHost(o)
	if err != nil {
		return nil, err
	}
	db := &DB{options: o, host: h}
	db.ctx, db.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	c, err := openConn(ctx, h, o.Connections)
	if err != nil {
		return nil, err
	}
	db.release(c)
	return db, nil
}

func check(connections []Connection) error {
	switch n := len(connections); {
	case n == 0:
		return errors.New("there is no connection")
	case n > maxAttached:
		return fmt.Errorf("there are %d connections, and SQLite takes %d at most", n, maxAttached)
	}
	var seen []string
	for _, c := range connections {
		name := strings.ToLower(c.Name)
		switch {
		case name == "":
			return errors.New("a connection has no name")
		case len(connections) > 1 && (name == "main" || name == "temp"):
			return fmt.Errorf("connection %s needs another name beside other connections: SQLite keeps this one for itself", c.Name)
		case slices.Contains(seen, name):
			return fmt.Errorf("there are two connections %s", c.Name)
		}
		seen = append(seen, name)
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
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	if err := db.host.wait(ctx); err != nil {
		return errors.Join(append(errs, err)...)
	}
	db.free.Do(db.host.close)
	return errors.Join(errs...)
}

// Tables lists the plugin's tables, sorted by name. With several connections they are those of the first.
func (db *DB) Tables() []Table { return slices.Clone(db.host.shown) }

// Query runs one statement, or several that semicolons separate. Of several, all but the last are run to their end and
// their rows thrown away; the result is that of the last, which runs as its rows are read. What the statements create
// (a temporary table, an attached file) lasts until the result is closed.
func (db *DB) Query(ctx context.Context, sql string) (*Rows, error) {
	if db.ctx.Err() != nil {
		return nil, ErrClosed
	}
	c, err := db.acquire(ctx)
	if err != nil {
		return nil, err
	}
	r := &Rows{db: db, conn: c, pure: true}
	r.ctx, r.cancel = context.WithCancelCause(ctx)
	r.unbind = context.AfterFunc(db.ctx, func() { r.cancel(ErrClosed) })
	c.SetInterrupt(r.ctx)
	if err := r.prepare(sql); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
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
	return openConn(ctx, db.host, db.options.Connections)
}

// release keeps a connection for the next query.
func (db *DB) release(c *conn) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.ctx.Err() != nil || len(db.idle) == idleConns {
		_ = c.Close()
		return
	}
	db.idle = append(db.idle, c)
}

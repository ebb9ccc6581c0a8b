// Package store keeps the rows of an archive, and what is known of them, in a SQL database: SQLite or Postgres.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// Format is the version of an archive's own tables.
const Format = 1

// A Store is an open archive. It is used by one goroutine.
type Store struct {
	db      *sql.DB
	dialect dialect
	release func() error // the lock
	holder  *sql.Conn    // of a lock that a connection holds
}

// A dialect is what SQLite and Postgres say differently.
type dialect interface {
	columnType(layout.Type) string
	placeholder(n int) string                  // from 1
	among(column string, t layout.Type) string // a condition that takes one argument, made by list
	list(values []any) any
	selected(c layout.Column) string        // a column in a SELECT
	bound(v any, t layout.Type) any         // a value as an argument
	text(text string, t layout.Type) string // a text that can be stored
	columns(ctx context.Context, tx *sql.Tx, table string) ([]string, error)
	write(ctx context.Context, tx *sql.Tx, conn *sql.Conn, t *layout.Table, rows [][]any) error
}

// Close gives the archive and its lock back.
func (s *Store) Close() error {
	var err error
	if s.holder != nil {
		err = s.holder.Close()
	}
	err = errors.Join(err, s.db.Close())
	if s.release != nil {
		err = errors.Join(err, s.release())
	}
	return err
}

// A Tx is a transaction.
type Tx struct {
	*sql.Tx
	conn    *sql.Conn // that it runs on
	dialect dialect
}

// Update runs a function in one transaction, which is as if it had never been when the function fails.
func (s *Store) Update(ctx context.Context, change func(*Tx) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return explained(err)
	}
	if err := change(&Tx{tx, conn, s.dialect}); err != nil {
		_ = tx.Rollback() // the change's own error says more
		return explained(err)
	}
	return explained(tx.Commit())
}

// explained says what to do about a file that somebody else uses, or that cannot be written.
func explained(err error) error {
	switch {
	case errors.Is(err, sqlite3.FULL), errors.Is(err, sqlite3.IOERR):
		return fmt.Errorf("the file of the archive cannot be read or written (%w): is its disk full? What was stored before stays, and the next run goes on from there", err)
	case errors.Is(err, sqlite3.BUSY):
		return fmt.Errorf("another program has been reading or writing it for %d seconds, so that this could not be stored (%w): end that program's transaction, and run the archive again", busySeconds, err)
	}
	return err
}

// quoted is a name in SQL. All names are the tables' own.
func quoted(name string) string { return `"` + name + `"` }

func names(columns []layout.Column) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = quoted(c.Name)
	}
	return all
}

// Prepare makes the tables and columns that are not there yet.
func (s *Store) Prepare(ctx context.Context, l *layout.Layout) (added []string, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		if err := tx.prepareBookkeeping(ctx); err != nil {
			return err
		}
		for _, t := range l.Tables {
			grown, err := tx.prepareTable(ctx, t)
			if err != nil {
				return err
			}
			if grown {
				added = append(added, t.Name)
			}
		}
		return nil
	})
	return added, err
}

// prepareTable reports whether a table that was there has new columns.
func (tx *Tx) prepareTable(ctx context.Context, t *layout.Table) (grown bool, err error) {
	there, err := tx.dialect.columns(ctx, tx.Tx, t.Name)
	if err != nil {
		return false, err
	}
	if len(there) == 0 {
		return false, tx.createTable(ctx, t)
	}
	for _, c := range t.Columns {
		if slices.Contains(there, c.Name) {
			continue
		}
		grown = true
		if err := tx.exec(ctx, fmt.Sprintf("alter table %s add column %s %s", quoted(t.Name), quoted(c.Name), tx.dialect.columnType(c.Type))); err != nil {
			return false, err
		}
	}
	return grown, nil
}

func (tx *Tx) createTable(ctx context.Context, t *layout.Table) error {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = quoted(c.Name) + " " + tx.dialect.columnType(c.Type)
		if slices.Contains(t.Key, c.Name) {
			columns[i] += " not null"
		}
	}
	key := make([]string, len(t.Key))
	for i, name := range t.Key {
		key[i] = quoted(name)
	}
	statements := []string{fmt.Sprintf("create table %s (%s, primary key (%s))", quoted(t.Name), strings.Join(columns, ", "), strings.Join(key, ", "))}
	index := func(columns ...string) {
		statements = append(statements, fmt.Sprintf("create index %s on %s (%s)", quoted(t.Name+"_"+strings.Join(columns, "_")), quoted(t.Name), strings.Join(columns, ", ")))
	}
	switch {
	case t.Name == layout.Call:
		index("started_at")
		index(layout.CompanyID, "started_at")
	case t.Parent == layout.Call:
		index("call_started_at")
	}
	for _, statement := range statements {
		if err := tx.exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) exec(ctx context.Context, statement string, args ...any) error {
	_, err := tx.ExecContext(ctx, tx.numbered(statement), args...)
	return err
}

// numbered puts the dialect's placeholders in the place of question marks.
func (tx *Tx) numbered(statement string) string {
	var b strings.Builder
	n := 0
	for _, c := range statement {
		if c != '?' {
			b.WriteRune(c)
			continue
		}
		n++
		b.WriteString(tx.dialect.placeholder(n))
	}
	return b.String()
}

// OnClose gives a lock back when the archive is closed.
func (s *Store) OnClose(release func() error) { s.release = release }

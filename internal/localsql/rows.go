package localsql

import (
	"cmp"
	"context"

	"github.com/ncruces/go-sqlite3"
)

// Rows is the result of a query. It must be closed, and is not safe for concurrent use.
type Rows struct {
	db *DB
	// session is what the connection belongs to; nil: the result alone.
	session *Session
	conn    *conn
	ctx     context.Context
	cancel  context.CancelCauseFunc
	detach  func() bool

	remaining string        // the statements to come
	stmt      *sqlite3.Stmt // the one that runs; nil where none has a result
	flow      *dataflow     // of stmt
	columns   []ResultColumn
	names     []string // of the columns of stmt, where it is not as the user wrote it; nil: it is
	values    []any
	refused   int // comparisons with pseudonyms, before the query
	err       error
	executed  bool // a statement has run
	reusable  bool // no statement has changed the connection
	broken    bool // the connection has run out of memory
	closed    bool
}

// A ResultColumn is a column of a result. Its type is that of the table's column that it comes straight from or is the
// least or greatest value of, in the words of Column.Type, and jsonb for a JSON function; "" for any other expression.
type ResultColumn struct{ Name, Type string }

// Columns describes the result's columns. Where no statement has a result there are none.
func (r *Rows) Columns() []ResultColumn { return r.columns }

// Next moves to the next row of the result. At its end, after an error (see Err), and when the context is done it reports
// false.
func (r *Rows) Next() bool {
	if r.closed || r.stmt == nil {
		return false
	}
	more := false
	if r.err = r.catchOutOfMemory(func() error {
		if more = r.stmt.Step(); !more {
			err := cmp.Or(r.fullError(r.stmt.Err()), r.tooManyValues())
			r.endStatement()
			return err
		}
		if err := r.tooManyValues(); err != nil {
			return err
		}
		r.values = make([]any, len(r.columns))
		if err := r.stmt.Columns(r.values...); err != nil {
			return r.fullError(err)
		}
		for i, c := range r.columns {
			r.values[i] = typed(r.values[i], c.Type)
		}
		return nil
	}); r.err != nil || !more && isBlank(r.remaining) {
		_ = r.Close()
	}
	return more && r.err == nil
}

// Values are those of the current row, each nil, an int64, float64 or string, or, in a column of such a type,
// a bool (boolean), json.RawMessage (jsonb) or time.Time (timestamp with time zone, in UTC). The caller may keep them.
func (r *Rows) Values() []any { return r.values }

// NextResultSet leaves the result for that of the next statement that has one, and runs those on the way to it. It
// reports false where there is none, and after an error (see Err).
func (r *Rows) NextResultSet() bool {
	if r.closed {
		return false
	}
	var found bool
	if found, r.err = r.advance(); !found {
		_ = r.Close()
	}
	return found
}

// Err is the error that ended the result: a *ScanError when the plugin failed, the context's when that is done.
func (r *Rows) Err() error { return r.conn.host.scrubbed(r.err) }

// Close stops the query and its scans. It may be called at any time, and more than once.
func (r *Rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	r.detach()
	r.cancel(context.Canceled)
	_ = r.catchOutOfMemory(func() error { r.endStatement(); return nil })
	r.conn.SetInterrupt(context.Background())
	if p := r.conn.host.pseudonyms; p != nil {
		_ = p.Save(context.WithoutCancel(r.ctx)) // who owns them saves once more, and tells the error
	}
	if r.session != nil {
		if r.broken {
			return r.session.Close()
		}
		return nil
	}
	if !r.reusable || r.conn.dryRun != nil {
		return r.catchOutOfMemory(r.conn.Close)
	}
	r.db.release(r.conn)
	return nil
}

func (r *Rows) endStatement() {
	if r.stmt != nil {
		_ = r.stmt.Close() // its error is that of the last step
		r.stmt = nil
	}
	r.conn.endStatement()
	if d := r.conn.dryRun; d != nil {
		d.collect(r.flow, r.conn.said)
	}
	r.flow = nil
	r.conn.dropPlans()
}

// advance runs statements up to the first that has a result, and reports whether there is one.
func (r *Rows) advance() (found bool, err error) {
	err = r.catchOutOfMemory(func() error {
		for {
			r.endStatement()
			stmt, err := r.prepare()
			if err != nil || stmt == nil {
				return err
			}
			r.stmt, r.executed = stmt, true
			r.reusable = r.reusable && stmt.ReadOnly() && stmt.ColumnCount() > 0
			r.conn.beginStatement(r.ctx)
			if found = stmt.ColumnCount() > 0; found {
				r.describe()
				return nil
			}
			if err := cmp.Or(r.fullError(stmt.Exec()), r.tooManyValues()); err != nil {
				return err
			}
		}
	})
	return found && err == nil, err
}

func (r *Rows) describe() {
	r.columns = nil
	for i := range r.stmt.ColumnCount() {
		c := ResultColumn{Name: r.stmt.ColumnName(i)}
		if r.names != nil {
			c.Name = r.names[i]
		}
		if name := r.stmt.ColumnOriginName(i); name == "" {
			c.Type = r.flow.typeOfExpression(i)
		} else {
			c.Type = r.flow.typeOf(i, r.conn.typeOf(r.stmt.ColumnDatabaseName(i), r.stmt.ColumnTableName(i), name))
		}
		r.columns = append(r.columns, c)
	}
}

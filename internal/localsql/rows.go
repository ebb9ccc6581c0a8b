package localsql

import (
	"context"
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// Rows is the result of a query. It must be closed, and is not safe for concurrent use.
type Rows struct {
	db     *DB
	conn   *conn
	ctx    context.Context
	cancel context.CancelCauseFunc
	unbind func() bool

	stmt    *sqlite3.Stmt
	trace   *trace // of stmt
	columns []ResultColumn
	values  []any
	err     error
	pure    bool // no statement has changed the connection
	closed  bool
}

// A ResultColumn is a column of a result. Its type is that of the table's column that it comes straight from, in the
// words of Column.Type, and "" for an expression.
type ResultColumn struct{ Name, Type string }

// Columns describes the result's columns. A statement without a result has none.
func (r *Rows) Columns() []ResultColumn { return r.columns }

// Next moves to the next row. At the end, after an error (see Err), and when the context is done it closes the result
// and reports false.
func (r *Rows) Next() bool {
	if r.closed {
		return false
	}
	if !r.stmt.Step() {
		r.err = r.failure(r.stmt.Err())
		_ = r.Close()
		return false
	}
	r.values = make([]any, len(r.columns))
	for i, c := range r.columns {
		r.values[i] = output(r.stmt, i, c.Type)
	}
	return true
}

// Values are those of the current row, each nil, an int64, float64 or string, or, straight from a column of such a type,
// a bool (boolean), json.RawMessage (jsonb) or time.Time (timestamp with time zone, in UTC). The caller may keep them.
func (r *Rows) Values() []any { return r.values }

// Err is the error that ended the result: a *ScanError when the plugin failed, the context's when that is done.
func (r *Rows) Err() error { return r.err }

// Close stops the query and its scans. It may be called at any time, and more than once.
func (r *Rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	r.unbind()
	r.cancel(context.Canceled)
	_ = r.stmt.Close() // its error is that of the last step
	r.conn.end()
	r.conn.forget()
	r.conn.SetInterrupt(context.Background())
	if !r.pure {
		return r.conn.Close()
	}
	r.db.release(r.conn)
	return nil
}

// prepare runs all statements but the last, and prepares that one.
func (r *Rows) prepare(sql string) error {
	for {
		stmt, tail, err := r.next(sql)
		if err != nil {
			return err
		}
		if stmt == nil {
			return errors.New("there is no SQL statement to run")
		}
		r.stmt = stmt
		r.pure = r.pure && stmt.ReadOnly() && stmt.ColumnCount() > 0
		r.conn.begin(r.ctx)
		if r.isBlank(tail) {
			r.describe()
			return nil
		}
		if err := r.failure(stmt.Exec()); err != nil {
			return err
		}
		if err := stmt.Close(); err != nil {
			return r.failure(err)
		}
		sql = tail
	}
}

// next prepares the first statement of sql, past empty ones.
func (r *Rows) next(sql string) (*sqlite3.Stmt, string, error) {
	for sql != "" {
		stmt, tail, err := r.conn.Prepare(sql)
		if err != nil {
			return nil, "", r.explain(r.failure(err), sql)
		}
		if stmt != nil {
			if r.trace, err = r.conn.check(stmt); err != nil {
				_ = stmt.Close()
				return nil, "", err
			}
			return stmt, tail, nil
		}
		sql = tail
	}
	return nil, "", nil
}

// isBlank reports whether nothing but space and comments follows. What does not compile is not blank: it may need what
// the statement before it creates.
func (r *Rows) isBlank(sql string) bool {
	for sql != "" {
		stmt, tail, err := r.conn.Prepare(sql)
		if stmt != nil || err != nil {
			_ = stmt.Close()
			return false
		}
		sql = tail
	}
	return true
}

func (r *Rows) describe() {
	for i := range r.stmt.ColumnCount() {
		c := ResultColumn{Name: r.stmt.ColumnName(i)}
		if name := r.stmt.ColumnOriginName(i); name != "" {
			c.Type = r.trace.typeOf(i, r.conn.typeOf(r.stmt.ColumnDatabaseName(i), r.stmt.ColumnTableName(i), name))
		}
		r.columns = append(r.columns, c)
	}
}

// failure is the error in full: that of the scan, or of the context, behind what SQLite says.
func (r *Rows) failure(err error) error {
	switch {
	case err == nil:
		return nil
	case r.ctx.Err() != nil:
		return context.Cause(r.ctx)
	case r.conn.err != nil:
		return r.conn.err
	}
	return err
}

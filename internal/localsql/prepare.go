package localsql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// prepare compiles the next statement, past empty ones; nil: there is none.
func (r *Rows) prepare() (*sqlite3.Stmt, error) {
	var named []string // the schemas that had to be made for it
	for !isBlank(r.remaining) {
		stmt, rest, err := r.conn.Prepare(r.remaining)
		if err != nil {
			if schema := r.conn.missingSchema(err); schema != "" {
				named = append(named, schema)
				if err := r.conn.attach(named); err != nil {
					return nil, err
				}
				continue
			}
			return nil, r.withSuggestions(r.fullError(err), r.remaining)
		}
		r.remaining = rest
		if stmt == nil {
			continue
		}
		if err := refuseParameters(stmt); err != nil {
			_ = stmt.Close()
			return nil, err
		}
		if stmt, err = r.markJSON(stmt); err != nil {
			return nil, err
		}
		if r.flow, err = r.conn.checkComparisons(stmt); err != nil {
			_ = stmt.Close()
			return nil, err
		}
		r.conn.notifyUnpushed(r.ctx, r.flow)
		return stmt, nil
	}
	return nil, nil
}

// markJSON prepares a statement anew where JSON in it is to be marked. Its columns keep their names.
func (r *Rows) markJSON(stmt *sqlite3.Stmt) (*sqlite3.Stmt, error) {
	r.names = nil
	sql := r.conn.markJSON(stmt.SQL())
	if sql == "" {
		return stmt, nil
	}
	for i := range stmt.ColumnCount() {
		r.names = append(r.names, stmt.ColumnName(i))
	}
	_ = stmt.Close() // it has not run
	r.conn.dropPlans()
	marked, _, err := r.conn.Prepare(sql)
	return marked, r.fullError(err)
}

// A ParameterError is that of SQL with parameters, which have no values.
type ParameterError struct{ Names []string } // as the SQL writes them: :id, @id, $id, ?, ?1; at least one

func (e *ParameterError) Error() string {
	return fmt.Sprintf("the SQL has a parameter without a value (%s): write the value in its place, a text in single quotes", strings.Join(e.Names, ", "))
}

// refuseParameters refuses a statement with parameters: SQLite would take each for NULL.
func refuseParameters(stmt *sqlite3.Stmt) error {
	var names []string
	for i := range stmt.BindCount() {
		name := stmt.BindName(i + 1)
		if name == "" {
			name = "?"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &ParameterError{names}
}

// isBlank reports whether nothing but space, semicolons and comments follows.
func isBlank(sql string) bool {
	for {
		sql = strings.TrimLeft(sql, "; \t\r\n\f")
		switch {
		case sql == "":
			return true
		case strings.HasPrefix(sql, "--"):
			_, sql, _ = strings.Cut(sql, "\n")
		case strings.HasPrefix(sql, "/*"):
			_, sql, _ = strings.Cut(sql[len("/*"):], "*/")
		default:
			return false
		}
	}
}

// fullError is the error in full: that of the context, the scan or the authorizer, which SQLite's own error only hints at.
func (r *Rows) fullError(err error) error {
	switch {
	case err == nil:
		return nil
	case r.ctx.Err() != nil:
		return context.Cause(r.ctx)
	case r.conn.err != nil:
		return r.conn.err
	case errors.Is(err, sqlite3.TOOBIG):
		return fmt.Errorf("a text is longer than %d bytes, which is more than one value may be: take a part of it (substr), or put together fewer rows", r.conn.host.maxValueBytes)
	}
	if text := messageOf(err); text != err.Error() {
		err = errors.New(text)
	}
	if r.stmt != nil { // it runs: the message may repeat a value
		return r.conn.said.withoutWords(err)
	}
	return err
}

// messageOf is an error's text without the words that the library puts before each of SQLite's.
func messageOf(err error) string {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "sqlite3: "), "SQL logic error: ")
	if strings.HasPrefix(text, "record on line ") || strings.HasPrefix(text, "parse error on line ") { // of ext/csv
		text = "the CSV file cannot be read: " + text
	}
	return text
}

// outOfMemory is the text of the value that the engine panics with; it exports none.
const outOfMemory = "sqlite3: out of memory"

// catchOutOfMemory turns the engine's panic for want of memory into an error. The connection cannot be used again then.
func (r *Rows) catchOutOfMemory(f func() error) (err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case fmt.Sprint(p) == outOfMemory:
			r.reusable, r.broken = false, true
			err = fmt.Errorf("the query needs more than %d MB of memory: read fewer rows or columns at once, or sort and group fewer", r.conn.host.maxMemory>>20)
		default:
			panic(p)
		}
	}()
	return f()
}

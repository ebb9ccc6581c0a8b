package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// maxKeys is how many keys one statement looks up.
const maxKeys = 1000

// Rows reads the rows whose first key column is one of the values, in the order of their keys.
func (tx *Tx) Rows(ctx context.Context, t *layout.Table, values []any) ([][]any, error) {
	var rows [][]any
	for some := range slices.Chunk(values, maxKeys) {
		condition := tx.dialect.among(quoted(t.Key[0]), t.Columns[t.Index(t.Key[0])].Type)
		found, err := tx.read(ctx, t, "where "+condition, tx.dialect.list(some))
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	return rows, nil
}

func (tx *Tx) read(ctx context.Context, t *layout.Table, where string, args ...any) (rows [][]any, err error) {
	for row, err := range tx.each(ctx, t, where, args...) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// each gives the rows of a table one by one, in the order of their keys.
func (tx *Tx) each(ctx context.Context, t *layout.Table, where string, args ...any) func(func([]any, error) bool) {
	selected := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		selected[i] = tx.dialect.selected(c)
	}
	statement := fmt.Sprintf("select %s from %s %s order by %s", strings.Join(selected, ", "), quoted(t.Name), where, strings.Join(t.Key, ", "))
	return func(yield func([]any, error) bool) {
		found, err := tx.QueryContext(ctx, tx.numbered(statement), args...)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = found.Close() }()
		for found.Next() {
			row, err := scan(found, t.Columns)
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// scan reads a row in the values of a Record.
func scan(found *sql.Rows, columns []layout.Column) ([]any, error) {
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	if err := found.Scan(into...); err != nil {
		return nil, err
	}
	for i, c := range columns {
		row[i] = value(row[i], c.Type)
	}
	return row, nil
}

// value is what a driver gave in the one form that rows are compared in.
func value(v any, t layout.Type) any {
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	switch v := v.(type) {
	case string:
		if t == layout.Timestamp {
			if at, ok := plan.ParseTimestamp(v); ok {
				return at
			}
		}
	case time.Time:
		return v.UTC()
	case int64:
		switch t {
		case layout.Bool:
			return v != 0
		case layout.Double:
			return float64(v)
		}
	}
	return v
}

// Write stores rows: those whose key is there are replaced.
func (tx *Tx) Write(ctx context.Context, t *layout.Table, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.dialect.write(ctx, tx.Tx, tx.conn, t, rows)
}

// Remove deletes the rows of a table inside others that lie behind the last position of their parent.
func (tx *Tx) Remove(ctx context.Context, t *layout.Table, parent any, last int) error {
	return tx.exec(ctx, fmt.Sprintf("delete from %s where %s = ? and %s > ?", quoted(t.Name), quoted(t.Key[0]), layout.Position), parent, last)
}

// Living lists the keys of a company's rows that are not marked as deleted.
func (tx *Tx) Living(ctx context.Context, t *layout.Table, company int64) ([]any, error) {
	return column(tx.QueryContext(ctx, tx.numbered(fmt.Sprintf("select %s from %s where company_id = ? and deleted_at is null", quoted(t.Key[0]), quoted(t.Name))), company))
}

func column(found *sql.Rows, err error) ([]any, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var all []any
	for found.Next() {
		var v any
		if err := found.Scan(&v); err != nil {
			return nil, err
		}
		if b, ok := v.([]byte); ok {
			v = string(b)
		}
		all = append(all, v)
	}
	return all, found.Err()
}

// MarkDeleted says of rows, by their first key, that they are gone.
func (tx *Tx) MarkDeleted(ctx context.Context, t *layout.Table, keys []any, at time.Time) error {
	for some := range slices.Chunk(keys, maxKeys) {
		when := tx.dialect.bound(at, layout.Timestamp)
		statement := fmt.Sprintf("update %s set deleted_at = ?, archived_at = ? where deleted_at is null and %s", quoted(t.Name), tx.dialect.among(quoted(t.Key[0]), t.Columns[t.Index(t.Key[0])].Type))
		if err := tx.exec(ctx, statement, when, when, tx.dialect.list(some)); err != nil {
			return err
		}
	}
	return nil
}

// Rename writes the name of a company to all its rows, and reports whether any had another.
func (tx *Tx) Rename(ctx context.Context, t *layout.Table, company int64, name any) (changed bool, err error) {
	done, err := tx.ExecContext(ctx, tx.numbered(fmt.Sprintf("update %s set company_name = ? where company_id = ? and company_name is distinct from ?", quoted(t.Name))), name, company, name)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// Count is how many rows of a company a table has, how many are marked as deleted, and the newest time of them.
func (tx *Tx) Count(ctx context.Context, t *layout.Table, company int64) (rows, deleted int64, newest time.Time, err error) {
	marked, at := "0", layout.ArchivedAt
	if t.HasDeleted() {
		marked = "count(deleted_at)"
	}
	if t.Month != "" {
		at = t.Month
	}
	var latest any
	statement := fmt.Sprintf("select count(*), %s, max(%s) from %s where company_id = ?", marked, quoted(at), quoted(t.Name))
	err = tx.QueryRowContext(ctx, tx.numbered(statement), company).Scan(&rows, &deleted, &latest)
	newest, _ = value(latest, layout.Timestamp).(time.Time)
	return rows, deleted, newest, err
}

// Normal is a value in the form in which it will be read again.
func (tx *Tx) Normal(v any, t layout.Type) any {
	if at, ok := v.(time.Time); ok {
		return at.UTC().Truncate(time.Microsecond)
	}
	if text, ok := v.(string); ok {
		return tx.dialect.text(text, t)
	}
	return v
}

// Has reports whether the archive has a table.
func (tx *Tx) Has(ctx context.Context, t *layout.Table) (bool, error) {
	there, err := tx.dialect.columns(ctx, tx.Tx, t.Name)
	return len(there) > 0, err
}

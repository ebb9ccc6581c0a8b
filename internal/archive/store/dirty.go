package store

import (
	"context"
	"fmt"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// A File is one of those that are written from an archive: of a table and a month, as 2026-06-01, "" for a table that has
// one file.
type File struct{ Table, Month string }

// Touch notes that a file is to be written.
func (tx *Tx) Touch(ctx context.Context, table, month string) error {
	return tx.exec(ctx, "insert into archive_dirty (table_name, month) values (?, ?) on conflict (table_name, month) do nothing", table, month)
}

// TouchAll notes that all files with rows of a company are to be written.
func (tx *Tx) TouchAll(ctx context.Context, t *layout.Table, company int64) error {
	months := []string{""}
	if t.Month != "" {
		found, err := column(tx.QueryContext(ctx, tx.numbered(fmt.Sprintf("select distinct substr(%s, 1, 7) || '-01' from %s where company_id = ?", quoted(t.Month), quoted(t.Name))), company))
		if err != nil {
			return err
		}
		months = texts(found)
	}
	for _, month := range months {
		if err := tx.Touch(ctx, t.Name, month); err != nil {
			return err
		}
	}
	return nil
}

// TouchTable notes that all files of a table are to be written.
func (tx *Tx) TouchTable(ctx context.Context, t *layout.Table) error {
	companies, err := tx.Companies(ctx)
	if err != nil {
		return err
	}
	for _, c := range companies {
		if err := tx.TouchAll(ctx, t, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// Dirty lists the files that are to be written, the latest month first: a call that moves over the end of a month mostly moves
// forward, and stands in the new one before it leaves the old.
func (tx *Tx) Dirty(ctx context.Context) ([]File, error) {
	found, err := tx.QueryContext(ctx, "select table_name, month from archive_dirty order by month desc, table_name")
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var all []File
	for found.Next() {
		var f File
		if err := found.Scan(&f.Table, &f.Month); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, found.Err()
}

// Written takes the note of a file away.
func (tx *Tx) Written(ctx context.Context, f File) error {
	return tx.exec(ctx, "delete from archive_dirty where table_name = ? and month = ?", f.Table, f.Month)
}

// RowsOf gives the rows of a file, in the order of their keys.
func (tx *Tx) RowsOf(ctx context.Context, t *layout.Table, f File) func(func([]any, error) bool) {
	if f.Month == "" {
		return tx.each(ctx, t, "")
	}
	from, err := time.Parse(time.DateOnly, f.Month)
	if err != nil {
		return func(yield func([]any, error) bool) { yield(nil, err) }
	}
	where := fmt.Sprintf("where %s >= ? and %s < ?", quoted(t.Month), quoted(t.Month))
	return tx.each(ctx, t, where, tx.time(from), tx.time(from.AddDate(0, 1, 0)))
}

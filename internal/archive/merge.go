package archive

import (
	"context"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// put stores the rows of a table, and those inside of them in the place of the ones that were there, as far as anything
// differs.
func (c *company) put(ctx context.Context, tx *store.Tx, t *layout.Table, records []aircall.Record) error {
	if len(records) == 0 {
		return nil
	}
	clear(c.touched) // what an earlier transaction noted may have been rolled back
	rows := make([][]any, len(records))
	parents := make([]any, len(records))
	for i, r := range records {
		rows[i] = c.stored(tx, t, r.Row, 0)
		parents[i] = rows[i][t.Index(t.Key[0])]
	}
	if err := c.replace(ctx, tx, t, parents, rows); err != nil {
		return err
	}
	for _, in := range c.layout.Inside(t.Name) {
		var all [][]any
		for _, r := range records {
			for i, row := range r.Inside[in.Name] {
				all = append(all, c.stored(tx, in, row, i+1))
			}
		}
		if err := c.replace(ctx, tx, in, parents, all); err != nil {
			return err
		}
	}
	return nil
}

// stored is a row as the archive holds it.
func (c *company) stored(tx *store.Tx, t *layout.Table, read []any, position int) []any {
	row := make([]any, len(t.Columns))
	copy(row, c.replaced(t, read))
	for i, column := range t.Columns {
		switch column.Name {
		case layout.CompanyName:
			row[i] = c.companyName
		case layout.CompanyID:
			row[i] = c.id
		case layout.Position:
			row[i] = int64(position)
		case layout.ArchivedAt, layout.SampledAt:
			row[i] = c.now
		}
		row[i] = tx.Normal(row[i], column.Type)
	}
	return row
}

// replace stores those rows that differ from what is there, and drops, of tables inside others, what is behind the last.
func (c *company) replace(ctx context.Context, tx *store.Tx, t *layout.Table, parents []any, rows [][]any) error {
	there, err := tx.Rows(ctx, t, parents)
	if err != nil {
		return err
	}
	before := make(map[string][]any, len(there))
	for _, row := range there {
		before[t.KeyOf(row)] = row
	}
	var changed [][]any
	count := c.count(t)
	for _, row := range rows {
		key := t.KeyOf(row)
		old, known := before[key]
		delete(before, key)
		switch {
		case !known:
			count.added++
		case same(t, old, row):
			continue
		default:
			count.changed++
			if err := c.touch(ctx, tx, t, old); err != nil {
				return err
			}
			c.noteMove(t, old, row)
		}
		changed = append(changed, row)
		if err := c.touch(ctx, tx, t, row); err != nil {
			return err
		}
	}
	if err := tx.Write(ctx, t, changed); err != nil || t.Parent == "" {
		return err
	}
	return c.removeSurplus(ctx, tx, t, before, rows)
}

// removeSurplus drops the rows that were there and did not come again.
func (c *company) removeSurplus(ctx context.Context, tx *store.Tx, t *layout.Table, surplus map[string][]any, rows [][]any) error {
	parent := t.Index(t.Key[0])
	last := map[any]int{}
	for _, row := range rows {
		last[row[parent]]++
	}
	for _, row := range surplus {
		if err := c.touch(ctx, tx, t, row); err != nil {
			return err
		}
		if err := tx.Remove(ctx, t, row[parent], last[row[parent]]); err != nil {
			return err
		}
		c.count(t).changed++
	}
	return nil
}

// monthOf is the month in whose file a row stands, "" of a table that has one file.
func monthOf(t *layout.Table, row []any) string {
	if t.Month == "" {
		return ""
	}
	at, _ := row[t.Index(t.Month)].(time.Time)
	return at.UTC().Format("2006-01") + "-01"
}

// touch notes that the file of a lake in which a row stands is to be written again.
func (c *company) touch(ctx context.Context, tx *store.Tx, t *layout.Table, row []any) error {
	if !c.lake {
		return nil
	}
	month := monthOf(t, row)
	if place := t.Name + " " + month; !c.touched[place] {
		c.touched[place] = true
		return tx.Touch(ctx, t.Name, month)
	}
	return nil
}

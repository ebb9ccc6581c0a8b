package archive

import (
	"context"
	"errors"
	"fmt"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// believable is how many living rows an empty list must contradict to be doubted.
const believable = 10

// emptiedError is a list that has lost all its rows at once.
type emptiedError struct{ living int }

func (e *emptiedError) Error() string {
	return fmt.Sprintf("Aircall lists none where %d were, so nothing was marked as deleted; if that is right, run it once with --full", e.living)
}

// refresh stores a table that was read whole: a row that is not listed any more gets deleted_at.
func (c *company) refresh(ctx context.Context, t *layout.Table) error {
	l := c.list(ctx, t.Name)
	if t.Name == layout.Company && api.IsCompanyRefused(l.err) && !c.named(t.Name) {
		c.note(fmt.Sprintf("%s: %v", c.connection, l.err))
		return nil
	}
	if l.err != nil {
		return l.err
	}
	var emptied *emptiedError
	err := c.store.Update(ctx, func(tx *store.Tx) error {
		err := c.storeWhole(ctx, tx, t, l.records)
		if errors.As(err, &emptied) {
			return nil // what was done stays: nothing
		}
		return err
	})
	if emptied != nil {
		return emptied
	}
	return err
}

// storeWhole stores all rows of a table, and marks those that are there and were not listed.
func (c *company) storeWhole(ctx context.Context, tx *store.Tx, t *layout.Table, records []aircall.Record) error {
	if err := c.put(ctx, tx, t, records); err != nil {
		return err
	}
	living, err := tx.Living(ctx, t, c.id)
	if err != nil {
		return err
	}
	listed := map[any]bool{}
	for _, r := range records {
		listed[c.stored(tx, t, r.Row, 0)[t.Index(t.Key[0])]] = true
	}
	var gone []any
	for _, key := range living {
		if !listed[key] {
			gone = append(gone, key)
		}
	}
	if len(records) == 0 && len(living) >= believable && !c.o.Full {
		return &emptiedError{len(living)}
	}
	if err := c.markDeleted(ctx, tx, t, gone); err != nil {
		return err
	}
	p, err := tx.Progress(ctx, c.id, t.Name)
	if err != nil {
		return err
	}
	p.RefreshedAt = c.now
	return tx.SetProgress(ctx, c.id, t.Name, p)
}

// markDeleted says of rows, and of what lies inside of them, that they are gone.
func (c *company) markDeleted(ctx context.Context, tx *store.Tx, t *layout.Table, keys []any) error {
	if len(keys) == 0 {
		return nil
	}
	c.count(t).deleted += len(keys)
	for _, table := range append(c.layout.Inside(t.Name), t) {
		if err := tx.MarkDeleted(ctx, table, keys, c.now); err != nil {
			return err
		}
		if c.lake {
			if err := tx.Touch(ctx, table.Name, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// sample appends a row for each user.
func (c *company) sample(ctx context.Context, t *layout.Table) error {
	l := c.list(ctx, t.Name)
	if l.err != nil {
		return l.err
	}
	return c.store.Update(ctx, func(tx *store.Tx) error {
		clear(c.touched)
		rows := make([][]any, len(l.records))
		for i, r := range l.records {
			rows[i] = c.stored(tx, t, r.Row, 0)
			if err := c.touch(ctx, tx, t, rows[i]); err != nil {
				return err
			}
		}
		c.count(t).added += len(rows)
		return tx.Write(ctx, t, rows)
	})
}

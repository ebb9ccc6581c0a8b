package archive

import (
	"context"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

const (
	contactsWhole = 24 * time.Hour // how often contacts are read whole: a deletion, and a number that moves no updated_at, show in no other way
	walkOverlap   = time.Hour      // that the walk reads again before its mark
	maxWalk       = 5000           // contacts that have changed, from which on they are read whole
)

// archiveContacts reads what has changed, and once a day everything.
func (c *company) archiveContacts(ctx context.Context, t *layout.Table) error {
	var p store.Progress
	err := c.store.Update(ctx, func(tx *store.Tx) (err error) {
		p, err = tx.Progress(ctx, c.id, t.Name)
		return err
	})
	if err != nil {
		return err
	}
	if !c.o.Full && !p.WalkMark.IsZero() && c.now.Sub(p.RefreshedAt) < contactsWhole {
		changed, latest, few, err := c.walk(ctx, t, p.WalkMark.Add(-walkOverlap))
		if err != nil {
			return err
		}
		if few {
			return c.store.Update(ctx, func(tx *store.Tx) error {
				if err := c.put(ctx, tx, t, changed); err != nil || !latest.After(p.WalkMark) {
					return err
				}
				p.WalkMark = latest
				return tx.SetProgress(ctx, c.id, t.Name, p)
			})
		}
	}
	defer delete(c.lists, t.Name) // nobody else reads them
	if err := c.refresh(ctx, t); err != nil {
		return err
	}
	return c.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.Progress(ctx, c.id, t.Name)
		if err != nil {
			return err
		}
		p.WalkMark = c.now // what changes while the list is read is found by the walk's overlap
		for _, r := range c.list(ctx, t.Name).records {
			if at := updatedAt(t, r); at.After(p.WalkMark) {
				p.WalkMark = at
			}
		}
		return tx.SetProgress(ctx, c.id, t.Name, p)
	})
}

// walk reads the contacts that have changed since a time, the latest first; few is false when there are too many.
func (c *company) walk(ctx context.Context, t *layout.Table, since time.Time) (changed []aircall.Record, latest time.Time, few bool, err error) {
	latest = since
	seen := map[any]bool{}
	for r, err := range c.reader.ContactsByUpdate(ctx) {
		if err != nil {
			return nil, latest, false, err
		}
		at := updatedAt(t, r)
		if at.Before(since) {
			return changed, latest, true, nil
		}
		if len(changed) == maxWalk {
			return nil, latest, false, nil
		}
		if at.After(latest) {
			latest = at
		}
		if id := r.Row[0]; !seen[id] {
			seen[id] = true
			changed = append(changed, r)
		}
	}
	return changed, latest, true, nil
}

func updatedAt(t *layout.Table, r aircall.Record) time.Time {
	at, _ := r.Row[t.Index("updated_at")].(time.Time)
	return at
}

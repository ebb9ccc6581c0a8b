package archive

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

const (
	// DefaultReread is how far behind its mark a run reads calls again: tags, comments and cost come late.
	DefaultReread = 48 * time.Hour
	deepReread    = 30 * 24 * time.Hour
	deepEvery     = 7 * 24 * time.Hour

	batch = 1000 // calls that are stored in one transaction
)

// archiveCalls reads calls, the oldest first, which are the first to fall out of reach, up to the beginning of the run.
// Whatever ends it, the calls up to the mark are in the archive, each with all that is inside of it.
func (c *company) archiveCalls(ctx context.Context, t *layout.Table) error {
	p, err := c.progress(ctx, t)
	if err != nil {
		return err
	}
	horizon := c.reader.Horizon().Truncate(time.Second)
	if c.now.Before(horizon) { // the clock has moved since the run began
		horizon = c.now
	}
	earliest := later(horizon, c.reader.StartDate())
	c.rereadFrom = earliest
	if p.Mark.IsZero() {
		return c.readCalls(ctx, t, stretch{from: earliest, to: c.now, completeFrom: earliest, deep: true})
	}
	if p.Mark.Before(horizon) && p.Mark.Before(c.now) {
		if err := c.noteGap(ctx, store.Gap{Table: t.Name, From: p.Mark, To: earliest}); err != nil {
			return err
		}
	}
	if earliest.Before(p.CompleteFrom) && !c.reader.StartDate().IsZero() {
		if err := c.readCalls(ctx, t, stretch{from: earliest, to: p.CompleteFrom, earlier: true, completeFrom: earliest}); err != nil {
			return err
		}
	}
	reread, deep := c.o.Reread, c.now.Sub(p.DeepAt) >= deepEvery
	if deep {
		reread = max(reread, deepReread)
	}
	c.rereadFrom = later(earliest, p.Mark.Add(-reread))
	return c.readCalls(ctx, t, stretch{from: c.rereadFrom, to: c.now, completeFrom: p.CompleteFrom, deep: deep})
}

func (c *company) progress(ctx context.Context, t *layout.Table) (p store.Progress, err error) {
	err = c.store.Update(ctx, func(tx *store.Tx) (err error) {
		p, err = tx.Progress(ctx, c.id, t.Name)
		return err
	})
	return p, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// noteGap remembers, and says once, that calls are missing for ever.
func (c *company) noteGap(ctx context.Context, g store.Gap) error {
	const day = "2006-01-02"
	c.note(fmt.Sprintf("%s: %s: the calls from %s to %s are missing, because Aircall had forgotten them before this run", c.connection, g.Table, g.From.Format(day), g.To.Format(day)))
	return c.store.Update(ctx, func(tx *store.Tx) error { return tx.AddGap(ctx, c.id, g) })
}

// A stretch of calls to be read.
type stretch struct {
	from, to     time.Time
	completeFrom time.Time // what the archive is complete from, once the first of it is stored, or all of an earlier one
	earlier      bool      // it lies before what is there, and moves no mark
	deep         bool      // it is the longer re-read
	skipped      *skippedCalls
}

// readCalls reads a stretch window by window. What is wrong with single calls leaves the others alone, and is the error at
// the end.
func (c *company) readCalls(ctx context.Context, t *layout.Table, s stretch) error {
	s.skipped = new(skippedCalls)
	w := newWindows(c.reader, s.from, s.to, c.o.windowPages)
	for w.next() {
		calls, err := w.read(ctx)
		if err != nil {
			return err
		}
		if err := c.storeCalls(ctx, t, s, calls); err != nil {
			return err
		}
		if err := c.advance(ctx, t, s, w.end, w.last()); err != nil {
			return err
		}
	}
	return s.skipped.err()
}

// storeCalls stores the calls of a window, the oldest first.
func (c *company) storeCalls(ctx context.Context, t *layout.Table, s stretch, calls []*aircall.CallRecord) error {
	slices.SortStableFunc(calls, func(a, b *aircall.CallRecord) int { return a.StartedAt.Compare(b.StartedAt) })
	for some := range slices.Chunk(calls, batch) {
		records, err := c.recordsOf(ctx, t, some, s.skipped)
		if err != nil {
			return err
		}
		mark := some[len(some)-1].StartedAt.Add(-time.Second) // another call of that second may follow
		if err := c.store.Update(ctx, func(tx *store.Tx) error {
			if err := c.put(ctx, tx, t, records); err != nil {
				return err
			}
			return c.mark(ctx, tx, t, s, mark, false)
		}); err != nil {
			return err
		}
	}
	return nil
}

// recordsOf makes rows of calls, with what the archive knows and Aircall has forgotten, and skips those that cannot be read.
func (c *company) recordsOf(ctx context.Context, t *layout.Table, calls []*aircall.CallRecord, skipped *skippedCalls) ([]aircall.Record, error) {
	ids := make([]any, len(calls))
	for i, call := range calls {
		ids[i] = call.ID
	}
	before := map[any][]any{}
	if err := c.store.Update(ctx, func(tx *store.Tx) error {
		there, err := tx.Rows(ctx, t, ids)
		for _, row := range there {
			before[row[0]] = row
		}
		return err
	}); err != nil {
		return nil, err
	}
	records := make([]aircall.Record, 0, len(calls))
	for _, call := range calls {
		record, err := c.recordOf(ctx, call, before[call.ID])
		if skipped.take(call, err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

// advance moves the mark over a window that has been stored.
func (c *company) advance(ctx context.Context, t *layout.Table, s stretch, end time.Time, last bool) error {
	return c.store.Update(ctx, func(tx *store.Tx) error { return c.mark(ctx, tx, t, s, end, last) })
}

// mark writes how far calls are complete. A mark never moves back.
func (c *company) mark(ctx context.Context, tx *store.Tx, t *layout.Table, s stretch, at time.Time, last bool) error {
	p, err := tx.Progress(ctx, c.id, t.Name)
	if err != nil {
		return err
	}
	before := p
	switch {
	case !s.earlier:
		p.Mark, p.CompleteFrom = later(p.Mark, s.skipped.before(at)), s.completeFrom
		if last {
			p.Error = ""
		}
		if last && s.deep {
			p.DeepAt = c.now
		}
	case last && s.skipped.calls == 0:
		p.CompleteFrom = s.completeFrom
	}
	if p == before {
		return nil
	}
	return tx.SetProgress(ctx, c.id, t.Name, p)
}

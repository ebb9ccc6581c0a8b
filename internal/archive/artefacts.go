package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// askedAtOnce is how many calls are asked for an artefact between two transactions: so many requests a kill can lose.
const askedAtOnce = 50

// archiveArtefact asks those calls for an artefact that can have it, each once; one of which Aircall has made nothing is
// asked again inside the re-read. An answer may fill several tables, and does so at the turn of the first.
func (c *company) archiveArtefact(ctx context.Context, t *layout.Table) error {
	a, tables := c.artefactOf(t)
	if tables[0] != t {
		return nil
	}
	var calls []store.Call
	if err := c.store.Update(ctx, func(tx *store.Tx) (err error) {
		for _, table := range tables {
			if err := c.moveArtefacts(ctx, tx, table); err != nil {
				return err
			}
		}
		calls, err = tx.Unsettled(ctx, c.id, store.Artefacts{Tables: tables, Outcomes: a.Outcomes, Earliest: c.reader.Horizon(), Reread: c.rereadFrom})
		return err
	}); err != nil || len(calls) == 0 {
		return err
	}
	var unreadable unreadableError
	// One alone is asked first: where the company lacks the add-on, it is told once.
	for _, some := range append([][]store.Call{calls[:1]}, slices.Collect(slices.Chunk(calls[1:], askedAtOnce))...) {
		if err := c.askArtefacts(ctx, a, tables, some, &unreadable); err != nil {
			return err
		}
	}
	if unreadable.first != nil {
		return &unreadable
	}
	return nil
}

// unreadableError is about calls whose artefacts do not fit; they are asked again by the next run.
type unreadableError struct {
	calls int
	first error
}

func (e *unreadableError) Error() string {
	return fmt.Sprintf("what Aircall made of %s cannot be read, the first of which is %v", number(e.calls, "call"), e.first)
}

func (e *unreadableError) Unwrap() error { return e.first }

// artefactOf is the artefact that fills a table, and all tables of this archive that it fills.
func (c *company) artefactOf(t *layout.Table) (*aircall.Artefact, []*layout.Table) {
	for _, a := range c.reader.Artefacts() {
		if !slices.Contains(a.Tables, t.Name) {
			continue
		}
		var tables []*layout.Table
		for _, name := range a.Tables {
			if table := c.layout.Table(name); table != nil {
				tables = append(tables, table)
			}
		}
		return a, tables
	}
	panic(t.Name + " is filled by no artefact")
}

// askArtefacts asks some calls, and stores what came before an error too.
func (c *company) askArtefacts(ctx context.Context, a *aircall.Artefact, tables []*layout.Table, calls []store.Call, unreadable *unreadableError) error {
	asked := make([]aircall.ArtefactCall, len(calls))
	for i, call := range calls {
		asked[i] = aircall.ArtefactCall(call)
	}
	var answers []aircall.ArtefactRows
	var failure error
	for answer, err := range c.reader.Artefact(ctx, a, asked) {
		switch {
		case err != nil:
			failure = err
		case answer.Unreadable != nil:
			if unreadable.calls++; unreadable.first == nil {
				unreadable.first = answer.Unreadable
			}
		default:
			answers = append(answers, answer)
		}
	}
	return errors.Join(failure, c.store.Update(ctx, func(tx *store.Tx) error {
		clear(c.touched)
		for _, t := range tables {
			if err := c.putArtefacts(ctx, tx, t, answers); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (c *company) putArtefacts(ctx context.Context, tx *store.Tx, t *layout.Table, answers []aircall.ArtefactRows) error {
	var parents []any
	var rows [][]any
	for _, answer := range answers {
		read := answer.Rows[t.Name]
		for i, row := range read {
			rows = append(rows, c.stored(tx, t, row, i+1))
		}
		if len(read) > 0 {
			parents = append(parents, answer.ID)
		}
		if err := tx.Settle(ctx, c.id, t, answer.ID, len(read) > 0, c.now); err != nil {
			return err
		}
	}
	return c.replace(ctx, tx, t, parents, rows)
}

// moveArtefacts repeats the start of calls that has moved: it does by a second, some minutes after a call has ended.
func (c *company) moveArtefacts(ctx context.Context, tx *store.Tx, t *layout.Table) error {
	moved, err := tx.Moved(ctx, c.id, t)
	if err != nil || len(moved) == 0 {
		return err
	}
	call := c.layout.Table(layout.Call)
	calls, err := tx.Rows(ctx, call, moved)
	if err != nil {
		return err
	}
	starts := map[any]any{}
	for _, row := range calls {
		starts[row[0]] = row[call.Index("started_at")]
	}
	rows, err := tx.Rows(ctx, t, moved)
	if err != nil {
		return err
	}
	clear(c.touched)
	for i, row := range rows {
		rows[i] = slices.Clone(row)
		rows[i][t.Index("call_started_at")] = starts[row[t.Index("call_id")]]
		rows[i][t.Index(layout.ArchivedAt)] = c.now
	}
	return c.replace(ctx, tx, t, moved, rows)
}

// archiveRequested asks for the rows of each parent that is listed. Those of a parent that is not get deleted_at.
func (c *company) archiveRequested(ctx context.Context, t *layout.Table) error {
	l := c.list(ctx, t.Parent)
	if l.err != nil {
		return fmt.Errorf("%s cannot be read: %w", t.Parent, l.err)
	}
	var parents []any
	var ids []int64
	for _, r := range l.records {
		parents, ids = append(parents, r.Row[0]), append(ids, r.Row[0].(int64))
	}
	records, err := c.reader.Requested(ctx, t.Name, ids)
	if err != nil {
		return err
	}
	return c.store.Update(ctx, func(tx *store.Tx) error {
		clear(c.touched)
		rows := make([][]any, len(records))
		last := map[any]int{}
		for i, r := range records {
			parent := r.Row[0]
			last[parent]++
			rows[i] = c.stored(tx, t, r.Row, last[parent])
		}
		if err := c.replace(ctx, tx, t, parents, rows); err != nil {
			return err
		}
		living, err := tx.Living(ctx, t, c.id)
		if err != nil {
			return err
		}
		gone := slices.DeleteFunc(living, func(parent any) bool { return l.ids[parent] })
		if err := c.markDeleted(ctx, tx, t, gone); err != nil {
			return err
		}
		p, err := tx.Progress(ctx, c.id, t.Name)
		if err != nil {
			return err
		}
		p.RefreshedAt = c.now
		return tx.SetProgress(ctx, c.id, t.Name, p)
	})
}

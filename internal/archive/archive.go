// Package archive keeps a copy of what Aircall serves for six months only, and brings it up to date as cheaply as it can.
//
// A run may be killed at any moment: the rows of a call and the mark up to which calls are complete are stored in one
// transaction, and the next run begins a little before the mark.
package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// A Connection is one that is archived: its name, and the body of its block.
type Connection struct{ Name, Config string }

// Options say what is archived, and where.
type Options struct {
	Target      string
	Tables      []string      // none: all that cost no request for each row
	Reread      time.Duration // 0: DefaultReread
	Full        bool          // contacts are read whole, and an emptied list is believed
	Demo        bool          // the connections are those of an invented company
	DemoAt      time.Time     // the moment that it was invented for (DemoMoment)
	Connections []Connection
	Pseudonyms  *pseudonym.Pseudonyms // in the place of personal data; nil: that is kept
	Now         func() time.Time      // for how long a run took; nil: the machine's clock

	windowPages int // of calls, for tests; 0: windowPages
}

// A Report is what a run has done.
type Report struct {
	Target   string   // without a password
	Notes    []string // what to know: a gap, a new company
	Problems []string // a sentence for each table that failed
	Counts   []Count  // of the tables that changed
	Requests int
	Took     time.Duration
}

// A Count is how many rows of a table changed.
type Count struct {
	Table                   string
	Added, Changed, Deleted int
}

// run is one run of an archive.
type run struct {
	o        Options
	layout   *layout.Layout
	store    *store.Store
	lake     bool // the months that change are noted, for the files that are written from them
	requests atomic.Int64

	archived []int64 // the companies whose turn has been
	touched  map[string]bool
	moved    moves
	counts   map[string]*counted
	notes    []string
	problems []string
}

type counted struct{ added, changed, deleted int }

// Run brings an archive up to date. Its error is a refusal, and then nothing was asked and nothing changed (*HeldError:
// another process is at it), or that of the context; what went wrong with single tables is in the report.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.windowPages == 0 {
		o.windowPages = windowPages
	}
	if o.Reread == 0 {
		o.Reread = DefaultReread
	}
	l, err := layout.Choose(o.Tables)
	if err != nil {
		return nil, err
	}
	r := &run{o: o, layout: l, touched: map[string]bool{}, moved: moves{}, counts: map[string]*counted{}}
	companies, err := r.companies()
	if err != nil {
		return nil, err
	}
	target, err := ParseTarget(o.Target)
	if err != nil {
		return nil, err
	}
	began := o.Now()
	if r.store, err = target.open(ctx, o.meta(), began); err != nil {
		return nil, err
	}
	defer func() { _ = r.store.Close() }()
	r.lake = target.kind == lakeTarget
	if err := r.prepare(ctx, began); err != nil {
		return nil, err
	}
	ctx = api.WithTrace(ctx, &api.Trace{Request: func(api.RequestEvent) { r.requests.Add(1) }})
	for _, c := range companies {
		c.archive(ctx)
	}
	if r.lake && ctx.Err() == nil { // also after a failure: what is stored is shown
		if err := r.writeLake(ctx, target.place); err != nil && ctx.Err() == nil {
			r.problem(err.Error())
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	report := r.report(target, began)
	if err := r.close(ctx, began, report); err != nil {
		return nil, err
	}
	return report, nil
}

// companies are the connections that can be asked. A connection that cannot leaves the others alone; the first error is
// the run's where none can.
func (r *run) companies() ([]*company, error) {
	var all []*company
	var errs []error
	for _, c := range r.o.Connections {
		reader, err := aircall.NewReader(c.Name, c.Config)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name, err))
			continue
		}
		all = append(all, &company{run: r, reader: reader, connection: c.Name, lists: map[string]*listed{}})
	}
	if len(all) == 0 {
		return nil, errors.Join(errs...)
	}
	for _, err := range errs {
		r.problem(err.Error())
	}
	return all, nil
}

// prepare makes what tables and columns are missing.
func (r *run) prepare(ctx context.Context, began time.Time) error {
	grown, err := r.store.Prepare(ctx, r.layout)
	if err != nil {
		return err
	}
	return r.store.Update(ctx, func(tx *store.Tx) error {
		for _, name := range grown {
			if err := tx.TouchTable(ctx, r.layout.Table(name)); err != nil {
				return err
			}
		}
		m := r.o.meta()
		m.Format = store.Format
		if m.CreatedAt.IsZero() {
			m.CreatedAt = began
		}
		return tx.SetMeta(ctx, m)
	})
}

// close remembers the run.
func (r *run) close(ctx context.Context, began time.Time, report *Report) error {
	rows := 0
	for _, c := range report.Counts {
		rows += c.Added + c.Changed + c.Deleted
	}
	exit := 0
	if len(report.Problems) > 0 {
		exit = 1
	}
	return r.store.Update(ctx, func(tx *store.Tx) error {
		return tx.AddRun(ctx, store.Run{StartedAt: began, EndedAt: r.o.Now(), Exit: exit, Requests: report.Requests, Rows: rows,
			Message: strings.Join(slices.Concat(report.Problems, report.Notes), "\n")})
	})
}

func (r *run) report(target *Target, began time.Time) *Report {
	report := &Report{Target: target.String(), Notes: r.notes, Problems: r.problems, Requests: int(r.requests.Load()), Took: r.o.Now().Sub(began)}
	for _, t := range r.layout.Tables {
		if c := r.counts[t.Name]; c != nil && *c != (counted{}) {
			report.Counts = append(report.Counts, Count{t.Name, c.added, c.changed, c.deleted})
		}
	}
	return report
}

func (r *run) note(sentence string)    { r.notes = append(r.notes, r.scrubbed(sentence)) }
func (r *run) problem(sentence string) { r.problems = append(r.problems, r.scrubbed(sentence)) }

// named reports whether somebody asked for a table by its name.
func (r *run) named(table string) bool {
	return len(r.o.Tables) == 0 || slices.Contains(r.o.Tables, table)
}

// count is where the changes of a table are counted.
func (r *run) count(t *layout.Table) *counted {
	if r.counts[t.Name] == nil {
		r.counts[t.Name] = &counted{}
	}
	return r.counts[t.Name]
}

package aircall

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/scanerr"
)

// Steampipe's own builds of a plugin for Postgres and for exports import Plugin and run it in their process. They call
// the SDK's PluginServer.CallExecuteAsync and read its LocalPluginStream; there is no sink for errors (scanerr), as there
// is in main.go and in the embedded engine. The SDK loses an error there: it sends the nil row that means the end first
// and the error then, and once a row has been read its stream takes an error for the end. A table whose second page is
// refused was short without an error 678 times of 678, and one in fifty scans of a wrong key found an empty table.
//
// So for such a foreign host, and only there, a scan sends nothing until nothing can fail any more:
//
//  1. A host is foreign when the context of a scan has no sink.
//  2. The rows of a list are held back until the list has ended. A LIMIT still ends the reading: see source.stream.
//  3. The SDK calls the list function once for each value of an IN list, all at once. These calls wait for each other;
//     when one has failed, one returns the error and none sends rows.
//  4. Columns that cost a request of their own for each row are read before the rows are sent, and kept in them.
//  5. An error that the SDK asks for its text before it sends the nil row panics with itself; the SDK recovers, and hands
//     it over without a nil before. One that needed no request waits a moment, until somebody reads.
//  6. Plugin sets how often the SDK hands memory back to the system, as every row passes at once.
//
// The price is that the first row comes after the last page, that all rows are in memory, and that a cancellation waits
// as long as the reading.

// freeMemInterval is after how many rows the SDK hands memory back to the system: unset it does so every 100, which costs
// more than the rows themselves.
const freeMemInterval = "STEAMPIPE_FREE_MEM_INTERVAL"

func freeMemoryRarely() {
	if os.Getenv(freeMemInterval) == "" {
		_ = os.Setenv(freeMemInterval, "50000")
	}
}

// held makes the functions of a table safe for foreign hosts. They are methods because the SDK tells functions apart by
// their bare names, which closures have in common.
type held struct{ hydrate plugin.HydrateFunc }

// holdRows puts held before the list and the get function of a table.
func holdRows(t *plugin.Table) {
	if t.List != nil {
		t.List.Hydrate = held{t.List.Hydrate}.list
	}
	if t.Get != nil {
		t.Get.Hydrate = held{t.Get.Hydrate}.get
	}
}

func (f held) list(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	if scanerr.Listens(ctx) {
		return f.hydrate(ctx, d, h)
	}
	begun := time.Now()
	arrived := siblings.join(d)
	rows, err := f.collect(ctx, d, h)
	if ok, err := arrived(err); !ok {
		return nil, inTime(ctx, begun, err)
	}
	for _, r := range rows {
		if d.RowsRemaining(ctx) <= 0 {
			break
		}
		d.StreamListItem(ctx, r)
	}
	return nil, nil
}

// collect runs the list function and returns its rows, with everything that they need. A panic is an error: siblings
// would wait for ever.
func (f held) collect(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (rows []any, err error) {
	stream := d.StreamListItem
	defer func() { d.StreamListItem = stream }()
	d.StreamListItem = func(_ context.Context, items ...any) { rows = append(rows, items...) }
	var panicked error
	func() {
		defer guard.Recover(&panicked, "")
		_, err = f.hydrate(ctx, d, h)
	}()
	if panicked != nil {
		err = failed(ctx, d, panicked)
	}
	if err != nil {
		return nil, err
	}
	return rows, readParts(ctx, d, rows)
}

func (f held) get(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	begun := time.Now()
	item, err := f.hydrate(ctx, d, h)
	if scanerr.Listens(ctx) {
		return item, err
	}
	if err == nil && item != nil {
		err = readParts(ctx, d, []any{item})
	}
	return item, inTime(ctx, begun, err)
}

// listening is how long the SDK and the host have to begin to listen for what comes from a scan. An error that needed no
// request, such as a missing key, can be faster: one in 20,000 was lost on a busy machine.
const listening = 50 * time.Millisecond

// inTime keeps an error back until it is heard.
func inTime(ctx context.Context, begun time.Time, err error) error {
	if err != nil {
		select {
		case <-time.After(listening - time.Since(begun)):
		case <-ctx.Done():
		}
	}
	return err
}

// keeper is a row that can have what was read for it beside the list.
type keeper interface {
	keep(column string, value any)
}

func (r *row[T]) keep(column string, value any) {
	if r.parts == nil {
		r.parts = map[string]any{}
	}
	r.parts[column] = value
}

// readParts reads the columns that the query asked for and that have a function of their own, several rows at once.
func readParts(ctx context.Context, d *plugin.QueryData, rows []any) error {
	var columns []*plugin.Column
	for _, c := range d.Table.Columns {
		if c.Hydrate != nil && slices.Contains(d.QueryContext.Columns, c.Name) {
			columns = append(columns, c)
		}
	}
	if len(columns) == 0 {
		return nil
	}
	each := func(yield func(any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	for _, err := range fanOut(ctx, each, func(ctx context.Context, r any) ([]any, error) {
		for _, c := range columns {
			value, err := c.Hydrate(ctx, d, &plugin.HydrateData{Item: r})
			if err != nil {
				return nil, err
			}
			r.(keeper).keep(c.Name, value)
		}
		return nil, nil
	}) {
		if err != nil {
			return err
		}
	}
	return nil
}

// siblings are the scans under way whose list function the SDK calls several times: they share the query's context.
var siblings = families{scans: map[*plugin.QueryContext]*family{}}

type families struct {
	mu    sync.Mutex
	scans map[*plugin.QueryContext]*family
}

type family struct {
	missing int
	failed  bool
	all     chan struct{} // closed when nobody is missing
}

// join is called by each call of a list function, and what it returns when the reading has ended: that waits for the
// others, and says whether rows may be sent, or else what to return.
func (f *families) join(d *plugin.QueryData) (arrived func(error) (ok bool, _ error)) {
	n := listValues(d)
	if n <= 1 {
		return func(err error) (bool, error) { return err == nil, err }
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.scans[d.QueryContext]
	if all == nil {
		all = &family{missing: n, all: make(chan struct{})}
		f.scans[d.QueryContext] = all
	}
	return func(err error) (bool, error) {
		f.mu.Lock()
		if all.failed { // one error is enough, and more than the SDK has room for
			err = nil
		}
		all.failed = all.failed || err != nil
		if all.missing--; all.missing == 0 {
			delete(f.scans, d.QueryContext)
			close(all.all)
		}
		f.mu.Unlock()
		<-all.all
		return !all.failed, err
	}
}

// listValues is how many calls of the list function the SDK makes for the query, of which this one has one value.
func listValues(d *plugin.QueryData) int {
	for _, k := range d.Table.List.KeyColumns {
		value := d.EqualsQuals[k.Name]
		for _, q := range d.QueryContext.UnsafeQuals[k.Name].GetQuals() {
			if values := q.GetValue().GetListValue().GetValues(); value != nil && slices.Contains(values, value) {
				return len(values)
			}
		}
	}
	return 1
}

// unheard is an error that nobody listens for. The SDK asks for its text when it takes it from the scan, in the
// goroutine that would then send the nil row.
type unheard struct {
	error       // as the SDK expects it, who adds the connection
	named error // with the connection's name
}

func (e unheard) Unwrap() error { return e.error }

func (e unheard) Error() string {
	if calledBy("PluginServer.CallExecuteAsync.func1") {
		panic(e.named)
	}
	return e.error.Error()
}

// calledBy reports whether a function of that name is on the stack.
func calledBy(name string) bool {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, name) {
			return true
		}
		if !more {
			return false
		}
	}
}

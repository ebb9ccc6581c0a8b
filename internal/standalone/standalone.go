// Package standalone keeps a scan complete, or an error, in Steampipe's standalone builds of the plugin.
//
// Those builds, for Postgres and for exports, import the plugin and run it in their process. They call
// the SDK's PluginServer.CallExecuteAsync and read its LocalPluginStream; there is no sink for errors (scansink), as there
// is in main.go and in the embedded engine. The SDK loses an error there: it sends the nil row that means the end first
// and the error then, and once a row has been read its stream takes an error for the end. A table whose second page is
// refused was short without an error 678 times of 678, and one in fifty scans of a wrong key found an empty table.
//
// So for such a foreign host, and only there, a scan sends nothing until nothing can fail any more:
//
//  1. A host is foreign when the context of a scan has no sink.
//  2. The rows of a list are held back until the list has ended. A LIMIT still ends the reading: see table.List.
//  3. The SDK calls the list function once for each value of an IN list, all at once. These calls wait for each other;
//     when one has failed, one returns the error and none sends rows.
//  4. Columns that cost a request of their own for each row are read before the rows are sent, and kept in them.
//  5. An error that the SDK asks for its text before it sends the nil row panics with itself; the SDK recovers, and hands
//     it over without a nil before. One that needed no request waits a moment, until somebody reads.
//  6. The SDK hands memory back to the system less often, as every row passes at once.
//
// The price is that the first row comes after the last page, that all rows are in memory, and that a cancellation waits
// as long as the reading.
package standalone

import (
	"context"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// held makes the functions of a table safe for foreign hosts. They are methods because the SDK tells functions apart by
// their bare names, which closures have in common.
type held struct {
	hydrate plugin.HydrateFunc
	report  Report
}

// Report makes an error of a scan the one that the SDK is given.
type Report func(context.Context, *plugin.QueryData, error) error

// HoldRows makes the list and the get function of a table hold rows back in foreign hosts.
func HoldRows(t *plugin.Table, report Report) {
	if t.List != nil {
		t.List.Hydrate = held{t.List.Hydrate, report}.list
	}
	if t.Get != nil {
		t.Get.Hydrate = held{t.Get.Hydrate, report}.get
	}
}

func (f held) list(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	if scansink.Listens(ctx) {
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
		err = f.report(ctx, d, panicked)
	}
	if err != nil {
		return nil, err
	}
	return rows, hydrateRows(ctx, d, rows)
}

func (f held) get(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	begun := time.Now()
	item, err := f.hydrate(ctx, d, h)
	if scansink.Listens(ctx) {
		return item, err
	}
	if err == nil && item != nil {
		err = hydrateRows(ctx, d, []any{item})
	}
	return item, inTime(ctx, begun, err)
}

// Grace is how long the SDK and the host have to begin to listen for what comes from a scan. An error that needed no
// request, such as a missing key, can be faster: one in 20,000 was lost on a busy machine.
const Grace = 50 * time.Millisecond

// inTime keeps an error back until it is heard.
func inTime(ctx context.Context, begun time.Time, err error) error {
	if err != nil {
		select {
		case <-time.After(Grace - time.Since(begun)):
		case <-ctx.Done():
		}
	}
	return err
}

// hydrateRows reads the columns that the query asked for and that have a function of their own, several rows at once.
func hydrateRows(ctx context.Context, d *plugin.QueryData, rows []any) error {
	var columns []*plugin.Column
	for _, c := range d.Table.Columns {
		if c.Hydrate != nil && slices.Contains(d.QueryContext.Columns, c.Name) {
			columns = append(columns, c)
		}
	}
	if len(columns) == 0 {
		return nil
	}
	for _, err := range table.FanOut(ctx, table.Each(rows), func(ctx context.Context, r any) ([]any, error) {
		for _, c := range columns {
			value, err := c.Hydrate(ctx, d, &plugin.HydrateData{Item: r})
			if err != nil {
				return nil, err
			}
			table.KeepPerRow(r, c.Name, value)
		}
		return nil, nil
	}) {
		if err != nil {
			return err
		}
	}
	return nil
}

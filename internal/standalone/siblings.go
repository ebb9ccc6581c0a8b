package standalone

import (
	"sync"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

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
	conditions := table.ScanOf(d).Query().Conditions
	for _, k := range d.Table.List.KeyColumns {
		if values, index := conditions.ListValue(k.Name); index >= 0 {
			return values
		}
	}
	return 1
}

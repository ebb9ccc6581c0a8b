package plan

import (
	"context"
	"math"
)

const (
	// freeKeys is how many keys a join asks for before the size of the table is asked for, which costs a request itself.
	freeKeys = 2
	// boundedKeys is the same of an IN list where a condition bounds the listing beside it, and longKeys where none does:
	// such a table has seldom so few rows that listing it costs less than so many requests.
	boundedKeys, longKeys = 4, 50
)

// A Sizer is a Source that can tell what a request would cost.
type Sizer interface {
	// Size tells how many requests a scan costs at least, and how many rows it reads. It costs one request itself at most, and
	// none where the scan follows. It is false where that cannot be told.
	Size(ctx context.Context, r *Request) (Size, bool)
}

// A Size is what a scan costs.
type Size struct {
	Requests, Rows int
	Whole          bool // the number of rows is not the least, but all of them
}

// listingCost is what a listing costs in requests. The plugin is asked for it once.
func (c *StatementCache) listingCost(t *Table, listing *Request) float64 {
	key := listing.key()
	if cost, known := c.listings[key]; known {
		return cost
	}

	cost := t.listing(t.indexes(listing.Columns)).requests
	if sizer, ok := c.source.(Sizer); ok && !c.knowsSize(t, listing) {
		if size, ok := sizer.Size(c.ctx, listing); ok {
			cost = float64(size.Requests) + float64(size.Rows)*t.hydrateCalls(t.indexes(listing.Columns))
			if size.Whole && len(listing.Quals) == 0 {
				t.listed.Store(int64(size.Rows) + 1)
			}
		}
	}

	c.listings[key] = cost
	return cost
}

// knowsSize reports whether the size of the listing is known from an earlier one.
func (c *StatementCache) knowsSize(t *Table, listing *Request) bool {
	return len(listing.Quals) == 0 && t.listed.Load() > 0
}

// listsCheaper reports whether a listing costs less than asking for the keys of an IN list, each of which costs a request.
func (c *StatementCache) listsCheaper(t *Table, asking, listing *Request) bool {
	keys := asking.requests() * t.askingFor(asking)
	enough := float64(longKeys)
	switch {
	case t.listed.Load() > 0 && t.listing(t.indexes(listing.Columns)).requests < keys:
		return true // even without the conditions
	case t.Short:
		enough = freeKeys
	case len(listing.Quals) > 0:
		enough = boundedKeys
	}
	_, sizes := c.source.(Sizer)
	if sizes && !c.knowsSize(t, listing) && keys <= enough*float64(t.members()) {
		return false
	}
	return c.listingCost(t, listing) < keys
}

// askingFor is what one key costs: a request to each connection of an aggregator, and those of the row that it finds.
func (t *Table) askingFor(r *Request) float64 {
	cost := float64(t.members())
	if r.get {
		cost += t.hydrateCalls(t.indexes(r.Columns))
	}
	return cost
}

func (t *Table) members() int { return max(1, t.Members) }

func (t *Table) indexes(columns []string) []int {
	all := make([]int, len(columns))
	for i, name := range columns {
		all[i] = t.index(name)
	}
	return all
}

// isShort reports whether the whole list of the table, with the columns, is taken to cost no more than a few keys.
func (t *Table) isShort(columns []string) bool {
	if !t.Short || t.hydrateCalls(t.indexes(columns)) > 0 {
		return false
	}
	rows := t.listed.Load()
	return rows == 0 || math.Ceil(float64(rows-1)/rowsPerRequest) <= freeKeys
}

package plan

import (
	"errors"
	"slices"
	"time"
)

// maxNewest is how many of the newest rows are looked for among the first that come; more are sorted by the engine alone.
const maxNewest = 10_000

// wantsNewest reports whether a statement sorts by the time, the newest first, and by whatever follows where that is equal, so
// that a limit wants the rows that come first. Rows of several connections do not come in order.
func (t *Table) wantsNewest(p *Plan, order []Order) bool {
	return p.complete && len(order) > 0 && order[0] == Order{t.TimeColumn(), true} && !t.Aggregated && t.hydrateCalls(p.Columns) == 0
}

// openNewest reads as many rows as are sure to hold the newest of the request, whose limit says how many are wanted. The engine
// sorts them, and those of the last one's time with them.
func (c *StatementCache) openNewest(t *Table, r *Request, nested bool) (Stream, error) {
	wanted := r.Limit
	if wanted == 0 {
		return nil, nil
	}
	timed := *r
	if !slices.Contains(timed.Columns, t.Newest.Column) { // then it is not in the result, and the engine has no use for it
		timed.Columns = append(slices.Clone(timed.Columns), t.Newest.Column)
	}
	at := slices.Index(timed.Columns, t.Newest.Column)
	for limit := (wanted/rowsPerRequest + 1) * rowsPerRequest; wanted <= maxNewest && limit <= 4*maxNewest; limit *= 4 {
		timed.Limit = limit
		rows, err := c.readRows(t, &timed, nested)
		if err != nil {
			return nil, err
		}
		if int64(len(rows)) < limit || isNewest(rows, at, int(wanted), t.Newest.Within) {
			return &sliceStream{rows: rows}, nil
		}
	}
	timed.Limit = -1
	return c.open(t, &timed, nested), nil
}

// readRows reads a request to its end.
func (c *StatementCache) readRows(t *Table, r *Request, nested bool) (rows []Row, err error) {
	stream := c.open(t, r, nested)
	defer stream.Close()
	for {
		row, err := stream.Next()
		if errors.Is(err, ErrEnd) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
}

// isNewest reports whether the newest rows, so many as are wanted, are certainly among those that came first: whatever follows is
// older than the last of them.
func isNewest(rows []Row, at, wanted int, within time.Duration) bool {
	times := make([]time.Time, len(rows))
	for i, row := range rows {
		t, ok := row[at].(time.Time)
		if !ok {
			return false
		}
		times[i] = t
	}
	slices.SortFunc(times, func(a, b time.Time) int { return b.Compare(a) })
	return wanted < len(times) && times[wanted-1].Sub(times[len(times)-1]) > within
}

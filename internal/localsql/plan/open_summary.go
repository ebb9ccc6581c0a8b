package plan

import (
	"slices"
	"time"
)

// openSummary gives rows of which the statement makes no more than the summary says: as many as there are where it counts them,
// and among them the greatest and the least time.
func (c *StatementCache) openSummary(t *Table, r *Request, s Summary, nested bool) (Stream, error) {
	var shown []Row // those with a time; any further row is like the first
	if s.Greatest || s.Least {
		times := *r
		times.Columns = []string{t.Newest.Column}
		if t.Aggregated { // a limit would be that of each connection
			return c.open(t, r, nested), nil
		}
		if s.Greatest {
			newest, err := c.firstRows(t, &times, nested)
			if err != nil {
				return nil, err
			}
			shown = append(shown, extreme(t, r, newest, slices.MaxFunc)...)
		}
		if s.Least {
			oldest := times
			oldest.Oldest = true
			rows, err := c.readRows(t, &oldest, nested)
			if err != nil {
				return nil, err
			}
			shown = append(shown, extreme(t, r, rows, slices.MinFunc)...)
		}
	}
	if !s.Count {
		return &sliceStream{rows: shown}, nil
	}
	counted := *r
	counted.Columns, counted.Count = nil, true
	rows := c.open(t, &counted, nested)
	if len(shown) == 0 {
		return rows, nil
	}
	return &summaryStream{Stream: rows, shown: shown}, nil
}

// firstRows are the first rows of a request, enough to have the newest among them.
func (c *StatementCache) firstRows(t *Table, r *Request, nested bool) ([]Row, error) {
	first := *r
	first.Limit = 1
	stream, err := c.openNewest(t, &first, nested)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var rows []Row
	for {
		row, err := stream.Next()
		if err != nil {
			return rows, UnlessEnd(err)
		}
		rows = append(rows, row)
	}
}

// extreme is the newest or the oldest of some rows, which have no other column than the time, as a row of the request.
func extreme(t *Table, r *Request, times []Row, choose func([]Row, func(a, b Row) int) Row) []Row {
	if len(times) == 0 {
		return nil
	}
	row := make(Row, len(r.Columns))
	row[slices.Index(r.Columns, t.Newest.Column)] = choose(times, func(a, b Row) int { return timeOf(a[0]).Compare(timeOf(b[0])) })[0]
	return []Row{row}
}

func timeOf(cell any) time.Time {
	t, _ := cell.(time.Time)
	return t
}

// A summaryStream gives as many rows as a stream, whose cells are those that are shown.
type summaryStream struct {
	Stream
	shown []Row
	given int
}

func (s *summaryStream) Next() (Row, error) {
	if _, err := s.Stream.Next(); err != nil {
		return nil, err
	}
	s.given++
	return s.shown[min(s.given, len(s.shown))-1], nil
}

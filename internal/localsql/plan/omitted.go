package plan

import (
	"slices"
	"time"
)

// omittedFrom leaves out of a listing what the request would leave out, where the engine does not compare the rows again.
func (t *Table) omittedFrom(b boundPlan, rows Stream) Stream {
	if !b.omits || b.request == nil {
		return rows
	}
	return &filteredStream{Stream: rows, meets: func(row Row) bool {
		return !slices.ContainsFunc(b.request.Quals, func(q Qual) bool { return !q.meets(row[slices.Index(b.listing.Columns, q.Column)]) })
	}}
}

// meets reports whether a cell meets a qualifier that the plugin takes exactly: a bound on a time, or an equality.
func (q *Qual) meets(cell any) bool {
	bound, isTime := q.Values[0].(time.Time)
	if !isTime {
		return cell == q.Values[0]
	}
	n := timeOf(cell).Compare(bound)
	switch q.Operator {
	case Gt.String():
		return n > 0
	case Ge.String():
		return n >= 0
	case Lt.String():
		return n < 0
	case Le.String():
		return n <= 0
	}
	return n == 0
}

// A filteredStream gives the rows of a stream that meet a condition.
type filteredStream struct {
	Stream
	meets func(Row) bool
}

func (s *filteredStream) Next() (Row, error) {
	for {
		row, err := s.Stream.Next()
		if err != nil || s.meets(row) {
			return row, err
		}
	}
}

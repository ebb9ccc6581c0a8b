package table

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// Summary is what is told of a list's rows without reading all of them.
type Summary[T any] struct {
	// Count is Aircall's own count of the rows that a list query gives; exact is false where they have to be read.
	Count func(context.Context, *api.Client, *ListQuery) (n int64, exact bool, err error)
	// Oldest gives the row with the least time, and perhaps others.
	Oldest func(context.Context, *api.Client, *ListQuery) iter.Seq2[*T, error]
	// Exact are the filters by which Aircall finds the very rows that have the value.
	Exact []string
}

// NewestFirst says of a table that its rows come with the newest first by a column, which none lacks; they lie out of order by
// no more than Within. Exact are further columns by which they are found exactly.
type NewestFirst struct {
	Column string
	Within time.Duration
	Exact  []string
}

// newestFirst is that of a list that can be summarised.
func (s ListSpec[T]) newestFirst() *NewestFirst {
	if s.Summary == nil {
		return nil
	}
	return &NewestFirst{s.TimeColumn, api.StartShift, s.Summary.Exact}
}

// counted counts the rows of a scan instead of reading them, where nothing but their number is wanted. The rows have to meet
// all conditions as Aircall counts them.
func (s ListSpec[T]) counted(ctx context.Context, c *api.Client, all listQueries, query Query) (done bool, err error) {
	count := scansink.CountOf(ctx)
	if count == nil || !s.summarises(all, query) {
		return false, nil
	}
	n, exact, err := s.Summary.Count(ctx, c, all.queries[0])
	if err != nil || !exact {
		return false, err
	}
	count(n)
	return true, nil
}

// oldestOnly makes the list of one that gives the oldest row, where no other is wanted.
func (s ListSpec[T]) oldestOnly(ctx context.Context, all listQueries, query Query) ListSpec[T] {
	if scansink.OldestOf(ctx) && s.summarises(all, query) {
		s.Read = s.Summary.Oldest
	}
	return s
}

// summarises reports whether Aircall itself finds exactly the rows of a scan.
func (s ListSpec[T]) summarises(all listQueries, query Query) bool {
	if s.Summary == nil || query.Limit >= 0 || len(all.queries) != 1 || len(all.residual) > 0 || all.times.In != nil {
		return false
	}
	for column := range all.queries[0].filters {
		if !slices.Contains(s.Summary.Exact, column) {
			return false
		}
	}
	return true
}

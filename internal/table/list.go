package table

import (
	"context"
	"iter"
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// ListSpec says how the rows of a table are listed.
type ListSpec[T any] struct {
	Read    func(context.Context, *api.Client, *ListQuery) iter.Seq2[*T, error]
	Filters []Filter[T]
	Parents ParentKey    // of a table made by Children
	ID      func(*T) any // tells rows apart that several list queries may give; needed with Filters

	// Finds asks whether a list query would give a row that was read by its key, where the row does not tell; nil where
	// it does.
	Finds func(context.Context, *api.Client, *ListQuery, *T) (bool, error)

	TimeColumn string            // the key column with a range; "" for none
	At         func(*T) api.Time // its value
	OfCalls    bool              // rows belong to calls: the connection's start date is their floor
	OfCompany  bool              // the row itself has the company's name

	Summary *Summary[T] // nil: rows are always read

	// Check refuses a scan before its list queries cost a request; nil: none is refused.
	Check func(context.Context, *api.Client, TimeRange, []*ListQuery) error
}

// Unfiltered adapts a list of the client that has no filters.
func Unfiltered[T any](list func(*api.Client, context.Context, api.ListOptions) iter.Seq2[*T, error]) func(context.Context, *api.Client, *ListQuery) iter.Seq2[*T, error] {
	return func(ctx context.Context, c *api.Client, q *ListQuery) iter.Seq2[*T, error] {
		return list(c, ctx, q.ListOptions)
	}
}

// List sends the rows that a scan asks for, exactly: what Aircall returns beyond the conditions is dropped here, because
// a LIMIT that Postgres pushes down counts the rows that are sent.
func List[T any](ctx context.Context, c Connection, scan Scan, spec ListSpec[T]) (err error) {
	defer guard.Recover(&err, "")
	query := scan.Query()
	all, err := spec.listQueries(ctx, c, scan, query)
	if err != nil || len(all.queries) == 0 {
		return err
	}
	if spec.Check != nil {
		if err := spec.Check(ctx, c.Client, all.times, all.queries); err != nil {
			return err
		}
	}
	if done, err := spec.counted(ctx, c.Client, all, query); done || err != nil {
		return err
	}
	spec = spec.oldestOnly(ctx, all, query)
	send := newSender[T](ctx, scan, query)
	seen := map[any]bool{}
	accepts := func(r *row[T]) bool {
		if !spec.accepts(all, r.query, r.item) {
			return false
		}
		if len(all.queries) == 1 {
			return true
		}
		id := spec.ID(r.item)
		again := seen[id]
		seen[id] = true
		return !again
	}
	sent, wanted := int64(0), scan.RowsRemaining(ctx) // rows that do not go through the SDK do not count there, nor do those that a standalone build holds back
	for r, err := range spec.runQueries(ctx, c.Client, all.queries) {
		if err != nil {
			return err
		}
		accepted, err := send.send(ctx, r, accepts)
		if err != nil {
			return err
		}
		if !accepted {
			continue
		}
		if sent++; sent >= wanted || scan.RowsRemaining(ctx) <= 0 {
			return nil
		}
	}
	return nil
}

// runQueries runs one list query after the other; several at once where each costs a request or two.
func (s ListSpec[T]) runQueries(ctx context.Context, c *api.Client, queries []*ListQuery) iter.Seq2[*row[T], error] {
	read := func(ctx context.Context, q *ListQuery) iter.Seq2[*row[T], error] {
		return func(yield func(*row[T], error) bool) {
			for item, err := range s.Read(ctx, c, q) {
				if !yield(&row[T]{item: item, query: q}, err) || err != nil {
					return
				}
			}
		}
	}
	if slices.ContainsFunc(s.Filters, func(f Filter[T]) bool { return f.PerValue }) && len(queries) > 1 {
		return FanOut(ctx, Each(queries), func(ctx context.Context, q *ListQuery) ([]*row[T], error) { return ReadAll(read(ctx, q)) })
	}
	return func(yield func(*row[T], error) bool) {
		for _, q := range queries {
			for r, err := range read(ctx, q) {
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}

package aircall

import (
	"context"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// get reads one row by its key; none when Aircall has none, or when the query's other conditions
// exclude it.
func (s source[T]) get(ctx context.Context, d *plugin.QueryData, fetch func(context.Context, *api.Client, *question) (*T, error)) (any, error) {
	ctx = observed(ctx)
	r, err := s.find(ctx, d, fetch)
	if err != nil {
		return nil, failed(ctx, d, err)
	}
	if r == nil {
		return nil, nil // no *row: the SDK takes one that is nil for a row
	}
	return r, nil
}

func (s source[T]) find(ctx context.Context, d *plugin.QueryData, fetch func(context.Context, *api.Client, *question) (*T, error)) (found *row[T], err error) {
	defer guard.Recover(&err, "")
	p, err := s.plan(ctx, d)
	if err != nil || len(p.questions) == 0 {
		return nil, err
	}
	item, err := fetch(ctx, p.client, p.questions[0])
	if api.IsNotFound(err) || err == nil && item == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	columns := columnsOf[T](d)
	for _, q := range p.questions {
		r := &row[T]{item: item, asked: q}
		accepted, err := columns.evaluate(r, func(item *T) bool { return s.accepts(p, q, item) })
		if err != nil {
			return nil, err
		}
		if !accepted {
			continue
		}
		if s.finds != nil {
			if found, err := s.finds(ctx, p.client, q, item); err != nil {
				return nil, err
			} else if !found {
				continue
			}
		}
		return r, nil
	}
	return nil, nil
}

// key returns the value of the first of the get's key columns that has one; nil for none.
func key(ctx context.Context, d *plugin.QueryData, columns ...string) (value any, err error) {
	for _, column := range columns {
		v := valueOf(d.EqualsQuals[column])
		if v == nil {
			continue
		}
		if values, _, unevaluated := equalTo(ctx, d.QueryContext.UnsafeQuals[column]); unevaluated && !slices.Contains(values, v) {
			err = unevaluatedError(column, "and a row can only be found by a value that is known. Write "+column+" in (select …) instead")
			continue
		}
		return v, nil
	}
	return nil, err
}

// oneByID reads the row whose id a column gives; none for what is no id of Aircall's.
func oneByID[T any](ctx context.Context, d *plugin.QueryData, column string, read func(context.Context, int64) (*T, error)) (*T, error) {
	value, err := key(ctx, d, column)
	id, _ := value.(int64)
	if err != nil || id <= 0 {
		return nil, err
	}
	return read(ctx, id)
}

// byID adapts a read of the client for get.
func byID[T any](d *plugin.QueryData, read func(*api.Client, context.Context, int64) (*T, error)) func(context.Context, *api.Client, *question) (*T, error) {
	return func(ctx context.Context, c *api.Client, _ *question) (*T, error) {
		return oneByID(ctx, d, "id", func(ctx context.Context, id int64) (*T, error) { return read(c, ctx, id) })
	}
}

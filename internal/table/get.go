package table

import (
	"context"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// Get reads one row by its key; nil when Aircall has none, or when the query's other conditions exclude it.
func Get[T any](ctx context.Context, c Connection, scan Scan, spec ListSpec[T], fetch func(context.Context, *api.Client, *ListQuery) (*T, error)) (any, error) {
	r, err := spec.find(ctx, c, scan, fetch)
	if r == nil || err != nil {
		return nil, err // no *row: the SDK takes one that is nil for a row
	}
	return r, nil
}

func (s ListSpec[T]) find(ctx context.Context, c Connection, scan Scan, fetch func(context.Context, *api.Client, *ListQuery) (*T, error)) (found *row[T], err error) {
	defer guard.Recover(&err, "")
	query := scan.Query()
	all, err := s.listQueries(ctx, c, scan, query)
	if err != nil || len(all.queries) == 0 {
		return nil, err
	}
	item, err := fetch(ctx, c.Client, all.queries[0])
	if api.IsNotFound(err) || err == nil && item == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	columns := itemColumnsOf[T](query)
	for _, q := range all.queries {
		r := &row[T]{item: item, query: q}
		accepted, err := columns.fill(r, func(r *row[T]) bool { return s.accepts(all, r.query, r.item) })
		if err != nil {
			return nil, err
		}
		if !accepted {
			continue
		}
		if s.Finds != nil {
			if found, err := s.Finds(ctx, c.Client, q, item); err != nil {
				return nil, err
			} else if !found {
				continue
			}
		}
		return r, nil
	}
	return nil, nil
}

// GetByID reads the row whose id a key column gives; nil for what is no id of Aircall's.
func GetByID[T any](ctx context.Context, q *ListQuery, column string, read func(context.Context, int64) (*T, error)) (*T, error) {
	value, err := q.GetKey(ctx, column)
	id, _ := value.(int64)
	if err != nil || id <= 0 {
		return nil, err
	}
	return read(ctx, id)
}

// ByID adapts a read of the client for Get, of a table whose key is id.
func ByID[T any](read func(*api.Client, context.Context, int64) (*T, error)) func(context.Context, *api.Client, *ListQuery) (*T, error) {
	return func(ctx context.Context, c *api.Client, q *ListQuery) (*T, error) {
		return GetByID(ctx, q, "id", func(ctx context.Context, id int64) (*T, error) { return read(c, ctx, id) })
	}
}

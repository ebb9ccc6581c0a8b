package aircall

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// within is a row that lies inside a row of another table and costs no request beyond it.
type within[P, T any] struct {
	parent *P
	part   *T
}

// parents says how the rows are read that others lie within.
type parents[P any] struct {
	column string // the filter that names one of them
	id     func(*P) int64
	list   func(context.Context, *api.Client, *question) iter.Seq2[*P, error]
	one    func(*api.Client, context.Context, int64) (*P, error)
}

// inside reads the parts of each parent. A LIMIT counts parts and a parent may have none, so it is
// not passed on: parents are read until there are enough parts.
func inside[P, T any](p parents[P], parts func(*P) []T) source[within[P, T]] {
	return source[within[P, T]]{
		read: func(ctx context.Context, c *api.Client, q *question) iter.Seq2[*within[P, T], error] {
			return partsOf(p, p.asked(ctx, c, q), parts)
		},
		filters: []filter[within[P, T]]{singly(whereID(p.column, func(r *within[P, T], id int64) bool { return p.id(r.parent) == id }))},
		id:      func(r *within[P, T]) any { return r }, // readings by different parents have no row in common
	}
}

// asked are the parents that rows are asked of: the one that the query names, if there is such a
// one, or all.
func (p parents[P]) asked(ctx context.Context, c *api.Client, q *question) iter.Seq2[*P, error] {
	id := q.id(p.column)
	if id == 0 {
		return p.list(ctx, c, q)
	}
	return func(yield func(*P, error) bool) {
		if parent, err := p.one(c, ctx, id); !api.IsNotFound(err) {
			yield(parent, err)
		}
	}
}

func partsOf[P, T any](p parents[P], parents iter.Seq2[*P, error], parts func(*P) []T) iter.Seq2[*within[P, T], error] {
	return func(yield func(*within[P, T], error) bool) {
		for parent, err := range parents {
			if err != nil {
				yield(nil, err)
				return
			}
			all, err := guard.Catch(func() []T { return parts(parent) })
			if err != nil {
				yield(nil, fmt.Errorf("%s %d: %w", p.column, p.id(parent), err))
				return
			}
			for i := range all {
				if !yield(&within[P, T]{parent, &all[i]}, nil) {
					return
				}
			}
		}
	}
}

// callPart is a row inside a call.
type callPart[T any] = within[api.Call, T]

// insideCalls reads the parts of calls; expand asks for those that Aircall sends only on demand.
func insideCalls[T any](expand api.Expand, parts func(*api.Call) []T) source[callPart[T]] {
	s := inside(parents[api.Call]{
		column: "call_id",
		id:     func(c *api.Call) int64 { return c.ID },
		list: func(ctx context.Context, c *api.Client, q *question) iter.Seq2[*api.Call, error] {
			return c.Calls(ctx, api.CallQuery{ListOptions: api.ListOptions{Window: q.Window}, Expand: expand})
		},
		one: func(c *api.Client, ctx context.Context, id int64) (*api.Call, error) { return c.Call(ctx, id, expand) },
	}, parts)
	s.calls = true
	s.timeColumn = "call_started_at"
	s.at = func(p *callPart[T]) api.Time { return p.parent.StartedAt }
	return s
}

// callPartColumns puts a call's keys before the columns of its parts, and the company after them.
func callPartColumns[T any](columns ...*plugin.Column) []*plugin.Column {
	keys := []*plugin.Column{
		integer("call_id", "Id of the call; aircall_call.id.", func(p *callPart[T]) *int64 { return &p.parent.ID }),
		timestamp("call_started_at", "When the call started; aircall_call.started_at.", func(p *callPart[T]) api.Time { return p.parent.StartedAt }),
	}
	return slices.Concat(keys, columns, []*plugin.Column{company()})
}

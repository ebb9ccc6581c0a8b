package table

import (
	"context"
	"fmt"
	"iter"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// Child is a row that lies inside a row of another table and costs no request beyond it.
type Child[P, T any] struct {
	Parent *P
	Item   *T
}

// ParentSpec says how the rows are read that others lie within.
type ParentSpec[P any] struct {
	Column string // the filter that names one of them
	ID     func(*P) int64
	List   func(context.Context, *api.Client, *ListQuery) iter.Seq2[*P, error]
	One    func(*api.Client, context.Context, int64) (*P, error)
}

// Children reads what lies inside each parent. A LIMIT counts children and a parent may have none, so it is
// not passed on: parents are read until there are enough children.
func Children[P, T any](p ParentSpec[P], children func(*P) []T) ListSpec[Child[P, T]] {
	return ListSpec[Child[P, T]]{
		Read: func(ctx context.Context, c *api.Client, q *ListQuery) iter.Seq2[*Child[P, T], error] {
			return childrenOf(p, p.asked(ctx, c, q), children)
		},
		Filters: []Filter[Child[P, T]]{PerValue(WhereID(p.Column, func(r *Child[P, T], id int64) bool { return p.ID(r.Parent) == id }))},
		ID:      func(r *Child[P, T]) any { return r }, // different parents have no row in common
	}
}

// asked are the parents that rows are asked of: the one that the query names, if there is such a
// one, or all.
func (p ParentSpec[P]) asked(ctx context.Context, c *api.Client, q *ListQuery) iter.Seq2[*P, error] {
	id := q.ID(p.Column)
	if id == 0 {
		return p.List(ctx, c, q)
	}
	return func(yield func(*P, error) bool) {
		if parent, err := p.One(c, ctx, id); !api.IsNotFound(err) {
			yield(parent, err)
		}
	}
}

func childrenOf[P, T any](p ParentSpec[P], parents iter.Seq2[*P, error], children func(*P) []T) iter.Seq2[*Child[P, T], error] {
	return func(yield func(*Child[P, T], error) bool) {
		for parent, err := range parents {
			if err != nil {
				yield(nil, err)
				return
			}
			all, err := guard.Catch(func() []T { return children(parent) })
			if err != nil {
				yield(nil, fmt.Errorf("%s %d: %w", p.Column, p.ID(parent), err))
				return
			}
			for i := range all {
				if !yield(&Child[P, T]{parent, &all[i]}, nil) {
					return
				}
			}
		}
	}
}

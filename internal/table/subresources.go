package table

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// Owned is a row that belongs to a user or a number, which has to be asked for it.
type Owned[T any] struct {
	ParentID int64
	Item     *T
}

// ParentIDs lists the ids of those who may have rows.
type ParentIDs func(context.Context, *api.Client) iter.Seq2[int64, error]

// EveryUser lists the ids of all users.
func EveryUser(ctx context.Context, c *api.Client) iter.Seq2[int64, error] {
	return idsOf(c.Users(ctx, api.ListOptions{}), func(u *api.User) int64 { return u.ID })
}

// EveryNumber lists the ids of all numbers.
func EveryNumber(ctx context.Context, c *api.Client) iter.Seq2[int64, error] {
	return idsOf(c.Numbers(ctx, api.ListOptions{}), func(n *api.Number) int64 { return n.ID })
}

func idsOf[P any](rows iter.Seq2[*P, error], id func(*P) int64) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		for row, err := range rows {
			if err != nil {
				yield(0, err)
				return
			}
			if !yield(id(row), nil) {
				return
			}
		}
	}
}

// Subresources reads what each parent has: those parents that the filter column names, or all.
func Subresources[T any](column string, all ParentIDs, read func(*api.Client, context.Context, int64) ([]*T, error)) ListSpec[Owned[T]] {
	return ListSpec[Owned[T]]{
		Read: func(ctx context.Context, c *api.Client, q *ListQuery) iter.Seq2[*Owned[T], error] {
			return ReadSubresources(ctx, c, q.ID(column), all, read)
		},
		Filters: []Filter[Owned[T]]{PerValue(WhereID(column, func(r *Owned[T], id int64) bool { return r.ParentID == id }))},
		ID:      func(r *Owned[T]) any { return r }, // different parents have no row in common
	}
}

// ReadSubresources asks for one parent or, when that is 0, for all of them, several at once. A parent without any, and
// one that Aircall does not have, is no error.
func ReadSubresources[T any](ctx context.Context, c *api.Client, one int64, all ParentIDs, read func(*api.Client, context.Context, int64) ([]*T, error)) iter.Seq2[*Owned[T], error] {
	asked := all(ctx, c)
	if one != 0 {
		asked = Each([]int64{one})
	}
	return FanOut(ctx, asked, func(ctx context.Context, parent int64) ([]*Owned[T], error) {
		items, err := read(c, ctx, parent)
		if api.IsNotFound(err) {
			return nil, nil
		}
		var rows []*Owned[T]
		for _, item := range items {
			rows = append(rows, &Owned[T]{parent, item})
		}
		return rows, err
	})
}

// AtMostOne makes the list of what a parent has one of.
func AtMostOne[T any](read func(*api.Client, context.Context, int64) (*T, error)) func(*api.Client, context.Context, int64) ([]*T, error) {
	return func(c *api.Client, ctx context.Context, parent int64) ([]*T, error) {
		item, err := read(c, ctx, parent)
		if err != nil {
			return nil, err
		}
		return []*T{item}, nil
	}
}

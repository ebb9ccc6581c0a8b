package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// owned is a row that belongs to a user or a number, which has to be asked for it.
type owned[T any] struct {
	owner int64
	item  *T
}

// owners lists the ids of those who may own rows.
type owners func(context.Context, *api.Client) iter.Seq2[int64, error]

func everyUser(ctx context.Context, c *api.Client) iter.Seq2[int64, error] {
	return idsOf(c.Users(ctx, api.ListOptions{}), func(u *api.User) int64 { return u.ID })
}

func everyNumber(ctx context.Context, c *api.Client) iter.Seq2[int64, error] {
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

// ownedBy reads what each owner has: those that the filter column names, or all.
func ownedBy[T any](column string, all owners, read func(*api.Client, context.Context, int64) ([]*T, error)) source[owned[T]] {
	return source[owned[T]]{
		read: func(ctx context.Context, c *api.Client, q *question) iter.Seq2[*owned[T], error] {
			return askOwners(ctx, c, q.id(column), all, read)
		},
		filters: []filter[owned[T]]{singly(whereID(column, func(r *owned[T], id int64) bool { return r.owner == id }))},
		id:      func(r *owned[T]) any { return r }, // readings by different owners have no row in common
	}
}

// askOwners asks one owner or, when that is 0, all of them, several at once. An owner without any, and
// one that Aircall does not have, is no error.
func askOwners[T any](ctx context.Context, c *api.Client, one int64, all owners, read func(*api.Client, context.Context, int64) ([]*T, error)) iter.Seq2[*owned[T], error] {
	asked := all(ctx, c)
	if one != 0 {
		asked = func(yield func(int64, error) bool) { yield(one, nil) }
	}
	return fanOut(ctx, asked, func(ctx context.Context, owner int64) ([]*owned[T], error) {
		items, err := read(c, ctx, owner)
		if api.IsNotFound(err) {
			return nil, nil
		}
		var rows []*owned[T]
		for _, item := range items {
			rows = append(rows, &owned[T]{owner, item})
		}
		return rows, err
	})
}

// atMostOne makes the list of what an owner has one of.
func atMostOne[T any](read func(*api.Client, context.Context, int64) (*T, error)) func(*api.Client, context.Context, int64) ([]*T, error) {
	return func(c *api.Client, ctx context.Context, owner int64) ([]*T, error) {
		item, err := read(c, ctx, owner)
		if err != nil {
			return nil, err
		}
		return []*T{item}, nil
	}
}

// readAll reads a list to its end.
func readAll[T any](list iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, nil
}

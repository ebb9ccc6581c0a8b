package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// subresource is a row that belongs to a user or a number, by whose id it has to be requested.
type subresource[T any] = table.Child[int64, T]

// subresources reads what each parent has.
func subresources[T any](key table.ParentKey, parents parentIDs, read func(*api.Client, context.Context, int64) ([]*T, error)) table.ListSpec[subresource[T]] {
	return table.Children(table.ParentSpec[int64, T]{
		ParentKey: key,
		List:      parents,
		Request: func(ctx context.Context, c *api.Client, _ *table.ListQuery, parent int64) ([]*T, error) {
			return read(c, ctx, parent)
		},
	})
}

// parentIDs lists the ids of those who may have subresources.
type parentIDs = func(context.Context, *api.Client, *table.ListQuery) iter.Seq2[int64, error]

func userIDs(ctx context.Context, c *api.Client, _ *table.ListQuery) iter.Seq2[int64, error] {
	return idsOf(c.Users(ctx, api.ListOptions{}), func(u *api.User) int64 { return u.ID })
}

func numberIDs(ctx context.Context, c *api.Client, _ *table.ListQuery) iter.Seq2[int64, error] {
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

// atMostOne makes the list of what a parent has one of.
func atMostOne[T any](read func(*api.Client, context.Context, int64) (*T, error)) func(*api.Client, context.Context, int64) ([]*T, error) {
	return func(c *api.Client, ctx context.Context, parent int64) ([]*T, error) {
		item, err := read(c, ctx, parent)
		if err != nil {
			return nil, err
		}
		return []*T{item}, nil
	}
}

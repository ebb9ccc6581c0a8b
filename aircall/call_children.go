package aircall

import (
	"context"
	"iter"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// callChild is a row inside a call.
type callChild[T any] = table.Child[*api.Call, T]

// callChildren reads what lies inside calls; expand asks for what Aircall sends only on demand.
func callChildren[T any](expand api.Expand, inside func(*api.Call) []T) table.ListSpec[callChild[T]] {
	s := table.Children(table.ParentSpec[*api.Call, T]{
		ParentKey: table.ParentKey{Column: "call_id"},
		List: func(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*api.Call, error] {
			return c.Calls(ctx, api.CallQuery{ListOptions: api.ListOptions{Window: q.Window}, Expand: expand})
		},
		Get: func(ctx context.Context, c *api.Client, id any) (*api.Call, error) {
			return c.Call(ctx, id.(int64), expand)
		},
		ID:     func(c *api.Call) any { return c.ID },
		Inside: inside,
	})
	s.OfCalls = true
	s.TimeColumn = "call_started_at"
	s.At = func(r *callChild[T]) api.Time { return r.Parent.StartedAt }
	return s
}

// callChildColumns puts a call's keys before the columns of its children, and the company after them.
func callChildColumns[T any](columns ...*plugin.Column) []*plugin.Column {
	keys := []*plugin.Column{
		table.Integer("call_id", "Id of the call; aircall_call.id.", func(r *callChild[T]) *int64 { return &r.Parent.ID }),
		table.Timestamp("call_started_at", "When the call started; aircall_call.started_at.", func(r *callChild[T]) api.Time { return r.Parent.StartedAt }),
	}
	return slices.Concat(keys, columns, []*plugin.Column{table.Company()})
}

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
type callChild[T any] = table.Child[api.Call, T]

// callChildren reads what lies inside calls; expand asks for what Aircall sends only on demand.
func callChildren[T any](expand api.Expand, children func(*api.Call) []T) table.ListSpec[callChild[T]] {
	s := table.Children(table.ParentSpec[api.Call]{
		Column: "call_id",
		ID:     func(c *api.Call) int64 { return c.ID },
		List: func(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*api.Call, error] {
			return c.Calls(ctx, api.CallQuery{ListOptions: api.ListOptions{Window: q.Window}, Expand: expand})
		},
		One: func(c *api.Client, ctx context.Context, id int64) (*api.Call, error) { return c.Call(ctx, id, expand) },
	}, children)
	s.OfCalls = true
	s.TimeColumn = "call_started_at"
	s.At = func(p *callChild[T]) api.Time { return p.Parent.StartedAt }
	return s
}

// callChildColumns puts a call's keys before the columns of its children, and the company after them.
func callChildColumns[T any](columns ...*plugin.Column) []*plugin.Column {
	keys := []*plugin.Column{
		table.Integer("call_id", "Id of the call; aircall_call.id.", func(p *callChild[T]) *int64 { return &p.Parent.ID }),
		table.Timestamp("call_started_at", "When the call started; aircall_call.started_at.", func(p *callChild[T]) api.Time { return p.Parent.StartedAt }),
	}
	return slices.Concat(keys, columns, []*plugin.Column{table.Company()})
}

package aircall

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// callInsight is one row of what Aircall's conversation intelligence made of a call.
type callInsight[W, I any] struct {
	callID    int64
	startedAt api.Time // of the call; zero when it was not asked for
	whole     *W       // the answer
	item      *I       // its part that makes the row
	position  int64    // of the item, from 1
}

// insightSpec says how one kind of conversation intelligence is read: by one request for each call.
type insightSpec[W, I any] struct {
	read       func(*api.Client, context.Context, int64) (*W, error)
	items      func(*W) []I
	startedAt  func(*W) api.Time // nil: the answer does not say when the call started
	voicemails bool              // a voicemail has it too
}

// asSlice is for an answer that makes one row.
func asSlice[W any](whole *W) []W { return []W{*whole} }

// list reads the calls that the query names, or else those of its window that can have something.
func (i insightSpec[W, I]) list(ctx context.Context, d *plugin.QueryData) (any, error) {
	return run(ctx, d, func(ctx context.Context, c *connection) (any, error) {
		scan := table.ScanOf(d)
		ids, named, err := table.NamedIDs(ctx, scan.Query(), "call_id",
			table.UnevaluatedError("call_id", "and every call would cost a request. Write the value in, or call_id in (select …)"))
		if err != nil {
			return nil, err
		}
		return nil, table.List(ctx, c.Connection, scan, i.listSpec(ids, named))
	})
}

func (i insightSpec[W, I]) listSpec(ids []int64, named bool) table.ListSpec[callInsight[W, I]] {
	return table.ListSpec[callInsight[W, I]]{
		TimeColumn: "call_started_at",
		At:         func(r *callInsight[W, I]) api.Time { return r.startedAt },
		OfCalls:    !named,
		Read: func(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*callInsight[W, I], error] {
			if named {
				return i.fanOut(ctx, c, q, callsByID(ids))
			}
			return i.fanOut(ctx, c, q, i.callsOfWindow(ctx, c, q.Window))
		},
	}
}

func (i insightSpec[W, I]) fanOut(ctx context.Context, c *api.Client, q *table.ListQuery, calls iter.Seq2[*api.Call, error]) iter.Seq2[*callInsight[W, I], error] {
	return table.FanOut(ctx, calls, probeFirst(func(ctx context.Context, call *api.Call) ([]*callInsight[W, I], error) {
		return i.ofCall(ctx, c, q, call)
	}))
}

// probeFirst holds other reads back until one has succeeded: without the add-on each would be refused,
// at the cost of a request.
func probeFirst[P, R any](read func(context.Context, P) ([]R, error)) func(context.Context, P) ([]R, error) {
	var begun atomic.Bool
	var failure error
	done := make(chan struct{})
	return func(ctx context.Context, parent P) ([]R, error) {
		if begun.CompareAndSwap(false, true) {
			defer close(done)
			rows, err := read(ctx, parent)
			failure = err
			return rows, err
		}
		if <-done; failure != nil {
			return nil, failure
		}
		return read(ctx, parent)
	}
}

// callsOfWindow gives the calls that Aircall can have analysed: those that had a conversation.
func (i insightSpec[W, I]) callsOfWindow(ctx context.Context, c *api.Client, window api.Window) iter.Seq2[*api.Call, error] {
	return func(yield func(*api.Call, error) bool) {
		for call, err := range c.Calls(ctx, api.CallQuery{ListOptions: api.ListOptions{Window: window}}) {
			if err == nil {
				outcome, unknown := guard.Catch(func() *string { return callOutcome(call) })
				if unknown == nil && !equals(outcome, "answered") && (!i.voicemails || !equals(outcome, "voicemail")) {
					continue
				}
			}
			if !yield(call, err) {
				return
			}
		}
	}
}

// callsByID stands in for calls of which only the id is known.
func callsByID(ids []int64) iter.Seq2[*api.Call, error] {
	return func(yield func(*api.Call, error) bool) {
		for _, id := range ids {
			if !yield(&api.Call{ID: id}, nil) {
				return
			}
		}
	}
}

// ofCall reads the rows of one call; none when nothing was generated for it.
func (i insightSpec[W, I]) ofCall(ctx context.Context, c *api.Client, q *table.ListQuery, call *api.Call) ([]*callInsight[W, I], error) {
	whole, err := i.read(c, ctx, call.ID)
	if api.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	items, err := guard.Catch(func() []I { return i.items(whole) })
	if err != nil {
		return nil, fmt.Errorf("call_id %d: %w", call.ID, err)
	}
	startedAt, needed := call.StartedAt, q.Window != (api.Window{}) || q.Wants("call_started_at")
	if needed && startedAt.IsZero() && i.startedAt != nil {
		if startedAt, err = guard.Catch(func() api.Time { return i.startedAt(whole) }); err != nil {
			return nil, fmt.Errorf("call_id %d: %w", call.ID, err)
		}
	}
	if needed && startedAt.IsZero() && len(items) > 0 {
		known, err := c.Call(ctx, call.ID, api.Expand{})
		switch {
		case err == nil:
			startedAt = known.StartedAt
		case !api.IsNotFound(err):
			return nil, err
		}
	}
	rows := make([]*callInsight[W, I], len(items))
	for n := range items {
		rows[n] = &callInsight[W, I]{call.ID, startedAt, whole, &items[n], int64(n) + 1}
	}
	return rows, nil
}

// insightTable is a table of conversation intelligence. call_id is a declared key, so that a join asks
// call by call and does not read all of them.
func insightTable[W, I any](name, description string, list plugin.HydrateFunc, columns ...*plugin.Column) table.Definition {
	keys := []*plugin.Column{
		table.Integer("call_id", "Id of the call; aircall_call.id.", func(r *callInsight[W, I]) *int64 { return &r.callID }),
		table.Timestamp("call_started_at", "When the call started; aircall_call.started_at. With call_id it may cost a request more for each call.",
			func(r *callInsight[W, I]) api.Time { return r.startedAt }),
	}
	byCall := &plugin.KeyColumn{Name: "call_id", Require: plugin.Optional, Operators: []string{quals.QualOperatorEqual}}
	return table.Definition{Table: &plugin.Table{
		Name:        name,
		Description: description + " Costs one request for each call: name call_id, or narrow call_started_at.",
		List:        &plugin.ListConfig{Hydrate: list, KeyColumns: append(table.TimeKey("call_started_at"), byCall)},
		Columns:     slices.Concat(keys, columns, []*plugin.Column{table.Company()}),
	}}
}

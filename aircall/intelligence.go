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
)

// insight is one row of what Aircall's conversation intelligence made of a call.
type insight[W, I any] struct {
	callID    int64
	startedAt api.Time // of the call; zero when it was not asked for
	whole     *W       // the answer
	item      *I       // its part that makes the row
	position  int64    // of the item, from 1
}

// intelligence says how one kind of it is read: with a request a call.
type intelligence[W, I any] struct {
	read       func(*api.Client, context.Context, int64) (*W, error)
	items      func(*W) []I
	startedAt  func(*W) api.Time // nil: the answer does not say when the call started
	voicemails bool              // a voicemail has it too
}

// alone is the item of an answer that makes one row.
func alone[W any](whole *W) []W { return []W{*whole} }

// stream reads the calls that the query names, or else those of its window that can have something.
func (i intelligence[W, I]) stream(ctx context.Context, d *plugin.QueryData) error {
	s, err := i.source(ctx, d)
	if err != nil {
		return failed(ctx, d, err)
	}
	return s.stream(ctx, d)
}

func (i intelligence[W, I]) source(ctx context.Context, d *plugin.QueryData) (s source[insight[W, I]], err error) {
	defer guard.Recover(&err, "")
	s = source[insight[W, I]]{
		timeColumn: "call_started_at",
		at:         func(r *insight[W, I]) api.Time { return r.startedAt },
	}
	ids, named, err := namedCalls(ctx, d)
	s.calls = !named
	s.read = func(ctx context.Context, c *api.Client, q *question) iter.Seq2[*insight[W, I], error] {
		if named {
			return i.fanOut(ctx, c, q, callsByID(ids))
		}
		return i.fanOut(ctx, c, q, i.callsOfWindow(ctx, c, q.Window))
	}
	return s, err
}

func (i intelligence[W, I]) fanOut(ctx context.Context, c *api.Client, q *question, calls iter.Seq2[*api.Call, error]) iter.Seq2[*insight[W, I], error] {
	return fanOut(ctx, calls, oneFirst(func(ctx context.Context, call *api.Call) ([]*insight[W, I], error) {
		return i.ofCall(ctx, c, q, call)
	}))
}

// oneFirst holds other reads back until one has succeeded: without the add-on each would be refused,
// at the cost of a request.
func oneFirst[P, R any](read func(context.Context, P) ([]R, error)) func(context.Context, P) ([]R, error) {
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
func (i intelligence[W, I]) callsOfWindow(ctx context.Context, c *api.Client, window api.Window) iter.Seq2[*api.Call, error] {
	return func(yield func(*api.Call, error) bool) {
		for call, err := range c.Calls(ctx, api.CallQuery{ListOptions: api.ListOptions{Window: window}}) {
			if err == nil {
				outcome, unknown := guard.Catch(func() *string { return callOutcome(call) })
				if unknown == nil && !is(outcome, "answered") && (!i.voicemails || !is(outcome, "voicemail")) {
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
func (i intelligence[W, I]) ofCall(ctx context.Context, c *api.Client, q *question, call *api.Call) ([]*insight[W, I], error) {
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
	startedAt, needed := call.StartedAt, q.Window != (api.Window{}) || q.wants("call_started_at")
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
	rows := make([]*insight[W, I], len(items))
	for n := range items {
		rows[n] = &insight[W, I]{call.ID, startedAt, whole, &items[n], int64(n) + 1}
	}
	return rows, nil
}

// namedCalls returns the ids that call_id is equal to. Of an IN list the SDK makes a call of the list
// function for each value, all at once, each going on when another has failed; so the first one reads
// for all of them and the others find nothing.
func namedCalls(ctx context.Context, d *plugin.QueryData) (ids []int64, named bool, err error) {
	conditions := d.QueryContext.UnsafeQuals["call_id"]
	values, named, unevaluated := equalTo(ctx, conditions)
	if unevaluated && !named {
		return nil, false, unevaluatedError("call_id", "and every call would cost a request. Write the value in, or call_id in (select …)")
	}
	this, single := d.EqualsQuals["call_id"]
	for _, q := range conditions.GetQuals() {
		later := q.GetStringValue() == quals.QualOperatorEqual && single && slices.Index(q.GetValue().GetListValue().GetValues(), this) > 0
		if equalsNull(q) || later {
			return nil, true, nil // nothing equals NULL; the list is read by another
		}
	}
	for _, v := range values {
		if id, ok := v.(int64); ok && id > 0 {
			ids = append(ids, id)
		}
	}
	return ids, named, nil
}

// aboutCalls is a table of conversation intelligence. call_id is a declared key, so that a join asks
// call by call and does not read all of them.
func aboutCalls[W, I any](name, description string, list plugin.HydrateFunc, columns ...*plugin.Column) table {
	keys := []*plugin.Column{
		integer("call_id", "Id of the call; aircall_call.id.", func(r *insight[W, I]) *int64 { return &r.callID }),
		timestamp("call_started_at", "When the call started; aircall_call.started_at. With call_id it may cost a request more for each call.",
			func(r *insight[W, I]) api.Time { return r.startedAt }),
	}
	byCall := &plugin.KeyColumn{Name: "call_id", Require: plugin.Optional, Operators: []string{quals.QualOperatorEqual}}
	return table{Table: &plugin.Table{
		Name:        name,
		Description: description + " Costs one request for each call: name call_id, or narrow call_started_at.",
		List:        &plugin.ListConfig{Hydrate: list, KeyColumns: append(timeRange("call_started_at"), byCall)},
		Columns:     slices.Concat(keys, columns, []*plugin.Column{company()}),
	}}
}

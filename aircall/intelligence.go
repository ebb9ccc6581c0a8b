package aircall

import (
	"context"
	"iter"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// insight is what Aircall's conversation intelligence made of a call.
type insight[W any] struct {
	callID    int64
	startedAt api.Time // of the call; zero when it was not asked for
	answer    *W
	missing   bool // the company's plan lacks the add-on: the answer is empty, and stands for that
}

// callInsight is one row of what conversation intelligence made of a call.
type callInsight[W, I any] = table.Child[*insight[W], I]

// insightSpec says how one kind of conversation intelligence is read: by one request for each call.
type insightSpec[W, I any] struct {
	path       string // after /v1/calls/:id/
	read       func(*api.Client, context.Context, int64) (*W, error)
	items      func(*W) []I
	startedAt  func(*W) api.Time // nil: the answer does not say when the call started
	voicemails bool              // a voicemail has it too
}

// asSlice is for an answer that makes one row.
func asSlice[W any](answer *W) []W { return []W{*answer} }

// insightKey is a declared key, so that a join asks call by call and does not read all of them.
var insightKey = table.ParentKey{
	Column:        "call_id",
	Declared:      true,
	IfUnevaluated: "and every call would cost a request. Write the value in, or call_id in (select …)",
	NamedOfAnyAge: true,
}

// listSpec reads the calls that the query names, or else those of its window that can have something.
func (i insightSpec[W, I]) listSpec() table.ListSpec[callInsight[W, I]] {
	s := table.Children(table.ParentSpec[*insight[W], I]{
		ParentKey: insightKey,
		List:      i.analysed,
		Get: func(_ context.Context, _ *api.Client, id any) (*insight[W], error) {
			return &insight[W]{callID: id.(int64)}, nil
		},
		ID:         func(in *insight[W]) any { return in.callID },
		Request:    i.request,
		ProbeFirst: true, // without the add-on each request would be refused
	})
	s.OfCalls = true
	s.TimeColumn = "call_started_at"
	s.At = func(r *callInsight[W, I]) api.Time { return r.Parent.startedAt }
	return s
}

// analysed lists the calls that Aircall can have analysed: those that had a conversation.
func (i insightSpec[W, I]) analysed(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*insight[W], error] {
	return func(yield func(*insight[W], error) bool) {
		for call, err := range c.Calls(ctx, api.CallQuery{ListOptions: api.ListOptions{Window: q.Window}}) {
			if err != nil {
				yield(nil, err)
				return
			}
			outcome, unknown := guard.Catch(func() *string { return callOutcome(call) })
			if unknown == nil && !i.madeAfter(outcome) {
				continue
			}
			if !yield(&insight[W]{callID: call.ID, startedAt: call.StartedAt}, nil) {
				return
			}
		}
	}
}

// madeAfter reports whether there can be something of a call with an outcome.
func (i insightSpec[W, I]) madeAfter(outcome *string) bool {
	return equals(outcome, "answered") || i.voicemails && equals(outcome, "voicemail")
}

// neverMade reports whether a call has ended in such a way that nothing can ever be made of it.
func (i insightSpec[W, I]) neverMade(call *api.Call) bool {
	never, unknown := guard.Catch(func() bool {
		outcome := callOutcome(call)
		return hasEnded(call) && outcome != nil && !i.madeAfter(outcome)
	})
	return never && unknown == nil
}

// request reads what was made of one call. A call that is in memory, and of which nothing can have been made, is not asked for,
// but only once another answer has shown that the company has the add-on: without it the query has to get its error.
func (i insightSpec[W, I]) request(ctx context.Context, c *api.Client, q *table.ListQuery, in *insight[W]) (items []*I, err error) {
	var remembered *api.Call
	if in.startedAt.IsZero() { // the query named the call: it does not come from a list
		remembered = c.RememberedCall(in.callID)
	}
	if remembered != nil && i.neverMade(remembered) && c.ServedLately(i.path) {
		return nil, nil
	}
	in.answer, err = i.read(c, ctx, in.callID)
	if err == nil || remembered != nil && api.IsNotFound(err) {
		c.NoteServed(i.path)
	}
	if q.Text(missingAddOn) == asRow && api.IsNotInPlan(err) {
		in.answer, in.missing = new(W), true
		return []*I{new(I)}, nil
	}
	if err != nil {
		return nil, err
	}
	items = table.PointersTo(i.items(in.answer))
	if q.Window == (api.Window{}) && !q.Wants("call_started_at") {
		return items, nil
	}
	if in.startedAt.IsZero() && i.startedAt != nil {
		in.startedAt = i.startedAt(in.answer)
	}
	if in.startedAt.IsZero() && remembered != nil {
		in.startedAt = remembered.StartedAt
	}
	if in.startedAt.IsZero() && len(items) > 0 {
		call, err := c.Call(ctx, in.callID, api.Expand{})
		switch {
		case err == nil:
			in.startedAt = call.StartedAt
		case !api.IsNotFound(err):
			return nil, err
		}
	}
	return items, nil
}

// A query that says missing_add_on = 'row' gets a row for a call that Aircall refuses to answer for because the company's
// plan lacks the add-on, instead of an error: a check of all companies goes on where one has not bought it.
const (
	missingAddOn = "missing_add_on"
	asRow        = "row"
)

// toleratesMissingAddOn gives such a table the column.
func toleratesMissingAddOn(d table.Definition) table.Definition {
	d.Filters, d.FromQual = append(d.Filters, missingAddOn), append(d.FromQual, missingAddOn)
	last := len(d.Columns) - 1 // company_name
	d.Columns = slices.Insert(d.Columns, last, table.QualColumn(missingAddOn, personal.None(), proto.ColumnType_STRING,
		"What a query gets where the company's plan lacks the add-on: an error, or with missing_add_on = 'row' a row for each call in which all that Aircall would answer is NULL. Compare it with that value."))
	return d
}

// tolerantListSpec is the listSpec of such a table.
func (i insightSpec[W, I]) tolerantListSpec() table.ListSpec[callInsight[W, I]] {
	s := i.listSpec()
	s.Filters = append(s.Filters, table.FromQual(table.WhereText(missingAddOn, func(value string) bool { return value == asRow }, func(*callInsight[W, I], string) bool { return true })))
	return s
}

// insightTable is a table of conversation intelligence.
func insightTable[W, I any](name, description string, list plugin.HydrateFunc, columns ...*plugin.Column) table.Definition {
	keys := []*plugin.Column{
		table.Integer("call_id", "Id of the call; aircall_call.id.", func(r *callInsight[W, I]) *int64 { return &r.Parent.callID }),
		table.Timestamp("call_started_at", "When the call started; aircall_call.started_at. With call_id it may cost a request more for each call.",
			func(r *callInsight[W, I]) api.Time { return r.Parent.startedAt }),
	}
	return table.Definition{Table: &plugin.Table{
		Name:        name,
		Description: description + " Costs one request for each call: name call_id, or narrow call_started_at.",
		List:        &plugin.ListConfig{Hydrate: list, KeyColumns: append(table.TimeKey("call_started_at"), insightKey.KeyColumn())},
		Columns:     slices.Concat(keys, columns, []*plugin.Column{table.Company()}),
	}}
}

package table

import (
	"context"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// TimeKey declares a key column of times whose every comparison is pushed down.
func TimeKey(column string) plugin.KeyColumnSlice {
	return plugin.KeyColumnSlice{{Name: column, Require: plugin.Optional, Operators: []string{"=", ">", ">=", "<", "<="}}}
}

// TimeRange is what the conditions of a query leave of a time column: a closed interval, whose zero bounds are open, and
// of it only the instants In where a condition is a list.
type TimeRange struct {
	From, To    time.Time
	In          []time.Time // nil: no list
	Unevaluated bool        // a condition was left out
}

// restrict applies the conditions on one column, all of which must hold.
func (r *TimeRange) restrict(ctx context.Context, conditions []*proto.Qual) {
	for _, q := range conditions {
		if list := q.GetValue().GetListValue(); list != nil && q.GetStringValue() == quals.QualOperatorEqual {
			r.restrictToList(list)
			continue
		}
		t, ok := valueOf(q.GetValue()).(time.Time)
		if !ok {
			continue
		}
		if isUnevaluated(ctx, t) {
			r.Unevaluated = true
			continue
		}
		switch q.GetStringValue() {
		case quals.QualOperatorEqual:
			r.notBefore(t)
			r.notAfter(t)
		case quals.QualOperatorGreaterOrEqual:
			r.notBefore(t)
		case quals.QualOperatorGreater:
			r.notBefore(t.Add(1)) // a nanosecond is finer than SQL's microsecond
		case quals.QualOperatorLessOrEqual:
			r.notAfter(t)
		case quals.QualOperatorLess:
			r.notAfter(t.Add(-1))
		}
	}
}

func (r *TimeRange) restrictToList(list *proto.QualValueList) {
	listed := []time.Time{}
	for _, v := range list.GetValues() {
		if t, ok := valueOf(v).(time.Time); ok && (r.In == nil || slices.ContainsFunc(r.In, t.Equal)) {
			listed = append(listed, t)
		}
	}
	r.In = listed
	if len(r.In) > 0 {
		r.notBefore(slices.MinFunc(r.In, time.Time.Compare))
		r.notAfter(slices.MaxFunc(r.In, time.Time.Compare))
	}
}

func (r *TimeRange) notBefore(t time.Time) {
	if t.After(r.From) {
		r.From = t
	}
}

func (r *TimeRange) notAfter(t time.Time) {
	if r.To.IsZero() || t.Before(r.To) {
		r.To = t
	}
}

func (r *TimeRange) isEmpty() bool {
	return !r.To.IsZero() && r.To.Before(r.From) || r.In != nil && len(r.In) == 0
}

// isOpen reports whether every row is inside, also one without a time.
func (r *TimeRange) isOpen() bool { return r.From.IsZero() && r.To.IsZero() }

func (r *TimeRange) contains(t api.Time) bool {
	if r.isOpen() {
		return true
	}
	return !t.IsZero() && !t.Before(r.From) && (r.To.IsZero() || !t.After(r.To)) &&
		(r.In == nil || slices.ContainsFunc(r.In, t.Equal))
}

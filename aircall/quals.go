package aircall

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/evaluated"
)

// Steampipe hands over `column = (select …)` before it has run the subquery: as one of these values
// (steampipe-postgres-fdw#39). They say nothing, so they neither reach Aircall nor drop a row;
// Postgres checks every row again. An engine whose values are all known says so by the context.
const (
	unevaluatedInt  = int64(0)
	unevaluatedText = "?"
)

var unevaluatedTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func isUnevaluated(ctx context.Context, value any) bool {
	if evaluated.In(ctx) {
		return false
	}
	if t, ok := value.(time.Time); ok {
		return t.Equal(unevaluatedTime)
	}
	return value == unevaluatedInt || value == unevaluatedText
}

// span is what a query's qualifiers leave of a time column: a closed interval, whose zero bounds are
// open, and of it these instants alone where the condition is a list.
type span struct {
	from, to    time.Time
	oneOf       []time.Time
	unevaluated bool // a condition was left out
}

// restrict applies the conditions on one column, all of which must hold.
func (s *span) restrict(ctx context.Context, conditions []*proto.Qual) {
	for _, q := range conditions {
		if list := q.GetValue().GetListValue(); list != nil && q.GetStringValue() == quals.QualOperatorEqual {
			s.restrictToList(list)
			continue
		}
		t, ok := valueOf(q.GetValue()).(time.Time)
		if !ok {
			continue
		}
		if isUnevaluated(ctx, t) {
			s.unevaluated = true
			continue
		}
		switch q.GetStringValue() {
		case quals.QualOperatorEqual:
			s.notBefore(t)
			s.notAfter(t)
		case quals.QualOperatorGreaterOrEqual:
			s.notBefore(t)
		case quals.QualOperatorGreater:
			s.notBefore(t.Add(1)) // a nanosecond is finer than SQL's microsecond
		case quals.QualOperatorLessOrEqual:
			s.notAfter(t)
		case quals.QualOperatorLess:
			s.notAfter(t.Add(-1))
		}
	}
}

func (s *span) restrictToList(list *proto.QualValueList) {
	listed := []time.Time{}
	for _, v := range list.GetValues() {
		if t, ok := valueOf(v).(time.Time); ok && (s.oneOf == nil || slices.ContainsFunc(s.oneOf, t.Equal)) {
			listed = append(listed, t)
		}
	}
	s.oneOf = listed
	if len(s.oneOf) > 0 {
		s.notBefore(slices.MinFunc(s.oneOf, time.Time.Compare))
		s.notAfter(slices.MaxFunc(s.oneOf, time.Time.Compare))
	}
}

func (s *span) notBefore(t time.Time) {
	if t.After(s.from) {
		s.from = t
	}
}

func (s *span) notAfter(t time.Time) {
	if s.to.IsZero() || t.Before(s.to) {
		s.to = t
	}
}

func (s *span) isEmpty() bool {
	return !s.to.IsZero() && s.to.Before(s.from) || s.oneOf != nil && len(s.oneOf) == 0
}

// isOpen reports whether every row is inside, also one without a time.
func (s *span) isOpen() bool { return s.from.IsZero() && s.to.IsZero() }

func (s *span) contains(t api.Time) bool {
	if s.isOpen() {
		return true
	}
	return !t.IsZero() && !t.Before(s.from) && (s.to.IsZero() || !t.After(s.to)) &&
		(s.oneOf == nil || slices.ContainsFunc(s.oneOf, t.Equal))
}

// filter is a column that Aircall can search by. Only equality is pushed.
type filter[T any] struct {
	column   string
	possible func(value any) bool // whether a row can have the value; Aircall is not asked for others
	matches  func(row *T, value any) bool
	echoed   bool // the column only repeats the value: without one it would be NULL
	single   bool // a value is found by a request of its own, not in a list
}

// whereID filters by an id.
func whereID[T any](column string, matches func(*T, int64) bool) filter[T] {
	return filter[T]{
		column:   column,
		possible: func(v any) bool { id, ok := v.(int64); return ok && id > 0 },
		matches:  func(row *T, v any) bool { return matches(row, v.(int64)) },
	}
}

// whereText filters by a text that is possible.
func whereText[T any](column string, possible func(string) bool, matches func(*T, string) bool) filter[T] {
	return filter[T]{
		column:   column,
		possible: func(v any) bool { s, ok := v.(string); return ok && possible(s) },
		matches:  func(row *T, v any) bool { return matches(row, v.(string)) },
	}
}

// echoing marks the filter of an echo column.
func echoing[T any](f filter[T]) filter[T] {
	f.echoed = true
	return f
}

// singly marks a filter whose values are each found by a request of their own.
func singly[T any](f filter[T]) filter[T] {
	f.single = true
	return f
}

// equalTo reads from a column's qualifiers what it must be equal to: the values, each once, of which one must hold.
// Without such a condition it is not restricted. Other conditions are left to Postgres.
func equalTo(ctx context.Context, conditions *proto.Quals) (values []any, restricted, unevaluated bool) {
	for _, q := range conditions.GetQuals() {
		if q.GetStringValue() != quals.QualOperatorEqual {
			continue
		}
		var these []any
		if list := q.GetValue().GetListValue(); list != nil {
			for _, v := range list.GetValues() {
				these = append(these, valueOf(v))
			}
		} else if v := valueOf(q.GetValue()); v == nil {
			continue
		} else if isUnevaluated(ctx, v) {
			unevaluated = true
			continue
		} else {
			these = []any{v}
		}
		if restricted {
			these = slices.DeleteFunc(these, func(v any) bool { return !slices.Contains(values, v) })
		}
		values, restricted = nil, true
		for _, v := range these {
			if !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
	}
	return values, restricted, unevaluated
}

// valueOf is a value as int64, float64, string, bool or time.Time; nil for NULL and other types.
func valueOf(v *proto.QualValue) any {
	switch v := v.GetValue().(type) {
	case *proto.QualValue_Int64Value:
		return v.Int64Value
	case *proto.QualValue_DoubleValue:
		if whole := math.Trunc(v.DoubleValue); whole == v.DoubleValue && math.Abs(whole) < 1<<53 {
			return int64(whole)
		}
		return v.DoubleValue
	case *proto.QualValue_StringValue:
		return v.StringValue
	case *proto.QualValue_BoolValue:
		return v.BoolValue
	case *proto.QualValue_TimestampValue:
		return v.TimestampValue.AsTime()
	}
	return nil
}

// maxReadings is how many readings a query may be split into by lists of values. More values than
// that are looked for among all rows, which costs less.
const maxReadings = 10

// tooMany takes out the filter that has the most values, of those that can be looked for among all
// rows, while there would be too many readings.
func tooMany[T any](filters []filter[T], values map[string][]any) (among map[string][]any) {
	among = map[string][]any{}
	for {
		readings, longest := 1, ""
		for _, f := range filters {
			n := len(values[f.column])
			if n == 0 {
				continue
			}
			readings *= n
			if !f.echoed && !f.single && n > max(1, len(values[longest])) {
				longest = f.column
			}
		}
		if readings <= maxReadings || longest == "" {
			return among
		}
		among[longest] = values[longest]
		delete(values, longest)
	}
}

// combinations crosses the values of several filters: one reading each.
func combinations(names []string, values map[string][]any) []map[string]any {
	all := []map[string]any{{}}
	for _, name := range names {
		var next []map[string]any
		for _, combination := range all {
			for _, v := range values[name] {
				c := maps.Clone(combination)
				c[name] = v
				next = append(next, c)
			}
		}
		all = next
	}
	return all
}

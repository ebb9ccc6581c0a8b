package table

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"

	"github.com/turbot/steampipe-plugin-aircall/internal/evaluated"
)

// Conditions are the qualifiers of a query, as the SDK hands them to one call of a list or get function. They are read
// in this file alone.
type Conditions struct {
	query  map[string]*proto.Quals     // all of the query's, by column
	keys   plugin.KeyColumnQualMap     // those on declared key columns
	equals map[string]*proto.QualValue // of declared equality keys: the value of this call
}

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

// UnevaluatedError says that a query cannot be answered because of such a value, and what to write instead.
func UnevaluatedError(column, advice string) error {
	return fmt.Errorf("%s is compared with a subquery that Steampipe had not yet run when it asked for the rows, %s", column, advice)
}

// has reports whether there is any condition on a column.
func (c Conditions) has(column string) bool { return len(c.query[column].GetQuals()) > 0 }

// timeRange reads the conditions on a time column. Of an IN list the SDK makes a call for each value, and names only that
// value among the key columns, so both places count.
func (c Conditions) timeRange(ctx context.Context, column string) TimeRange {
	var r TimeRange
	if key := c.keys[column]; key != nil {
		r.restrict(ctx, key.Quals.ToProto().GetQuals())
	}
	r.restrict(ctx, c.query[column].GetQuals())
	return r
}

// equalTo reads what a column must be equal to: the values, each once, of which one must hold. Without such a condition
// it is not restricted. Other conditions are left to Postgres.
func (c Conditions) equalTo(ctx context.Context, column string) (values []any, restricted, unevaluated bool) {
	for _, q := range c.query[column].GetQuals() {
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

// comparesOtherwise reports whether a column is compared in another way than for equality.
func (c Conditions) comparesOtherwise(column string) bool {
	return slices.ContainsFunc(c.query[column].GetQuals(), func(q *proto.Qual) bool { return q.GetStringValue() != quals.QualOperatorEqual })
}

// getKey returns the value of the first of a get function's key columns that has one; nil for none.
func (c Conditions) getKey(ctx context.Context, columns ...string) (value any, err error) {
	for _, column := range columns {
		v := valueOf(c.equals[column])
		if v == nil {
			continue
		}
		if values, _, unevaluated := c.equalTo(ctx, column); unevaluated && !slices.Contains(values, v) {
			err = UnevaluatedError(column, "and a row can only be found by a value that is known. Write "+column+" in (select …) instead")
			continue
		}
		return v, nil
	}
	return nil, err
}

// parents returns the valid ids of parents that a query names, each once, and whether it names any. Of an IN list on a
// declared key the SDK makes a call of the list function for each value, all at once, each going on when another has
// failed; so the first one reads for all of them and the others find nothing.
func (c Conditions) parents(ctx context.Context, key ParentKey, limit int64) (ids []any, named bool, err error) {
	values, named, unevaluated := c.equalTo(ctx, key.Column)
	if key.Declared {
		_, place := c.ListValue(key.Column)
		switch {
		case place > 0 || c.equalsNull(key.Column):
			return nil, true, nil // another call reads the list; nothing equals NULL
		case named:
		case key.IfUnevaluated != "" && (unevaluated || key.Required):
			return nil, false, UnevaluatedError(key.Column, key.IfUnevaluated)
		case unevaluated && limit >= 0:
			return nil, false, UnevaluatedError(key.Column, "together with LIMIT. Write the value in, or "+key.Column+" in (select …)")
		}
	}
	return slices.DeleteFunc(values, func(id any) bool { return !key.valid(id) }), named, nil
}

// ListValue returns how many values the IN list on a declared key column has, of which this call was given one, and the
// place of that, from 0; -1 when this call belongs to no list. The SDK hands over the value itself, not a copy.
func (c Conditions) ListValue(column string) (values, index int) {
	this, given := c.equals[column] // nil for NULL
	for _, q := range c.query[column].GetQuals() {
		list := q.GetValue().GetListValue().GetValues()
		if i := slices.Index(list, this); given && i >= 0 && q.GetStringValue() == quals.QualOperatorEqual {
			return len(list), i
		}
	}
	return 0, -1
}

func (c Conditions) equalsNull(column string) bool {
	return slices.ContainsFunc(c.query[column].GetQuals(), func(q *proto.Qual) bool {
		return q.GetStringValue() == quals.QualOperatorEqual && q.GetValue().GetListValue() == nil && valueOf(q.GetValue()) == nil
	})
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

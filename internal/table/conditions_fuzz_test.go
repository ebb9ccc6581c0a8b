package table

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// FuzzConditions reads any conditions: each value once, and a range that leaves out no time that meets them all.
func FuzzConditions(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5}, int64(1790671200), int64(1790671300), "inbound", 1.5)
	f.Add([]byte{20, 21, 5, 40, 41}, int64(0), int64(946684800), "?", math.Copysign(0, -1))
	operators := []string{"=", ">", ">=", "<", "<=", "<>", "~~"}
	f.Fuzz(func(t *testing.T, terms []byte, a, b int64, text string, real float64) {
		if max(a, b) > 253402300799 || min(a, b) < -62135596800 {
			return // Postgres's other years are beyond what protobuf's own time can hold
		}
		at := func(s int64) *proto.QualValue { return qualOf(time.Unix(s, 0)) }
		values := []*proto.QualValue{at(a), at(b), qualOf(a), qualOf(text), qualOf(real), nil, listOf(at(a), at(b), at(a)), listOf(qualOf(a), qualOf(text), nil), listOf()}
		conditions := &proto.Quals{}
		for _, term := range terms {
			conditions.Append(&proto.Qual{FieldName: "c", Operator: &proto.Qual_StringValue{StringValue: operators[int(term)%len(operators)]}, Value: values[int(term)/len(operators)%len(values)]})
		}
		found, _, _ := Conditions{query: map[string]*proto.Quals{"c": conditions}}.equalTo(t.Context(), "c")
		for i, v := range found {
			if slices.Contains(found[:i], v) {
				t.Errorf("%v is twice in %v", v, found)
			}
		}
		times := Conditions{query: map[string]*proto.Quals{"c": conditions}}.timeRange(t.Context(), "c")
		for _, seconds := range []int64{a, b, a + 1, b - 1} {
			if instant := time.Unix(seconds, 0).UTC(); meets(instant, conditions) && !times.contains(api.Time{Time: instant}) && !instant.IsZero() {
				t.Errorf("%v meets %v and is outside of %+v", instant, conditions, times)
			}
		}
	})
}

func qualOf(v any) *proto.QualValue {
	if t, ok := v.(time.Time); ok {
		return proto.NewQualValue(timestamppb.New(t))
	}
	return proto.NewQualValue(v)
}

func listOf(values ...*proto.QualValue) *proto.QualValue {
	return &proto.QualValue{Value: &proto.QualValue_ListValue{ListValue: &proto.QualValueList{Values: values}}}
}

// meets says in the plainest words whether a time meets the conditions that are about times.
func meets(t time.Time, conditions *proto.Quals) bool {
	for _, q := range conditions.GetQuals() {
		if list := q.GetValue().GetListValue(); list != nil {
			if q.GetStringValue() == "=" && !slices.ContainsFunc(list.GetValues(), func(v *proto.QualValue) bool {
				return v.GetTimestampValue() != nil && v.GetTimestampValue().AsTime().Equal(t)
			}) {
				return false
			}
			continue
		}
		if q.GetValue().GetTimestampValue() == nil {
			continue
		}
		compared := t.Compare(q.GetValue().GetTimestampValue().AsTime())
		if holds, known := map[string]bool{"=": compared == 0, ">": compared > 0, ">=": compared >= 0, "<": compared < 0, "<=": compared <= 0}[q.GetStringValue()]; known && !holds {
			return false
		}
	}
	return true
}

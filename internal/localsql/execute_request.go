package localsql

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// executeRequests translates a request for the SDK: one for each connection, and for each value of an IN list on a list key.
func (h *pluginHost) executeRequests(r *plan.Request) []*proto.ExecuteRequest {
	var all []*proto.ExecuteRequest
	connections, r := h.connections(r)
	for _, connection := range connections {
		for single := range r.Split() {
			all = append(all, executeRequest(connection, single, h.scanColumns(r).asked))
		}
	}
	return all
}

func executeRequest(connection string, r *plan.Request, columns []string) *proto.ExecuteRequest {
	quals := map[string]*proto.Quals{}
	for _, q := range r.Quals {
		of := quals[q.Column]
		if of == nil {
			of = &proto.Quals{}
			quals[q.Column] = of
		}
		of.Quals = append(of.Quals, &proto.Qual{
			FieldName: q.Column, Operator: &proto.Qual_StringValue{StringValue: q.Operator}, Value: qualValue(q),
		})
	}
	var limit *proto.NullableInt
	if r.Limit >= 0 {
		limit = &proto.NullableInt{Value: r.Limit}
	}
	return &proto.ExecuteRequest{
		Table:                 r.Table,
		Connection:            connection,
		CallId:                fmt.Sprintf("scan-%d", callCount.Add(1)),
		QueryContext:          &proto.QueryContext{Columns: columns, Quals: quals, Limit: limit},
		ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{connection: {Limit: limit}},
	}
}

var callCount atomic.Int64

func qualValue(q plan.Qual) *proto.QualValue {
	values := make([]*proto.QualValue, len(q.Values))
	for i, v := range q.Values {
		switch v := v.(type) {
		case string:
			values[i] = &proto.QualValue{Value: &proto.QualValue_StringValue{StringValue: v}}
		case int64:
			values[i] = &proto.QualValue{Value: &proto.QualValue_Int64Value{Int64Value: v}}
		case float64:
			values[i] = &proto.QualValue{Value: &proto.QualValue_DoubleValue{DoubleValue: v}}
		case bool:
			values[i] = &proto.QualValue{Value: &proto.QualValue_BoolValue{BoolValue: v}}
		case time.Time:
			values[i] = &proto.QualValue{Value: &proto.QualValue_TimestampValue{TimestampValue: timestamppb.New(v)}}
		}
	}
	switch {
	case q.In:
		return &proto.QualValue{Value: &proto.QualValue_ListValue{ListValue: &proto.QualValueList{Values: values}}}
	case len(values) == 1:
		return values[0]
	}
	return nil
}

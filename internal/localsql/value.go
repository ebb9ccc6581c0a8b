package localsql

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// jsonSubtype marks a text as JSON for SQLite's JSON functions.
const jsonSubtype = 'J'

// setResult gives a cell to SQLite, where the default is NULL.
func setResult(ctx sqlite3.Context, cell any) {
	switch v := cell.(type) {
	case string:
		ctx.ResultText(v)
	case int64:
		ctx.ResultInt64(v)
	case float64:
		ctx.ResultFloat(v)
	case bool:
		ctx.ResultBool(v)
	case json.RawMessage:
		ctx.ResultRawText(v)
		ctx.ResultSubtype(jsonSubtype)
	case time.Time:
		var text [len(plan.TimestampFormat) + len(".000000")]byte
		ctx.ResultRawText(plan.AppendTimestamp(text[:0], v))
	}
}

// cellOf is a cell that came through the SDK.
func cellOf(cell *proto.Column) any {
	switch v := cell.GetValue().(type) {
	case *proto.Column_StringValue:
		return v.StringValue
	case *proto.Column_IntValue:
		return v.IntValue
	case *proto.Column_DoubleValue:
		return v.DoubleValue
	case *proto.Column_BoolValue:
		return v.BoolValue
	case *proto.Column_JsonValue:
		return json.RawMessage(v.JsonValue)
	case *proto.Column_TimestampValue:
		return v.TimestampValue.AsTime()
	case *proto.Column_IpAddrValue:
		return v.IpAddrValue
	case *proto.Column_CidrRangeValue:
		return v.CidrRangeValue
	case *proto.Column_LtreeValue:
		return v.LtreeValue
	}
	return nil
}

// argument takes the right-hand side of a constraint from SQLite.
func argument(v sqlite3.Value, in bool) (any, error) {
	if !in {
		return scalar(v), nil
	}
	list := plan.List{}
	for item, err := v.InFirst(); ; item, err = v.InNext() {
		if errors.Is(err, sqlite3.ErrorCode(sqliteDone)) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, scalar(item))
	}
}

// sqliteDone is the code by which SQLite ends an IN list.
const sqliteDone = 101

func scalar(v sqlite3.Value) any {
	switch v.Type() {
	case sqlite3.INTEGER:
		return v.Int64()
	case sqlite3.FLOAT:
		return v.Float()
	case sqlite3.TEXT:
		return v.Text()
	case sqlite3.BLOB:
		return v.Blob(nil)
	}
	return nil
}

// typed is a value of a result, as SQLite holds it, in the type of the table's column that it comes straight from.
func typed(value any, typ string) any {
	switch v := value.(type) {
	case int64:
		if typ == "boolean" {
			return v != 0
		}
	case []byte:
		return string(v)
	case string:
		switch typ {
		case "jsonb":
			if raw := json.RawMessage(v); json.Valid(raw) {
				return raw
			}
		case "timestamp with time zone":
			if t, ok := plan.ParseTimestamp(v); ok {
				return t
			}
		}
	}
	return value
}

package localsql

import (
	"encoding/json"
	"errors"

	"github.com/ncruces/go-sqlite3"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// jsonSubtype marks a text as JSON for SQLite's JSON functions.
const jsonSubtype = 'J'

// setResult gives a cell to SQLite, where the default is NULL.
func setResult(ctx sqlite3.Context, cell *proto.Column) {
	switch v := cell.GetValue().(type) {
	case *proto.Column_StringValue:
		ctx.ResultText(v.StringValue)
	case *proto.Column_IntValue:
		ctx.ResultInt64(v.IntValue)
	case *proto.Column_DoubleValue:
		ctx.ResultFloat(v.DoubleValue)
	case *proto.Column_BoolValue:
		ctx.ResultBool(v.BoolValue)
	case *proto.Column_JsonValue:
		ctx.ResultRawText(v.JsonValue)
		ctx.ResultSubtype(jsonSubtype)
	case *proto.Column_TimestampValue:
		ctx.ResultText(plan.FormatTimestamp(v.TimestampValue.AsTime()))
	case *proto.Column_IpAddrValue:
		ctx.ResultText(v.IpAddrValue)
	case *proto.Column_CidrRangeValue:
		ctx.ResultText(v.CidrRangeValue)
	case *proto.Column_LtreeValue:
		ctx.ResultText(v.LtreeValue)
	}
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

// columnValue is a value of a result: what SQLite holds, in the type of the table's column that it comes straight from.
func columnValue(stmt *sqlite3.Stmt, i int, typ string) any {
	switch stmt.ColumnType(i) {
	case sqlite3.INTEGER:
		n := stmt.ColumnInt64(i)
		if typ == "boolean" {
			return n != 0
		}
		return n
	case sqlite3.FLOAT:
		return stmt.ColumnFloat(i)
	case sqlite3.BLOB:
		return string(stmt.ColumnRawBlob(i))
	case sqlite3.TEXT:
		text := stmt.ColumnText(i)
		switch typ {
		case "jsonb":
			if raw := json.RawMessage(text); json.Valid(raw) {
				return raw
			}
		case "timestamp with time zone":
			if t, ok := plan.ParseTimestamp(text); ok {
				return t
			}
		}
		return text
	}
	return nil
}

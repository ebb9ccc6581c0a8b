package plan

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// A Row holds the cells of a row in the order of the requested columns; nil is NULL.
type Row []*proto.Column

// hashPart is the part of a key of a hash join that a converted value makes. Different values may share one: the engine compares
// every row again.
func hashPart(values []any, v verdict) (string, bool) {
	if v != exact || len(values) != 1 {
		return "", false
	}
	switch x := values[0].(type) {
	case string:
		return textPart(x), true
	case bool:
		if x {
			return numberPart(1), true
		}
		return numberPart(0), true
	case int64:
		return numberPart(float64(x)), true
	case float64:
		return numberPart(x), true
	case time.Time:
		return numberPart(float64(x.UnixMicro())), true
	}
	return "", false
}

// cellPart is the part of a hash key that a cell makes. NULL makes none: it equals nothing.
func cellPart(cell *proto.Column) (string, bool) {
	switch v := cell.GetValue().(type) {
	case *proto.Column_StringValue:
		return textPart(v.StringValue), true
	case *proto.Column_BoolValue:
		return hashPart([]any{v.BoolValue}, exact)
	case *proto.Column_IntValue:
		return numberPart(float64(v.IntValue)), true
	case *proto.Column_DoubleValue:
		return numberPart(v.DoubleValue), true
	case *proto.Column_TimestampValue:
		return numberPart(float64(v.TimestampValue.AsTime().UnixMicro())), true
	}
	return "", false
}

func textPart(s string) string {
	return string(binary.AppendUvarint([]byte{'s'}, uint64(len(s)))) + s
}

func numberPart(f float64) string {
	return string(binary.BigEndian.AppendUint64([]byte{'n'}, math.Float64bits(f+0)))
}

// hashRows finds rows by their cells in the columns, which are positions in a row.
func hashRows(rows []Row, columns []int) map[string][]Row {
	index := make(map[string][]Row, len(rows))
	for _, row := range rows {
		key, ok := "", true
		for _, c := range columns {
			part, some := cellPart(row[c])
			key += part
			ok = ok && some
		}
		if ok {
			index[key] = append(index[key], row)
		}
	}
	return index
}

var rowSeed = maphash.MakeSeed()

// hashRow tells rows apart by the cells at the positions, or by all cells where there are none.
func hashRow(row Row, positions []int) uint64 {
	var h maphash.Hash
	h.SetSeed(rowSeed)
	for i, cell := range row {
		if positions != nil && !slices.Contains(positions, i) {
			continue
		}
		part, ok := cellPart(cell)
		switch v := cell.GetValue().(type) {
		case *proto.Column_JsonValue:
			part = textPart(string(v.JsonValue))
		case *proto.Column_IpAddrValue:
			part = textPart(v.IpAddrValue)
		case *proto.Column_CidrRangeValue:
			part = textPart(v.CidrRangeValue)
		case *proto.Column_LtreeValue:
			part = textPart(v.LtreeValue)
		default:
			if !ok {
				part = "0"
			}
		}
		_, _ = h.WriteString(part)
	}
	return h.Sum64()
}

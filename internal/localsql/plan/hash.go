package plan

import (
	"encoding/binary"
	"encoding/json"
	"hash/maphash"
	"math"
	"slices"
	"time"
)

// A Row holds the cells of a row in the order of the requested columns: nil for NULL, else a string, int64, float64, bool,
// time.Time or json.RawMessage.
type Row []any

// hashKeyOfValue is what a converted value adds to the key of a hash join. Different values may share a key: the engine
// compares every row again.
func hashKeyOfValue(values []any, v pushability) (string, bool) {
	if v != pushable || len(values) != 1 {
		return "", false
	}
	switch x := values[0].(type) {
	case string:
		return hashKeyOfText(x), true
	case bool:
		if x {
			return hashKeyOfNumber(1), true
		}
		return hashKeyOfNumber(0), true
	case int64:
		return hashKeyOfNumber(float64(x)), true
	case float64:
		return hashKeyOfNumber(x), true
	case time.Time:
		return hashKeyOfNumber(float64(x.UnixMicro())), true
	}
	return "", false
}

// hashKeyOfNull is what NULL adds to the key where IS compares: there NULL equals NULL.
const hashKeyOfNull = "0"

// hashKeyOfCell is what a cell adds to the key of a hash join. It is false for NULL, which equals nothing, and for JSON.
func hashKeyOfCell(cell any) (string, bool) { return hashKeyOfValue([]any{cell}, pushable) }

func hashKeyOfText(s string) string {
	return string(binary.AppendUvarint([]byte{'s'}, uint64(len(s)))) + s
}

func hashKeyOfNumber(f float64) string {
	return string(binary.BigEndian.AppendUint64([]byte{'n'}, math.Float64bits(f+0)))
}

// hashRows indexes rows by their cells in the columns, which are positions in a row.
func hashRows(rows []Row, columns []int) map[string][]Row {
	index := make(map[string][]Row, len(rows))
	for _, row := range rows {
		key, ok := "", true
		for _, c := range columns {
			part, some := hashKeyOfCell(row[c])
			if row[c] == nil {
				part, some = hashKeyOfNull, true
			}
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
		part, ok := hashKeyOfCell(cell)
		if document, isJSON := cell.(json.RawMessage); isJSON {
			part = hashKeyOfText(string(document))
		} else if !ok {
			part = "0"
		}
		_, _ = h.WriteString(part)
	}
	return h.Sum64()
}

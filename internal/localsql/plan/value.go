package plan

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// A List is the value of an IN term: nil, int64, float64, string and []byte, as single values are.
type List []any

// A pushability says whether the plugin can be given a comparison with a value.
type pushability int

const (
	// pushable: the plugin can be given the value, and means by it what the statement means.
	pushable pushability = iota
	// matchesNothing: no row can match.
	matchesNothing
	// notPushable: the plugin cannot be given the value; the engine compares by itself.
	notPushable
	// matchesEverything: every row matches.
	matchesEverything
)

// convert turns the right-hand side of a comparison into the value that a plugin expects for a column of the type.
// With pushable the result is an int64, float64, string, bool or time.Time. Fixed tells a constant from the column of
// another table, which SQLite compares by other rules.
func convert(typ proto.ColumnType, op Op, v any, fixed bool) (any, pushability) {
	if v == nil {
		if op == Is {
			return nil, notPushable
		}
		return nil, matchesNothing
	}
	if _, blob := v.([]byte); blob {
		return nil, notPushable
	}
	switch typ {
	case proto.ColumnType_INT:
		return toInt(op, v)
	case proto.ColumnType_DOUBLE:
		if f, ok := number(v); ok {
			return f, pushable
		}
		return nil, mismatch(op)
	case proto.ColumnType_BOOL:
		return toBool(op, v)
	case proto.ColumnType_STRING:
		return toString(v, fixed)
	case proto.ColumnType_TIMESTAMP, proto.ColumnType_DATETIME:
		if s, ok := v.(string); ok && op != Like {
			if t, ok := ParseTimestamp(s); ok {
				return t, pushable
			}
		}
	}
	return nil, notPushable
}

// mismatch judges a text that is no number, compared with a column of numbers: SQLite sorts it after all numbers.
func mismatch(op Op) pushability {
	if op == Eq || op == Is {
		return matchesNothing
	}
	return notPushable
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case string:
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
	}
	return 0, false
}

// toInt rounds a fraction so that the same integers match: x > 2.5 becomes x > 2, x < 2.5 becomes x < 3.
func toInt(op Op, v any) (any, pushability) {
	if s, ok := v.(string); ok {
		if i, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
			v = i
		}
	}
	if i, ok := v.(int64); ok {
		return i, pushable
	}
	f, ok := number(v)
	if !ok {
		return nil, mismatch(op)
	}
	whole := math.Floor(f)
	if math.Abs(f) >= 1<<53 {
		return nil, notPushable
	}
	if whole == f {
		return int64(f), pushable
	}
	switch op {
	case Eq, Is:
		return nil, matchesNothing
	case Gt, Le:
		return int64(whole), pushable
	case Ge, Lt:
		return int64(whole) + 1, pushable
	}
	return nil, notPushable
}

func toBool(op Op, v any) (any, pushability) {
	f, ok := number(v)
	switch {
	case op != Eq && op != Is && op != Ne:
		return nil, notPushable
	case ok && (f == 0 || f == 1):
		return f == 1, pushable
	}
	return nil, mismatch(op)
}

// toString leaves a number from another column alone: SQLite then compares as numbers, so that '007' equals 7.
func toString(v any, fixed bool) (any, pushability) {
	switch v := v.(type) {
	case string:
		return v, pushable
	case int64:
		if fixed {
			return strconv.FormatInt(v, 10), pushable
		}
	}
	return nil, notPushable
}

// typeNames are the types of values as a sentence names them.
var typeNames = map[proto.ColumnType]string{
	proto.ColumnType_BOOL: "boolean", proto.ColumnType_INT: "number", proto.ColumnType_DOUBLE: "number", proto.ColumnType_STRING: "text",
	proto.ColumnType_TIMESTAMP: "time", proto.ColumnType_DATETIME: "time",
}

// checkConstantUse complains about the value of a comparison that is the same for every scan, where it can only be a mistake. The
// engine's program shows constants alone, and of those only the ones that the engine compares by itself.
func (t *Table) checkConstantUse(u Use, value any) error {
	comparison := u.equality() || u.Op >= Ne && u.Op <= Le
	if u.In || u.Column < 0 || !comparison || !u.constant() {
		return nil
	}
	switch value.(type) {
	case []byte:
		return nil
	case nil:
		if isTime := typeNames[t.Columns[u.Column].Type] == "time"; !isTime || u.Fixed || u.Op == Is {
			return nil
		}
		return fmt.Errorf("%s: column %s is compared with an expression that gives null, which no time meets: datetime and date give null "+
			"where a word in them is misspelt; write them as in datetime('now', '-7 days')", t.label(), t.Columns[u.Column].Name)
	}
	return t.CheckConstant(u.Column, value)
}

// fewSeconds since 1970 are too few to be meant: what gives such a number is arithmetic with a date, as in current_date - 7.
const fewSeconds = 1e6

// CheckConstant complains about a constant, a string, int64 or float64, that no value of the column can be compared
// with: SQLite would answer, and never as the statement means.
func (t *Table) CheckConstant(column int, constant any) error {
	c := t.Columns[column]
	text, isText := constant.(string)
	shown := fmt.Sprint(constant)
	switch v := constant.(type) {
	case string:
		shown = strconv.Quote(v)
	case float64:
		shown = strconv.FormatFloat(v, 'f', -1, 64)
	}
	complain := func(advice string) error {
		return fmt.Errorf("%s: column %s is a %s, and %s is none: %s", t.label(), c.Name, typeNames[c.Type], shown, advice)
	}
	_, isNumber := number(constant)
	switch c.Type {
	case proto.ColumnType_TIMESTAMP, proto.ColumnType_DATETIME:
		if f, _ := number(constant); !isText && math.Abs(f) < fewSeconds {
			return complain("write a date such as '2026-01-31', or an expression such as datetime('now', '-7 days')")
		}
		if !isText {
			return complain(fmt.Sprintf("write a date such as '2026-01-31', or datetime(%s, 'unixepoch') for seconds since 1970", shown))
		}
		if _, ok := ParseTimestamp(text); !ok {
			return complain("write a date such as '2026-01-31', a time such as '2026-01-31 13:45:00' (UTC) or '2026-01-31T13:45:00+01:00', " +
				"or an expression such as datetime('now', '-7 days'); where there is no time the column is null")
		}
	case proto.ColumnType_BOOL:
		if f, _ := number(constant); !isNumber || f != 0 && f != 1 {
			return complain(fmt.Sprintf("write %s = true or %s = false, without quotes", c.Name, c.Name))
		}
	case proto.ColumnType_INT, proto.ColumnType_DOUBLE:
		if !isNumber {
			return complain("write a number")
		}
	}
	return nil
}

package plan

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

func TestConvert(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		typ   proto.ColumnType
		op    Op
		value any
		fixed bool
		want  any
		v     pushability
	}{
		{proto.ColumnType_INT, Eq, nil, true, nil, matchesNothing},
		{proto.ColumnType_INT, Ne, nil, true, nil, matchesNothing},
		{proto.ColumnType_INT, Is, nil, true, nil, notPushable},
		{proto.ColumnType_INT, Eq, int64(5), true, int64(5), pushable},
		{proto.ColumnType_INT, Eq, " 5 ", true, int64(5), pushable},
		{proto.ColumnType_INT, Eq, "9007199254740993", true, int64(9007199254740993), pushable},
		{proto.ColumnType_INT, Eq, 5.0, true, int64(5), pushable},
		{proto.ColumnType_INT, Eq, 2.5, true, nil, matchesNothing},
		{proto.ColumnType_INT, Ne, 2.5, true, nil, notPushable},
		{proto.ColumnType_INT, Gt, 2.5, true, int64(2), pushable},
		{proto.ColumnType_INT, Ge, 2.5, true, int64(3), pushable},
		{proto.ColumnType_INT, Lt, 2.5, true, int64(3), pushable},
		{proto.ColumnType_INT, Le, 2.5, true, int64(2), pushable},
		{proto.ColumnType_INT, Ge, -2.5, true, int64(-2), pushable},
		{proto.ColumnType_INT, Gt, 1e300, true, nil, notPushable},
		{proto.ColumnType_INT, Eq, "five", true, nil, matchesNothing},
		{proto.ColumnType_INT, Lt, "five", true, nil, notPushable},
		{proto.ColumnType_INT, Eq, []byte("5"), true, nil, notPushable},
		{proto.ColumnType_DOUBLE, Gt, int64(2), true, 2.0, pushable},
		{proto.ColumnType_DOUBLE, Eq, "x", true, nil, matchesNothing},
		{proto.ColumnType_BOOL, Eq, int64(1), true, true, pushable},
		{proto.ColumnType_BOOL, Ne, int64(0), true, false, pushable},
		{proto.ColumnType_BOOL, Eq, "true", true, nil, matchesNothing},
		{proto.ColumnType_BOOL, Eq, int64(2), true, nil, matchesNothing},
		{proto.ColumnType_BOOL, Gt, int64(0), true, nil, notPushable},
		{proto.ColumnType_STRING, Eq, "x", true, "x", pushable},
		{proto.ColumnType_STRING, Eq, int64(7), true, "7", pushable},
		{proto.ColumnType_STRING, Eq, int64(7), false, nil, notPushable},
		{proto.ColumnType_STRING, Eq, 7.5, true, nil, notPushable},
		{proto.ColumnType_TIMESTAMP, Eq, "2026-01-31T13:00:00+01:00", true, noon, pushable},
		{proto.ColumnType_TIMESTAMP, Eq, "noon", false, nil, notPushable},
		{proto.ColumnType_TIMESTAMP, Eq, int64(1), true, nil, notPushable},
		{proto.ColumnType_JSON, Eq, "{}", true, nil, notPushable},
		{proto.ColumnType_IPADDR, Eq, "192.0.2.1", true, nil, notPushable},
	} {
		got, v := convert(c.typ, c.op, c.value, c.fixed)
		if v != c.v || v == pushable && got != c.want {
			t.Errorf("%v column %v %#v: %#v, %v; want %#v, %v", c.typ, c.op, c.value, got, v, c.want, c.v)
		}
	}
}

func TestTimestamps(t *testing.T) {
	t.Parallel()
	// Each is later than the one before; the texts of one line are the same instant.
	ordered := [][]string{
		{"2025-12-31 23:59:59.999999"},
		{"2026-01-01", "2026-01-01 00:00", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00.000", "2026-01-01T01:00:00+01:00", "2025-12-31 19:00:00 -0500"},
		{"2026-01-01 00:00:00.000001"},
		{"2026-01-01 00:00:00.5", "2026-01-01 00:00:00.500000", "2026-01-01T00:00:00.500Z"},
		{"2026-01-01 00:00:01"},
		{"9999-12-31"},
		{"noon"},
		{"tomorrow"},
	}
	for i, as := range ordered {
		for j, bs := range ordered {
			for _, a := range as {
				for _, b := range bs {
					if got := CompareTimestamps([]byte(a), []byte(b)); got != cmp.Compare(i, j) {
						t.Errorf("%q and %q: %d, want %d", a, b, got, cmp.Compare(i, j))
					}
				}
			}
		}
	}
	for _, bad := range []string{"", "now", "2026-13-01", "2026-02-30", "2026-01-01 25:00", "12:00",
		"2026-02-30 00:00:00", "2026-00-01 00:00:00", "2026-01-01 24:00:00", "2026-01-01 00:60:00", "2026-01-01 00:00:60", "2026-01-0: 00:00:00", "2026-01-01 0/:00:00"} {
		if at, ok := ParseTimestamp(bad); ok {
			t.Errorf("%q was read as %v", bad, at)
		}
	}
	at := time.Date(2026, 1, 1, 1, 2, 3, 4_000, time.FixedZone("", 3600))
	if got, want := FormatTimestamp(at), "2026-01-01 00:02:03.000004"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := FormatTimestamp(at.Truncate(time.Second)), "2026-01-01 00:02:03"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestBind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what        string
		constraints []Constraint
		values      []any
		empty       bool
		quals       []string
		limit       int64
	}{
		{"no request for NULL", []Constraint{fixed(user, Eq)}, []any{nil}, true, nil, -1},
		{"no request for an empty list", []Constraint{in(user)}, []any{List{}}, true, nil, -1},
		{"no request for a list of nothing that fits", []Constraint{in(user)}, []any{List{nil, 2.5, "x"}}, true, nil, -1},
		{"a list without doubles", []Constraint{in(user)}, []any{List{int64(1), "1", 2.0, nil}}, false, []string{"user = [1 2]"}, -1},
		{"LIMIT and OFFSET are added", []Constraint{limit, offset}, []any{int64(10), int64(5)}, false, nil, 15},
		{"a negative LIMIT is none", []Constraint{limit}, []any{int64(-1)}, false, nil, -1},
		{"a negative OFFSET is none", []Constraint{limit, offset}, []any{int64(3), int64(-1)}, false, nil, 3},
		{"a value that stays behind takes the LIMIT along", []Constraint{fixed(user, Eq), limit}, []any{[]byte("x"), int64(3)}, false, nil, -1},
		{"a get of several", []Constraint{in(id)}, []any{numbers(3)}, false, []string{"id = [0 1 2]"}, -1},
		{"a get of a value that no id has", []Constraint{fixed(id, Eq)}, []any{[]byte("x")}, false, nil, -1},
	} {
		table := call()
		p, _ := table.Choose(c.constraints, []int{id}, nil)
		l, err := table.bind(p, c.values)
		if err != nil || l.empty != c.empty {
			t.Errorf("%s: empty %v, %v", c.what, l.empty, err)
			continue
		}
		if l.empty {
			continue
		}
		if got := describeQuals(l.request); !slices.Equal(got, c.quals) || l.request.Limit != c.limit {
			t.Errorf("%s: %q limit %d, want %q limit %d", c.what, got, l.request.Limit, c.quals, c.limit)
		}
	}
}

func numbers(n int) List {
	var l List
	for i := range n {
		l = append(l, int64(i))
	}
	return l
}

package plan

import (
	"cmp"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// FuzzTimestamp: what is read is written and read again as the same microsecond.
func FuzzTimestamp(f *testing.F) {
	for _, seed := range []string{"2026-09-28", "2026-09-28 12:21", "2026-09-28T12:21:09.5+02:00", " 2026-09-28t12:21:09Z", "yesterday", "9999-12-31 23:59:59.9999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := ParseTimestamp(text)
		if !ok {
			return
		}
		written := FormatTimestamp(at)
		again, ok := ParseTimestamp(written)
		if !ok || !again.Equal(at.Truncate(time.Microsecond)) {
			t.Errorf("%q is %v, written %q and read %v, %v", text, at, written, again, ok)
		}
	})
}

// FuzzCompareTimestamps: an order, and that of the instants where both are.
func FuzzCompareTimestamps(f *testing.F) {
	f.Add("2026-09-28 12:21:09", "2026-09-28T12:21:09Z")
	f.Add("2026-09-28 12:21:09.5", "2026-09-28 12:21:09.500000")
	f.Add("2026-99-28 12:21:09", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		there, back := CompareTimestamps([]byte(a), []byte(b)), CompareTimestamps([]byte(b), []byte(a))
		if cmp.Compare(there, 0) != -cmp.Compare(back, 0) || CompareTimestamps([]byte(a), []byte(a)) != 0 {
			t.Errorf("%q and %q are %d and %d", a, b, there, back)
		}
		ta, oka := ParseTimestamp(a)
		tb, okb := ParseTimestamp(b)
		if oka && okb && cmp.Compare(there, 0) != ta.Compare(tb) {
			t.Errorf("%q and %q are %d, but %v and %v", a, b, there, ta, tb)
		}
	})
}

// FuzzChoose plans any comparisons and fills in any values: no panic, and a plan wants the values of terms that it was given.
func FuzzChoose(f *testing.F) {
	f.Add([]byte{0, 0, 1, 1, 1, 2, 2, 2, 3}, "2026-09-28", int64(4294967301), 1.5)
	f.Add([]byte{5, 3, 7, 4, 0, 5, 9, 9, 9}, "x", int64(-1), 0.0)
	f.Fuzz(func(t *testing.T, terms []byte, text string, integer int64, real float64) {
		table := fuzzTable()
		values := []any{nil, text, integer, real, []byte(text), List{integer, text}, List{}}
		var constraints []Constraint
		var given []any
		for i := 0; i+2 < len(terms) && len(constraints) < 8; i += 3 {
			v := values[int(terms[i+2])%len(values)]
			c := Constraint{Column: int(terms[i])%(len(table.Columns)+1) - 1, Op: Op(terms[i+1] % 13),
				Usable: terms[i+2]&64 == 0, Fixed: terms[i+2]&128 != 0, CollationFits: terms[i+2]&32 == 0}
			_, c.In = v.(List)
			constraints, given = append(constraints, c), append(given, v)
		}
		p, ok := table.Choose(constraints, []int{0, 1}, [][]Order{nil, {{1, true}}}[len(terms)%2])
		if !ok || p == nil {
			return
		}
		used := make([]any, len(p.Uses))
		for i, u := range p.Uses {
			if u.Index < 0 || u.Index >= len(constraints) || u.Constraint != constraints[u.Index] {
				t.Fatalf("the plan uses term %d of %d, %+v", u.Index, len(constraints), u.Constraint)
			}
			used[i] = given[u.Index]
		}
		l, err := table.bind(p, used)
		if err == nil && l.request != nil {
			for range l.request.Split() {
			}
		}
	})
}

func fuzzTable() *Table {
	return &Table{
		Connection: "aircall", Name: "aircall_call", CanList: true, Filters: []string{"direction"},
		Columns: []Column{
			{Name: "id", Type: proto.ColumnType_INT}, {Name: "started_at", Type: proto.ColumnType_TIMESTAMP}, {Name: "direction", Type: proto.ColumnType_STRING},
			{Name: "archived", Type: proto.ColumnType_BOOL}, {Name: "score", Type: proto.ColumnType_DOUBLE}, {Name: "tags", Type: proto.ColumnType_JSON},
		},
		Get:  []Key{{Column: "id", Operators: []string{"="}, Require: "required"}},
		List: []Key{{Column: "started_at", Operators: []string{"=", ">", ">=", "<", "<="}, Require: "optional"}},
	}
}

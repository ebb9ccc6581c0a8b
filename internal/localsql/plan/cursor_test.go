package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// fake is a source of one table: it notes the requests, gives numbered rows, and fails after some.
type fake struct {
	asked  []string
	open   int
	rows   int
	failAt int
	err    error
}

type fakeStream struct {
	*fake
	request *Request
	next    int
	closed  bool
}

func (f *fake) Scan(_ context.Context, r *Request) Stream {
	f.asked = append(f.asked, strings.Join(describeQuals(r), " and "))
	f.open++
	return &fakeStream{fake: f, request: r}
}

func describeQuals(r *Request) []string {
	var all []string
	for _, q := range r.Quals {
		values := fmt.Sprint(q.Values)
		if !q.In {
			values = strings.Trim(values, "[]")
		}
		all = append(all, q.Column+" "+q.Operator+" "+values)
	}
	return all
}

func (s *fakeStream) Next() (Row, error) {
	for ; s.next < s.rows; s.next++ {
		if s.err != nil && s.next == s.failAt {
			return nil, s.err
		}
		if row := s.row(s.next); row != nil {
			s.next++
			return row, nil
		}
	}
	return nil, ErrEnd
}

// row is the row of the number if it has the id, the user or the name that is asked for.
func (s *fakeStream) row(n int) Row {
	for _, q := range s.request.Quals {
		v := int64(n)
		if q.Column == "user" {
			v = int64(n % 10)
		}
		if !slices.Contains(q.Values, any(v)) {
			return nil
		}
	}
	var row Row
	for _, c := range s.request.Columns {
		switch c {
		case "id":
			row = append(row, int64(n))
		case "name":
			row = append(row, fmt.Sprint("n", n%3))
		default:
			row = append(row, nil)
		}
	}
	return row
}

func (s *fakeStream) Close() {
	if !s.closed {
		s.closed = true
		s.open--
	}
}

// drain counts the rows of a scan.
func drain(t *testing.T, c *Cursor, p *Plan, values ...any) int {
	t.Helper()
	n := 0
	for err := c.Filter(p, values); ; err = c.Next() {
		if err != nil {
			t.Fatal(err)
		}
		if c.EOF() {
			return n
		}
		n++
	}
}

func start(t *testing.T, f *fake, constraints []Constraint, columns ...int) (*Table, *StatementCache, *Plan) {
	t.Helper()
	table := call()
	p, ok := table.Choose(constraints, columns, nil)
	if !ok {
		t.Fatal("no plan")
	}
	return table, NewStatementCache(t.Context(), f), p
}

func TestSameScanIsReadOnce(t *testing.T) {
	t.Parallel()
	f := &fake{rows: 100}
	table, memory, p := start(t, f, nil, id)
	outer, inner := NewCursor(table, memory), NewCursor(table, memory)
	pairs := 0
	for err := outer.Filter(p, nil); !outer.EOF(); err = outer.Next() {
		if err != nil {
			t.Fatal(err)
		}
		pairs += drain(t, inner, p)
	}
	if pairs != 100*100 || len(f.asked) != 1 {
		t.Errorf("%d pairs of rows, requests %q", pairs, f.asked)
	}
	memory.Close()
	if f.open != 0 {
		t.Errorf("%d scans still open", f.open)
	}
}

func TestLargeScanIsNotKept(t *testing.T) {
	t.Parallel()
	f := &fake{rows: maxCachedRows + 10}
	table, memory, p := start(t, f, nil, id)
	c := NewCursor(table, memory)
	if n := drain(t, c, p); n != maxCachedRows+10 {
		t.Errorf("%d rows", n)
	}
	if len(memory.scans) != 0 {
		t.Error("its rows are still kept")
	}
}

func TestJoinAsksKeyByKeyThenLists(t *testing.T) {
	t.Parallel()
	f := &fake{rows: 300}
	table, memory, p := start(t, f, []Constraint{varying(id, Eq)}, id)
	c := NewCursor(table, memory)
	for i := range 100 {
		if n := drain(t, c, p, int64(i%50)); n != 1 {
			t.Fatalf("id %d: %d rows", i%50, n)
		}
	}
	// A table of unknown size is taken to cost 20 requests.
	if gets := slices.Index(f.asked, ""); gets != 20 || len(f.asked) != 21 {
		t.Errorf("%d single requests before the list, %d requests", gets, len(f.asked))
	}
	if n := drain(t, c, p, int64(1000)); n != 0 {
		t.Errorf("%d rows for an id that is none", n)
	}
	// Now the size is known: six requests.
	f.asked = nil
	again := NewStatementCache(t.Context(), f)
	c = NewCursor(table, again)
	for i := range 100 {
		drain(t, c, p, int64(i))
	}
	if gets := slices.Index(f.asked, ""); gets != 6 || len(f.asked) != 7 {
		t.Errorf("%d single requests before the list, %d requests", gets, len(f.asked))
	}
}

func TestJoinOnHydratedColumnsKeepsAsking(t *testing.T) {
	t.Parallel()
	f := &fake{rows: 100}
	table, memory, p := start(t, f, []Constraint{varying(id, Eq)}, id, note)
	c := NewCursor(table, memory)
	for i := range 60 {
		drain(t, c, p, int64(i))
	}
	if slices.Contains(f.asked, "") {
		t.Error("it listed the table, at a request a row")
	}
}

func TestJoinWithoutKeyListsOnce(t *testing.T) {
	t.Parallel()
	f := &fake{rows: 300}
	table, memory, p := start(t, f, []Constraint{varying(name, Eq), fixed(user, Eq)}, id, name)
	c := NewCursor(table, memory)
	first := drain(t, c, p, int64(4), "n1") // read as it comes: the engine compares
	for _, name := range []string{"n0", "n1", "n2"} {
		if n := drain(t, c, p, int64(4), name); n != 10 {
			t.Errorf("%d rows of %s", n, name)
		}
	}
	if want := []string{"user = 4"}; first != 30 || !slices.Equal(f.asked, want) {
		t.Errorf("%d rows, requests %q, want %q", first, f.asked, want)
	}
}

func TestErrorsReachTheReader(t *testing.T) {
	t.Parallel()
	for _, at := range []int{0, 1, 70} {
		f := &fake{rows: 100, failAt: at, err: errors.New("lost")}
		table, memory, p := start(t, f, nil, id)
		c := NewCursor(table, memory)
		n, err := 0, c.Filter(p, nil)
		for ; err == nil && !c.EOF(); err = c.Next() {
			n++
		}
		if !errors.Is(err, f.err) || n != at {
			t.Errorf("after %d rows: %v; want %v after %d", n, err, f.err, at)
		}
		hashed, _ := table.Choose([]Constraint{varying(name, Eq)}, []int{id}, nil)
		for range 2 {
			err = c.Filter(hashed, []any{"n1"})
			for ; err == nil && !c.EOF(); err = c.Next() {
			}
			if !errors.Is(err, f.err) {
				t.Errorf("the hash gives %v", err)
			}
		}
	}
}

func TestAbandonedScanIsStopped(t *testing.T) {
	t.Parallel()
	f := &fake{rows: 100}
	table, memory, p := start(t, f, nil, id)
	a, b := NewCursor(table, memory), NewCursor(table, memory)
	if err := errors.Join(a.Filter(p, nil), b.Filter(p, nil)); err != nil {
		t.Fatal(err)
	}
	a.Close()
	if f.open != 1 {
		t.Errorf("%d scans open while another reads on", f.open)
	}
	b.Close()
	if f.open != 0 {
		t.Errorf("%d scans open", f.open)
	}
}

func TestRowIDs(t *testing.T) {
	t.Parallel()
	f := &fake{rows: 9}
	table, memory, p := start(t, f, nil, name)
	ids := func() []int64 {
		c := NewCursor(table, memory)
		var all []int64
		for err := c.Filter(p, nil); err == nil && !c.EOF(); err = c.Next() {
			id := c.RowID()
			if again := c.RowID(); again != id {
				t.Error("the id of a row changes")
			}
			all = append(all, id)
		}
		return all
	}
	first, second := ids(), ids()
	if !slices.Equal(first, second) {
		t.Errorf("%v, then %v", first, second)
	}
	slices.Sort(first)
	if len(slices.Compact(first)) != 9 {
		t.Errorf("equal rows share an id: %v", first)
	}
}

func TestMissingKeysAreRefused(t *testing.T) {
	t.Parallel()
	table := call()
	table.List = []Key{{"user", []string{"="}, "required"}}
	p, _ := table.Choose(nil, []int{id}, nil)
	err := NewCursor(table, NewStatementCache(t.Context(), &fake{})).Filter(p, nil)
	if err == nil || !strings.Contains(err.Error(), "call") || !strings.Contains(err.Error(), "user = ") {
		t.Errorf("%v names no table and column", err)
	}
}

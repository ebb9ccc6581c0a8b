package table

import (
	"context"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// memoryScan is a scan without the SDK: a race of the SDK's own cannot hide one of ours.
type memoryScan struct {
	query Query
	rows  []any
}

func (s *memoryScan) Query() Query { return s.query }

func (s *memoryScan) RowsRemaining(context.Context) int64 {
	if s.query.Limit < 0 {
		return 1 << 40
	}
	return s.query.Limit - int64(len(s.rows))
}

func (s *memoryScan) Send(_ context.Context, row any) { s.rows = append(s.rows, row) }

func (s *memoryScan) Direct(context.Context, []scansink.Column) scansink.RowWriter { return nil }

// where is a scan with these conditions, of all columns and without a limit.
func where(conditions ...*proto.Qual) *memoryScan {
	s := &memoryScan{query: Query{Columns: []string{"id", "name"}, Table: itemColumns, Limit: -1, Conditions: Conditions{query: map[string]*proto.Quals{}}}}
	for _, q := range conditions {
		if s.query.Conditions.query[q.FieldName] == nil {
			s.query.Conditions.query[q.FieldName] = &proto.Quals{}
		}
		s.query.Conditions.query[q.FieldName].Append(q)
	}
	return s
}

// limit is the scan with a LIMIT.
func (s *memoryScan) limit(n int64) *memoryScan {
	s.query.Limit = n
	return s
}

// given is the scan as the SDK makes it of a declared key: one call for each value of a list.
func (s *memoryScan) given(column string, value *proto.QualValue) *memoryScan {
	s.query.Conditions.equals = map[string]*proto.QualValue{column: value}
	return s
}

func is(column, operator string, value *proto.QualValue) *proto.Qual {
	return &proto.Qual{FieldName: column, Operator: &proto.Qual_StringValue{StringValue: operator}, Value: value}
}

func equal(column string, values ...any) *proto.Qual {
	if len(values) == 1 {
		return is(column, "=", qualOf(values[0]))
	}
	var list []*proto.QualValue
	for _, v := range values {
		list = append(list, qualOf(v))
	}
	return is(column, "=", listOf(list...))
}

// item is a row of the tests' table.
type item struct {
	id    int64
	name  string
	group int64
	at    time.Time
}

var itemColumns = []*plugin.Column{
	Integer("id", "", func(i *item) *int64 { return &i.id }),
	Text("name", personal.None(), "", func(i *item) *string { return &i.name }),
}

// ids are those of the rows that were sent, in order.
func (s *memoryScan) ids() []int64 {
	ids := []int64{}
	for _, r := range s.rows {
		ids = append(ids, Item[item](r).id)
	}
	return ids
}

// shelf is a list of items that writes down how it is asked.
type shelf struct {
	items []item
	mu    sync.Mutex
	asked []string
	read  int // items
}

func (s *shelf) list(keep func(*item) bool, how string) iter.Seq2[*item, error] {
	s.mu.Lock()
	s.asked = append(s.asked, how)
	s.mu.Unlock()
	return func(yield func(*item, error) bool) {
		for i := range s.items {
			if !keep(&s.items[i]) {
				continue
			}
			s.mu.Lock()
			s.read++
			s.mu.Unlock()
			if !yield(&s.items[i], nil) {
				return
			}
		}
	}
}

func (s *shelf) wantAsked(t *testing.T, want ...string) {
	t.Helper()
	if slices.Sort(s.asked); !slices.Equal(s.asked, want) {
		t.Errorf("asked %q, want %q", s.asked, want)
	}
}

var noConnection = Connection{Client: (*api.Client)(nil)}

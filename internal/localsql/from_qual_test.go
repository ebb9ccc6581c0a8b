// Not under the race detector: see scan_test.go.

//go:build !race || atomicsdk

package localsql_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"
)

// The library's loans are looked up by one of their readers or by one of their cards. Both columns only repeat what was
// asked for: a loan has two readers.

const loans = 300

type loan struct {
	ID           int64
	Reader, Card any
}

func (l *loan) readers() []any { return []any{l.ID % 50, l.ID%7 + 50} }
func (l *loan) cards() []any   { return []any{fmt.Sprint("c", l.ID%9)} }

func loanColumns() []*plugin.Column {
	echo := func(name string, typ proto.ColumnType, value func(*loan) any) *plugin.Column {
		return &plugin.Column{Name: name, Type: typ, Transform: transform.From(
			func(_ context.Context, d *transform.TransformData) (any, error) {
				return value(d.HydrateItem.(*loan)), nil
			})}
	}
	return []*plugin.Column{
		column("id", proto.ColumnType_INT, func(l *loan) any { return l.ID }),
		column("book_id", proto.ColumnType_INT, func(l *loan) any { return l.ID % books }),
		column("note", proto.ColumnType_STRING, func(l *loan) any { return fmt.Sprint("note ", l.ID%4) }),
		echo("reader", proto.ColumnType_INT, func(l *loan) any { return l.Reader }),
		echo("card", proto.ColumnType_STRING, func(l *loan) any { return l.Card }),
	}
}

// matchLoan gives the loan the first of the values asked for that it has; false when there is none.
func matchLoan(d *plugin.QueryData, l *loan) bool {
	match := func(column string, has []any) (any, bool) {
		conditions := d.QueryContext.UnsafeQuals[column].GetQuals()
		for _, q := range conditions {
			asked := q.GetValue().GetListValue().GetValues()
			if asked == nil {
				asked = []*proto.QualValue{q.GetValue()}
			}
			has = slices.DeleteFunc(has, func(value any) bool {
				return !slices.ContainsFunc(asked, func(v *proto.QualValue) bool {
					return value == any(v.GetInt64Value()) || value == any(v.GetStringValue())
				})
			})
		}
		if len(has) == 0 || len(conditions) == 0 {
			return nil, len(conditions) == 0
		}
		return has[0], true
	}
	var byReader, byCard bool
	l.Reader, byReader = match("reader", l.readers())
	l.Card, byCard = match("card", l.cards())
	return byReader && byCard
}

func listLoans(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("list", d)
	for i := range int64(loans) {
		if l := (&loan{ID: i}); matchLoan(d, l) {
			d.StreamListItem(ctx, l)
		}
	}
	return nil, nil
}

func getLoan(_ context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("get", d)
	if l := (&loan{ID: d.EqualsQuals["id"].GetInt64Value()}); l.ID >= 0 && l.ID < loans && matchLoan(d, l) {
		return l, nil
	}
	return nil, nil
}

// The answers are those of a table with a row for each reader of each loan.
func TestFromQualColumnsShowTheirValue(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprint(i-5))
	}
	all := strings.Join(many, ", ")
	const both = "(select id as loan, id % 50 as reader from loan union all select id, id % 7 + 50 from loan)"
	for _, c := range []struct{ sql, plain string }{
		{"select id, reader from loan where reader = 3", "select loan, reader from " + both + " where reader = 3"},
		{"select id from loan where reader in (" + all + ")", "select distinct loan from " + both + " where reader in (" + all + ")"},
		{"select count(*) from loan where reader in (select author_id from book)", "select count(distinct loan) from " + both + " where reader in (select author_id from book)"},
		{"select id from loan where reader in (1, 2, 51) and card in ('c1', 'c2', 'c3')", "select distinct loan from " + both + " where reader in (1, 2, 51) and loan % 9 in (1, 2, 3)"},
		{"select id, reader from loan where reader = 51 and id = 8", "select loan, reader from " + both + " where reader = 51 and loan = 8"},
		{"select id from loan where reader = 51 and id in (1, 2, 8, 15)", "select loan from " + both + " where reader = 51 and loan in (1, 2, 8, 15)"},
		{"select a.id, l.id from author a join loan l on l.reader = a.id", "select a.id, loan from author a join " + both + " on reader = a.id"},
		{"select a.id, count(l.id) from author a left join loan l on l.reader = a.id group by a.id", "select a.id, count(loan) from author a left join " + both + " on reader = a.id group by a.id"},
		{"select a.id from author a left join loan l on l.reader = a.id + 45 where l.reader is null", "select a.id from author a left join " + both + " on reader = a.id + 45 where reader is null"},
		{"select (select count(*) from loan where reader = a.id) from author a", "select (select count(*) from " + both + " where reader = a.id) from author a"},
		{"select a.id, l.id from author a join loan l on l.reader = a.id and l.book_id = a.id * 2", "select a.id, loan from author a join " + both + " on reader = a.id and loan = a.id * 2"},
		{"select b.id, l.id from book b join loan l on l.id = b.id and l.reader = b.author_id", "select b.id, loan from book b join " + both + " on loan = b.id and reader = b.author_id"},
		{"select a.id, l.id from book a join loan l on l.book_id = a.id where l.reader in (51, 52, 3)", "select a.id, loan from book a join (select distinct loan from " + both + " where reader in (51, 52, 3)) on loan = a.id"},
		{"select id, reader from loan where reader in (1, 2, 51) and reader in (2, 51, 52) and reader in (51)", "select loan, reader from " + both + " where reader = 51"},
		{"select l.id, a.id from loan l join (select 1 as id union select 2 union select 51) a on a.id = l.reader where l.reader in (1, 2, 51)", "select loan, reader from " + both + " where reader in (1, 2, 51)"},
		{"select id from loan where reader = 51 and (book_id < 20 or reader < 51)", "select loan from " + both + " where reader = 51 and loan < 20"},
		{"select id from loan where reader = 3 or card = 'c3'", "select id from loan where id % 50 = 3 or id % 7 + 50 = 3 or id % 9 = 3"},
		{"select id from loan where (reader, card) in ((3, 'c3'))", "select id from loan where id % 50 = 3 and id % 9 = 3"},
		{"select reader from loan group by reader having reader = 3", "select 3"},
		{"select note from loan where reader = 3 or id = 53", "select note from loan where id % 50 = 3"},
		{"with l as (select * from loan) select id from l where reader = 3", "select id from loan where id % 50 = 3"},
		{"select distinct reader from loan", "select null"},
		{"select count(reader), count(*) from loan", "select 0, 300"},
		{"select id, reader from loan order by reader, id", "select id, null from loan"},
		{"select reader from loan group by reader", "select null"},
		{"select id from loan where reader = null", "select 1 where 0"},
	} {
		db, _ := open(t)
		got, want := sorted(run(t, db, c.sql)), sorted(run(t, db, c.plain))
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\n%d rows, want %d", c.sql, len(got), len(want))
		}
	}
}

func sorted(rows [][]any) [][]any {
	slices.SortFunc(rows, func(a, b []any) int { return strings.Compare(fmt.Sprint(a...), fmt.Sprint(b...)) })
	return rows
}

func TestFromQualColumnsAreAskedValueByValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sql  string
		want int
	}{
		{"select count(*) from author a join loan l on l.reader = a.id", 1 + authors},
		{"select (select count(*) from loan where reader = b.author_id) from book b", 1 + 40},
		{"select 1 from loan where reader in (1, 2, 3)", 1},
		{"select 1 from loan where reader = 3 or card = 'c3'", 2},
	} {
		db, l := open(t)
		run(t, db, c.sql)
		if calls := l.taken(); len(calls) != c.want {
			t.Errorf("%s: %d requests, want %d: %.500q", c.sql, len(calls), c.want, calls)
		}
	}
}

func TestFromQualColumnsAreRefusedInOtherUses(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	for _, sql := range []string{
		"select id from loan where reader is null",
		"select id from loan where reader is not null",
		"select id from loan where reader <> 3",
		"select id from loan where reader > 3",
		"select id from loan where reader between 1 and 3",
		"select id from loan where card like 'c%'",
		"select id from loan where card = 'C3' collate nocase",
		"select id from loan where reader + 0 = 3",
		"select id from loan where not reader = 3",
		"select id from loan where reader",
		"select id from loan where reader = 3 or length(note) = 6",
		"select id from loan where reader = id",
		"select id from loan where reader in (1, 2, 51) and (book_id = 5 or reader = 2)",
		"select id from loan where reader in (1, 2, 51) and reader > 1",
		"select id from loan where reader in (select id from author) and (reader < 5 or id < 5)",
		"select id from loan where reader = 3 or card = 'c3' or id < 0",
		"select id from loan where coalesce(reader, 3) = 3",
		"select a.id from loan l left join author a on a.id = l.reader",
		"select id from author where id in (select reader from loan)",
		"select id from author a where not exists (select 1 from loan l where l.reader <> a.id)",
		"with l as materialized (select * from loan) select * from l where reader = 3",
		"with l as materialized (select * from loan) select * from author a left join l on l.reader = a.id",
		"select reader from loan intersect select id from author",
		"select case when reader = 3 then 1 end from loan",
		"create temp table mine as select upper(card) from loan",
	} {
		_, err := query(db, sql)
		if err == nil || !strings.Contains(err.Error(), "only repeats") || !strings.Contains(err.Error(), "library.loan: column ") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if calls := l.taken(); calls != nil {
		t.Errorf("asked %q", calls)
	}
	for sql, want := range map[string]string{
		"select 1 from loan a join loan b on a.reader = b.reader":                                "wait for each other",
		"select 1 from (select x'01' as key union all select 2) k join loan l on l.reader = key": "column reader",
	} {
		if _, err := query(db, sql); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", sql, err, want)
		}
	}
}

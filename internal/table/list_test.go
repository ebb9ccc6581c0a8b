package table

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

var noon = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// sixItems are one an hour from noon on, in groups 1, 2, 1, 2 …
func sixItems() *shelf {
	s := &shelf{}
	for i := range int64(6) {
		s.items = append(s.items, item{id: i + 1, name: fmt.Sprint("item ", i+1), group: i%2 + 1, at: noon.Add(time.Duration(i) * time.Hour)})
	}
	return s
}

// spec lists the items, which can be searched by group and by name.
func (s *shelf) spec() ListSpec[item] {
	return ListSpec[item]{
		Read: func(_ context.Context, _ *api.Client, q *ListQuery) iter.Seq2[*item, error] {
			group, name := q.ID("group"), q.Text("name")
			return s.list(func(i *item) bool { return (group == 0 || i.group == group) && (name == "" || i.name == name) }, fmt.Sprintf("group %d, name %q", group, name))
		},
		Filters: []Filter[item]{
			WhereID("group", func(i *item, group int64) bool { return i.group == group }),
			FromQual(WhereText("name", func(s string) bool { return s != "" }, func(i *item, name string) bool { return i.name == name })),
		},
		ID:         func(i *item) any { return i.id },
		TimeColumn: "at",
		At:         func(i *item) api.Time { return api.Time{Time: i.at} },
	}
}

func TestListQueriesAreTheCombinationsOfFilterValues(t *testing.T) {
	t.Parallel()
	elevenGroups := []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	for name, test := range map[string]struct {
		scan  *memoryScan
		asked []string
		ids   []int64
	}{
		"no condition":                       {where(), []string{`group 0, name ""`}, []int64{1, 2, 3, 4, 5, 6}},
		"a value":                            {where(equal("group", 1)), []string{`group 1, name ""`}, []int64{1, 3, 5}},
		"a list":                             {where(equal("group", 2, 1)), []string{`group 1, name ""`, `group 2, name ""`}, []int64{2, 4, 6, 1, 3, 5}},
		"two lists":                          {where(equal("group", 1, 2), equal("name", "item 1", "item 2")), []string{`group 1, name "item 1"`, `group 1, name "item 2"`, `group 2, name "item 1"`, `group 2, name "item 2"`}, []int64{1, 2}},
		"a list that is longer than all":     {where(equal("group", elevenGroups...)), []string{`group 0, name ""`}, []int64{1, 2, 3, 4, 5, 6}},
		"a long list is a residual":          {where(equal("group", append(elevenGroups[1:], 12)...)), []string{`group 0, name ""`}, []int64{2, 4, 6}},
		"no valid value":                     {where(equal("group", -1)), nil, []int64{}},
		"values that exclude each other":     {where(equal("group", 1), equal("group", 2)), nil, []int64{}},
		"a bound":                            {where(is("at", ">", qualOf(noon.Add(3*time.Hour)))), []string{`group 0, name ""`}, []int64{5, 6}},
		"instants":                           {where(equal("at", noon, noon.Add(time.Hour))), []string{`group 0, name ""`}, []int64{1, 2}},
		"bounds that exclude each other":     {where(is("at", "<", qualOf(noon)), is("at", ">", qualOf(noon))), nil, []int64{}},
		"a limit":                            {where().limit(2), []string{`group 0, name ""`}, []int64{1, 2}},
		"a limit on what meets a condition":  {where(equal("group", 2)).limit(2), []string{`group 2, name ""`}, []int64{2, 4}},
		"a limit of 0":                       {where().limit(0), nil, []int64{}},
		"a value that is not known yet":      {where(equal("group", unevaluatedInt)), []string{`group 0, name ""`}, []int64{1, 2, 3, 4, 5, 6}},
		"a bound that is not known yet":      {where(is("at", ">", qualOf(unevaluatedTime))), []string{`group 0, name ""`}, []int64{1, 2, 3, 4, 5, 6}},
		"conditions that are Postgres's own": {where(is("group", "<>", qualOf(1)), is("at", "<>", qualOf(noon))), []string{`group 0, name ""`}, []int64{1, 2, 3, 4, 5, 6}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sixItems()
			if err := List(t.Context(), noConnection, test.scan, s.spec()); err != nil {
				t.Fatal(err)
			}
			s.wantAsked(t, test.asked...)
			if ids := test.scan.ids(); !slices.Equal(ids, test.ids) {
				t.Errorf("rows %d, want %d", ids, test.ids)
			}
		})
	}
}

func TestListRefusesWhatItCannotAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		scan *memoryScan
		want string
	}{
		"a bound that is not known yet, under LIMIT":             {where(is("at", ">", qualOf(unevaluatedTime))).limit(5), "at is compared with a subquery"},
		"a value that is not known yet, of a column without one": {where(equal("name", unevaluatedText)), "name is compared with a subquery"},
		"another comparison of such a column":                    {where(is("name", "~~", qualOf("item%"))), "name only repeats the value"},
	} {
		s := sixItems()
		if err := List(t.Context(), noConnection, test.scan, s.spec()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
		s.wantAsked(t)
	}
	s, refused := sixItems(), errors.New("too much")
	spec := s.spec()
	spec.Check = func(context.Context, *api.Client, TimeRange, []*ListQuery) error { return refused }
	if err := List(t.Context(), noConnection, where(), spec); !errors.Is(err, refused) {
		t.Errorf("error %v, want %v", err, refused)
	}
	s.wantAsked(t)
}

func TestARowThatTwoListQueriesGiveIsSentOnce(t *testing.T) {
	t.Parallel()
	s := sixItems()
	spec := s.spec()
	spec.Filters[0].Matches = func(*item, any) bool { return true }
	spec.Read = func(context.Context, *api.Client, *ListQuery) iter.Seq2[*item, error] {
		return s.list(func(*item) bool { return true }, "all")
	}
	scan := where(equal("group", 1, 2))
	if err := List(t.Context(), noConnection, scan, spec); err != nil || !slices.Equal(scan.ids(), []int64{1, 2, 3, 4, 5, 6}) {
		t.Errorf("rows %d and error %v", scan.ids(), err)
	}
	s.wantAsked(t, "all", "all")
}

func TestTheStartDateIsTheFloorOfCallsAlone(t *testing.T) {
	t.Parallel()
	c := Connection{StartDate: noon.Add(4 * time.Hour)}
	for ofCalls, want := range map[bool][]int64{false: {1, 2, 3, 4, 5, 6}, true: {5, 6}} {
		s, scan := sixItems(), where()
		spec := s.spec()
		spec.OfCalls = ofCalls
		if err := List(t.Context(), c, scan, spec); err != nil || !slices.Equal(scan.ids(), want) {
			t.Errorf("of calls: %v: rows %d and error %v, want %d", ofCalls, scan.ids(), err, want)
		}
	}
}

// A row that cannot be read is an error that names the column and the row, or the condition.
func TestAnUnreadableRowNamesItsPlace(t *testing.T) {
	t.Parallel()
	unreadable := errors.New("unreadable")
	fails := func(i *item) {
		if i.id == 3 {
			guard.Throw(unreadable)
		}
	}
	for name, test := range map[string]struct {
		column, condition func(*item)
		asked             string
		want              string
	}{
		"a column":                {column: fails, asked: "name", want: "id 3, column name: unreadable"},
		"a column that is unread": {column: fails, asked: "id"},
		"a condition":             {condition: fails, asked: "id", want: "id 3, a condition: unreadable"},
	} {
		s, scan := sixItems(), where()
		spec := s.spec()
		if test.condition != nil {
			scan = where(equal("group", 1))
			spec.Filters[0].Matches = func(i *item, _ any) bool { test.condition(i); return true }
		}
		scan.query.Table = slices.Clone(itemColumns)
		if test.column != nil {
			scan.query.Table[1] = Text("name", personal.None(), "", func(i *item) *string { test.column(i); return &i.name })
		}
		scan.query.Columns = []string{test.asked}
		err := List(t.Context(), noConnection, scan, spec)
		if (err == nil) != (test.want == "") || err != nil && (err.Error() != test.want || !errors.Is(err, unreadable)) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
}

func TestGetFindsTheRowThatMeetsAllConditions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		scan  *memoryScan
		found bool
		err   string
	}{
		"by its key":                    {where(equal("id", 2)).given("id", qualOf(2)), true, ""},
		"of another group":              {where(equal("id", 2), equal("group", 1)).given("id", qualOf(2)), false, ""},
		"of one of these groups":        {where(equal("id", 2), equal("group", 1, 2)).given("id", qualOf(2)), true, ""},
		"after another time":            {where(equal("id", 2), is("at", ">", qualOf(noon.Add(time.Hour)))).given("id", qualOf(2)), false, ""},
		"no id":                         {where(equal("id", -1)).given("id", qualOf(-1)), false, ""},
		"there is none":                 {where(equal("id", 7)).given("id", qualOf(7)), false, ""},
		"by a key that is not known":    {where(equal("id", unevaluatedInt)).given("id", qualOf(unevaluatedInt)), false, "id is compared with a subquery"},
		"a group that no item can have": {where(equal("id", 2), equal("group", -1)).given("id", qualOf(2)), false, ""},
	} {
		s := sixItems()
		row, err := Get(t.Context(), noConnection, test.scan, s.spec(), ByID(func(_ *api.Client, _ context.Context, id int64) (*item, error) {
			if id > int64(len(s.items)) {
				return nil, nil
			}
			return &s.items[id-1], nil
		}))
		if (row != nil) != test.found || row != nil && Item[item](row).id != 2 {
			t.Errorf("%s: %v; should it be found: %v", name, row, test.found)
		}
		if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: error %v, want %q", name, err, test.err)
		}
	}
}

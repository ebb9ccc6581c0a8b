package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// call is a table with each kind of key: id is got, at and user narrow a list, tag is a filter that is not declared.
func call() *Table {
	return &Table{
		Connection: "c", Name: "call", CanList: true,
		Columns: []Column{
			{Name: "id", Type: proto.ColumnType_INT},
			{Name: "at", Type: proto.ColumnType_TIMESTAMP},
			{Name: "user", Type: proto.ColumnType_INT},
			{Name: "tag", Type: proto.ColumnType_STRING},
			{Name: "name", Type: proto.ColumnType_STRING},
			{Name: "note", Type: proto.ColumnType_STRING, Hydrate: "getNote"},
			{Name: "raw", Type: proto.ColumnType_JSON},
		},
		Get: []Key{{"id", []string{"="}, "required"}},
		List: []Key{
			{"at", []string{"=", ">", ">=", "<", "<="}, "optional"},
			{"user", []string{"=", "<>"}, "optional"},
			{"name", []string{"~~*", "is null"}, "optional"},
		},
		Filters: []string{"tag"},
	}
}

const (
	id = iota
	at
	user
	tag
	name
	note
	raw
)

func fixed(column int, op Op) Constraint {
	return Constraint{Column: column, Op: op, Usable: true, Fixed: true, CollationFits: true}
}

func varying(column int, op Op) Constraint {
	return Constraint{Column: column, Op: op, Usable: true, CollationFits: true}
}

func in(column int) Constraint {
	return Constraint{Column: column, Op: Eq, Usable: true, CollationFits: true, In: true}
}

var limit, offset = Constraint{Column: -1, Op: Limit, Usable: true}, Constraint{Column: -1, Op: Offset, Usable: true}

func TestChoose(t *testing.T) {
	t.Parallel()
	orders := map[bool][]Order{true: {{id, true}}}
	cased := fixed(tag, Eq)
	cased.CollationFits = false
	for _, c := range []struct {
		what        string
		constraints []Constraint
		ordered     bool
		want        string
	}{
		{"everything", nil, false, "list"},
		{"a get", []Constraint{fixed(id, Eq)}, false, "get where id = ?"},
		{"a get of several", []Constraint{in(id), fixed(user, Eq)}, false, "get where id in (?)"},
		{"no get by a range", []Constraint{fixed(id, Gt)}, false, "list"},
		{"a range of two bounds", []Constraint{fixed(at, Ge), fixed(at, Lt)}, false, "list where at >= ? and at < ?"},
		{"a filter that is not declared", []Constraint{fixed(tag, Eq)}, false, "list where tag = ?"},
		{"a filter takes nothing but equality", []Constraint{fixed(tag, Gt)}, false, "list"},
		{"unequal where declared", []Constraint{fixed(user, Ne), fixed(at, Ne)}, false, "list where user <> ?"},
		{"LIKE where declared", []Constraint{fixed(name, Like), fixed(tag, Like)}, false, "list where name ~~* ?"},
		{"NULL where declared", []Constraint{fixed(name, IsNull), fixed(name, IsNotNull)}, false, "list where name is null"},
		{"another collation", []Constraint{cased}, false, "list"},
		{"JSON", []Constraint{fixed(raw, Eq)}, false, "list"},
		{"one IN list", []Constraint{in(user), in(tag)}, false, "list where user in (?)"},
		{"one equality a column", []Constraint{fixed(user, Eq), fixed(user, Eq)}, false, "list where user = ?"},
		{"a row id", []Constraint{fixed(-1, Eq)}, false, "list"},
		{"a limit", []Constraint{limit}, false, "list limit ?"},
		{"a limit and an offset", []Constraint{fixed(at, Ge), limit, offset}, false, "list where at >= ? limit ? offset ?"},
		{"no limit in an order", []Constraint{limit}, true, "list"},
		{"no limit with a constraint that stays behind", []Constraint{fixed(name, Eq), limit}, false, "list"},
		{"no limit with an IN list", []Constraint{in(user), limit}, false, "list where user in (?)"},
		{"no limit with LIKE", []Constraint{fixed(name, Like), limit}, false, "list where name ~~* ?"},
		{"no limit on a get", []Constraint{fixed(id, Eq), limit}, false, "get where id = ?"},
		{"a join on the key", []Constraint{varying(id, Eq)}, false, "get where id = ?, on repetition hash by id"},
		{"a join on a filter", []Constraint{varying(tag, Eq), fixed(at, Gt)}, false, "list where tag = ? and at > ?, on repetition hash by tag"},
		{"a join on no key", []Constraint{varying(name, Eq), limit}, false, "list, on repetition hash by name"},
		{"a join on a range", []Constraint{varying(at, Gt)}, false, "list where at > ?"},
	} {
		p, ok := call().Choose(c.constraints, []int{id}, orders[c.ordered])
		if !ok {
			t.Errorf("%s: no plan", c.what)
			continue
		}
		got, _, _ := strings.Cut(p.String(), ", columns")
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// Of a FromQual column a plan gives the plugin each value that it is to repeat, or there is no plan.
func TestChooseFromQualColumns(t *testing.T) {
	t.Parallel()
	fromQual := call()
	fromQual.Filters, fromQual.FromQual = []string{"tag", "user"}, []string{"tag", "user"}
	fromQual.List = fromQual.List[:1]
	later := varying(tag, Eq)
	later.Usable = false
	for _, c := range []struct {
		what        string
		constraints []Constraint
		want        string // "" for no plan
	}{
		{"nothing", nil, "list"},
		{"a value", []Constraint{fixed(tag, Eq)}, "list where tag = ?"},
		{"a value beside a get", []Constraint{fixed(id, Eq), fixed(tag, Eq)}, "get where id = ? and tag = ?"},
		{"two lists", []Constraint{in(user), in(tag)}, "list where user in (?) and tag in (?)"},
		{"a list beside a get of several", []Constraint{in(id), in(tag)}, "get where id in (?) and tag in (?)"},
		{"a join is never hashed", []Constraint{varying(tag, Eq)}, "list where tag = ?"},
		{"nor one beside it", []Constraint{varying(tag, Eq), varying(name, Eq)}, "list where tag = ?"},
		{"a join beside a value is", []Constraint{fixed(tag, Eq), varying(name, Eq)}, "list where tag = ?, on repetition hash by name"},
		{"a value that comes later", []Constraint{later}, ""},
		{"a value now and one later", []Constraint{fixed(tag, Eq), later}, "list where tag = ?"},
		{"a list now and a value later", []Constraint{in(tag), later}, ""},
		{"a list and a value", []Constraint{in(tag), varying(tag, Eq)}, "list where tag in (?) and tag = ?"},
		{"two lists of one column", []Constraint{in(tag), in(tag)}, "list where tag in (?) and tag in (?)"},
	} {
		p, ok := fromQual.Choose(c.constraints, []int{name}, nil)
		got := ""
		if ok {
			got, _, _ = strings.Cut(p.String(), ", columns")
			if !slices.Contains(p.Columns, id) {
				t.Errorf("%s: columns %v lack the one that tells rows apart", c.what, p.Columns)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestChooseColumns(t *testing.T) {
	t.Parallel()
	p, _ := call().Choose([]Constraint{varying(name, Eq)}, []int{id, note}, nil)
	if want := []int{id, name, note}; !slices.Equal(p.Columns, want) {
		t.Errorf("columns %v, want %v: the hash needs its own", p.Columns, want)
	}
}

func TestChooseRequiredKeys(t *testing.T) {
	t.Parallel()
	required := call()
	required.Get, required.List = nil, []Key{{"user", []string{"="}, "required"}}
	anyOf := call()
	anyOf.Get, anyOf.List = nil, []Key{{"user", []string{"="}, "any_of"}, {"at", []string{">"}, "any_of"}}
	getOnly := call()
	getOnly.CanList = false
	later := varying(user, Eq)
	later.Usable = false
	laterID := varying(id, Eq)
	laterID.Usable = false
	for _, c := range []struct {
		what        string
		table       *Table
		constraints []Constraint
		want        string // "" for no plan
	}{
		{"given", required, []Constraint{fixed(user, Eq)}, "list where user = ?"},
		{"given by another table", required, []Constraint{varying(user, Eq)}, "list where user = ?"},
		{"given later", required, []Constraint{later}, ""},
		{"not given", required, nil, "list, refused for want of user"},
		{"one of several", anyOf, []Constraint{fixed(at, Gt)}, "list where at > ?"},
		{"none of several", anyOf, []Constraint{fixed(at, Lt)}, "list, refused for want of user, at"},
		{"get alone", getOnly, []Constraint{varying(id, Eq)}, "get where id = ?"},
		{"get alone, later", getOnly, []Constraint{laterID}, ""},
		{"get alone, not given", getOnly, nil, "list, refused for want of id"},
	} {
		p, ok := c.table.Choose(c.constraints, []int{id}, nil)
		if !ok {
			if c.want != "" {
				t.Errorf("%s: no plan, want %q", c.what, c.want)
			}
			continue
		}
		if got, _, _ := strings.Cut(p.String(), ", columns"); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestCosts(t *testing.T) {
	t.Parallel()
	cost := func(t *Table, columns []int, constraints ...Constraint) float64 {
		p, _ := t.Choose(constraints, columns, nil)
		return p.Cost
	}
	listed := call()
	listed.listed.Store(100 + 1)
	for _, c := range []struct {
		what            string
		cheaper, dearer float64
	}{
		{"a get and a list", cost(call(), nil, fixed(id, Eq)), cost(call(), nil)},
		{"a narrowed list and a whole one", cost(call(), nil, fixed(at, Gt)), cost(call(), nil)},
		{"equality and a range", cost(call(), nil, fixed(user, Eq)), cost(call(), nil, fixed(at, Gt))},
		{"plain and hydrated columns", cost(call(), []int{id}), cost(call(), []int{note})},
		{"a table known to be small", cost(listed, nil), cost(call(), nil)},
		{"a hash of a small table and of a large one", cost(listed, nil, varying(name, Eq)), cost(call(), nil, varying(name, Eq))},
		{"a repeated lookup and a single one", cost(call(), nil, varying(id, Eq)), cost(call(), nil, fixed(id, Eq))},
	} {
		if c.cheaper >= c.dearer {
			t.Errorf("%s: %v is not less than %v", c.what, c.cheaper, c.dearer)
		}
	}
}

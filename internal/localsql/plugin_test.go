package localsql_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// The test plugin is a library: books that were published an hour apart from the year 2000 on, their authors, and
// tables that misbehave.

var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

type book struct {
	ID, AuthorID int64
	Code, Title  string
	PublishedAt  time.Time
	Price        float64
	Lent         bool
	Subjects     []string
	Shelf        *string
}

type author struct {
	ID   int64
	Name string
}

func bookAt(i int64) book {
	b := book{
		ID: i, AuthorID: i % 40, Code: fmt.Sprintf("b%04d", i), Title: fmt.Sprintf("Book %d", i),
		PublishedAt: epoch.Add(time.Duration(i)*time.Hour + time.Duration(i%2)*500*time.Millisecond),
		Price:       float64(i) / 4, Lent: i%3 == 0, Subjects: []string{"a", fmt.Sprint(i % 5)},
	}
	if i%2 == 0 {
		b.Shelf = new(fmt.Sprintf("shelf %d", i%10))
	}
	return b
}

const (
	books   = 400
	authors = 60
)

// A library counts what its tables are asked.
type library struct {
	mu    sync.Mutex
	calls []string // "list book where … limit …"
	size  int64    // of table big
	fail  int64    // rows of table broken before its error
	onRow func(int64)
	ended chan struct{}
}

var libraries sync.Map // by connection config

func libraryOf(d *plugin.QueryData) *library {
	l, _ := libraries.Load(*d.Connection.Config.(config).Shelf)
	return l.(*library)
}

type config struct {
	Shelf *string `hcl:"shelf,optional"`
}

func (l *library) note(kind string, d *plugin.QueryData) {
	var quals []string
	for _, column := range slices.Sorted(maps.Keys(d.QueryContext.UnsafeQuals)) {
		for _, q := range d.QueryContext.UnsafeQuals[column].Quals {
			value := q.Value
			if e := d.EqualsQuals[column]; e != nil && len(d.QueryContext.UnsafeQuals[column].Quals) == 1 {
				value = e
			}
			quals = append(quals, column+" "+q.GetStringValue()+" "+show(value))
		}
	}
	call := kind + " " + d.Table.Name
	if len(quals) > 0 {
		call += " where " + strings.Join(quals, " and ")
	}
	if n := d.QueryContext.GetLimit(); n >= 0 {
		call += fmt.Sprint(" limit ", n)
	}
	call += " columns " + strings.Join(d.QueryContext.Columns, ",")
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, call)
}

func show(v *proto.QualValue) string {
	switch v := v.GetValue().(type) {
	case *proto.QualValue_TimestampValue:
		return v.TimestampValue.AsTime().Format(time.RFC3339Nano)
	case *proto.QualValue_ListValue:
		var parts []string
		for _, item := range v.ListValue.Values {
			parts = append(parts, show(item))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case *proto.QualValue_StringValue:
		return v.StringValue
	case *proto.QualValue_Int64Value:
		return fmt.Sprint(v.Int64Value)
	case *proto.QualValue_DoubleValue:
		return fmt.Sprint(v.DoubleValue)
	case *proto.QualValue_BoolValue:
		return fmt.Sprint(v.BoolValue)
	}
	return "null"
}

// taken gives the calls since the last time.
func (l *library) taken() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}

func testPlugin(context.Context) *plugin.Plugin {
	return &plugin.Plugin{
		Name:                   "library",
		ConnectionConfigSchema: &plugin.ConnectionConfigSchema{NewInstance: func() any { return &config{} }},
		TableMap: map[string]*plugin.Table{
			"book": table("book", "A book.", listBooks, plugin.KeyColumnSlice{
				{Name: "published_at", Operators: []string{"=", ">", ">=", "<", "<="}, Require: plugin.Optional},
				{Name: "author_id", Require: plugin.Optional},
				{Name: "price", Operators: []string{"=", ">", "<>"}, Require: plugin.Optional},
			}, getBook, bookColumns),
			"author":  table("author", "An author.", listAuthors, nil, getAuthor, authorColumns),
			"loan":    table("loan", "A loan.", listLoans, nil, getLoan, loanColumns),
			"page":    table("page", "A page of a book.", listPages, plugin.SingleColumn("book_id"), nil, pageColumns),
			"big":     table("big", "Many rows.", listBig, nil, nil, bigColumns),
			"broken":  table("broken", "Fails after some rows.", listBroken, nil, nil, bigColumns),
			"stuck":   table("stuck", "Waits for ever.", listStuck, nil, nil, bigColumns),
			"getonly": table("getonly", "Has no list.", nil, nil, getAuthorOnly, authorColumns),
		},
	}
}

func table(name, description string, list plugin.HydrateFunc, keys plugin.KeyColumnSlice, get plugin.HydrateFunc, columns func() []*plugin.Column) *plugin.Table {
	t := &plugin.Table{Name: name, Description: description, Columns: columns()}
	if list != nil {
		t.List = &plugin.ListConfig{Hydrate: list, KeyColumns: keys}
	}
	if get != nil {
		t.Get = &plugin.GetConfig{Hydrate: get, KeyColumns: plugin.SingleColumn("id")}
	}
	return t
}

func column[T any](name string, typ proto.ColumnType, value func(T) any) *plugin.Column {
	return &plugin.Column{Name: name, Type: typ, Description: "The " + name + ".",
		Transform: transform.From(func(_ context.Context, d *transform.TransformData) (any, error) {
			return value(d.HydrateItem.(T)), nil
		})}
}

func bookColumns() []*plugin.Column {
	blurb := column("blurb", proto.ColumnType_STRING, func(s string) any { return s })
	blurb.Hydrate = getBlurb
	return []*plugin.Column{
		column("id", proto.ColumnType_INT, func(b book) any { return b.ID }),
		column("author_id", proto.ColumnType_INT, func(b book) any { return b.AuthorID }),
		column("code", proto.ColumnType_STRING, func(b book) any { return b.Code }),
		column("title", proto.ColumnType_STRING, func(b book) any { return b.Title }),
		column("published_at", proto.ColumnType_TIMESTAMP, func(b book) any { return b.PublishedAt }),
		column("price", proto.ColumnType_DOUBLE, func(b book) any { return b.Price }),
		column("lent", proto.ColumnType_BOOL, func(b book) any { return b.Lent }),
		column("subjects", proto.ColumnType_JSON, func(b book) any { return b.Subjects }),
		column("shelf", proto.ColumnType_STRING, func(b book) any {
			if b.Shelf == nil {
				return nil
			}
			return *b.Shelf
		}),
		blurb,
	}
}

func authorColumns() []*plugin.Column {
	return []*plugin.Column{
		column("id", proto.ColumnType_INT, func(a author) any { return a.ID }),
		column("name", proto.ColumnType_STRING, func(a author) any { return a.Name }),
	}
}

func pageColumns() []*plugin.Column {
	return []*plugin.Column{
		column("book_id", proto.ColumnType_INT, func(p [2]int64) any { return p[0] }),
		column("number", proto.ColumnType_INT, func(p [2]int64) any { return p[1] }),
	}
}

func bigColumns() []*plugin.Column {
	return []*plugin.Column{
		column("n", proto.ColumnType_INT, func(n int64) any { return n }),
		column("parity", proto.ColumnType_INT, func(n int64) any { return n % 2 }),
	}
}

func matches(d *plugin.QueryData, b book) bool {
	for column, quals := range d.QueryContext.UnsafeQuals {
		for _, q := range quals.Quals {
			value := q.Value
			if e := d.EqualsQuals[column]; e != nil {
				value = e
			}
			var order int
			switch column {
			case "published_at":
				order = b.PublishedAt.Compare(value.GetTimestampValue().AsTime())
			case "author_id":
				order = int(b.AuthorID - value.GetInt64Value())
			case "price":
				order = int(4*b.Price - 4*value.GetDoubleValue())
			case "code":
				if list := value.GetListValue(); list != nil {
					if !slices.ContainsFunc(list.Values, func(v *proto.QualValue) bool { return v.GetStringValue() == b.Code }) {
						return false
					}
					continue
				}
				order = strings.Compare(b.Code, value.GetStringValue())
			default:
				continue
			}
			if !map[string]bool{"=": order == 0, ">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0, "<>": order != 0}[q.GetStringValue()] {
				return false
			}
		}
	}
	return true
}

func listBooks(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("list", d)
	for i := range int64(books) {
		if b := bookAt(i); matches(d, b) {
			d.StreamListItem(ctx, b)
		}
		if d.RowsRemaining(ctx) == 0 {
			break
		}
	}
	return nil, nil
}

func getBook(_ context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("get", d)
	if id := d.EqualsQuals["id"].GetInt64Value(); id >= 0 && id < books {
		return bookAt(id), nil
	}
	return nil, nil
}

func getBlurb(_ context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	libraryOf(d).note("hydrate", d)
	return "About " + h.Item.(book).Title, nil
}

func listAuthors(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("list", d)
	for i := range int64(authors) {
		d.StreamListItem(ctx, author{i, fmt.Sprint("Author ", i)})
	}
	return nil, nil
}

func getAuthor(_ context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("get", d)
	return author{d.EqualsQuals["id"].GetInt64Value(), fmt.Sprint("Author ", d.EqualsQuals["id"].GetInt64Value())}, nil
}

func getAuthorOnly(_ context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("get", d)
	id := d.EqualsQuals["id"].GetInt64Value()
	if id < 0 {
		return nil, errors.New("there is no author below zero")
	}
	return author{id, "only"}, nil
}

func listPages(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	libraryOf(d).note("list", d)
	for i := range int64(3) {
		d.StreamListItem(ctx, [2]int64{d.EqualsQuals["book_id"].GetInt64Value(), i})
	}
	return nil, nil
}

func listBig(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	l := libraryOf(d)
	l.note("list", d)
	defer func() { l.ended <- struct{}{} }()
	for i := range l.size {
		if l.onRow != nil {
			l.onRow(i)
		}
		d.StreamListItem(ctx, i)
		if d.RowsRemaining(ctx) == 0 {
			break
		}
	}
	return nil, nil
}

var errBroken = errors.New("the shelf is broken")

func listBroken(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	l := libraryOf(d)
	l.note("list", d)
	for i := range l.fail {
		d.StreamListItem(ctx, i)
	}
	return nil, scansink.Report(ctx, errBroken)
}

func listStuck(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	l := libraryOf(d)
	l.note("list", d)
	defer func() { l.ended <- struct{}{} }()
	d.StreamListItem(ctx, int64(1))
	<-ctx.Done()
	return nil, ctx.Err()
}

// open opens the library with one connection for each name.
func open(t testing.TB, names ...string) (*localsql.DB, *library) {
	t.Helper()
	return openWith(t, localsql.Options{}, names...)
}

// openWith opens it with further options.
func openWith(t testing.TB, o localsql.Options, names ...string) (*localsql.DB, *library) {
	t.Helper()
	if len(names) == 0 {
		names = []string{"library"}
	}
	l := &library{size: 100_000, ended: make(chan struct{}, 1000)}
	libraries.Store(t.Name(), l)
	o.Plugin, o.Filters = testPlugin, map[string][]string{"book": {"code"}, "loan": {"reader", "card"}}
	o.FromQual = map[string][]string{"loan": {"reader", "card"}}
	for _, name := range names {
		o.Connections = append(o.Connections, localsql.Connection{Name: name, Config: fmt.Sprintf("shelf = %q", t.Name())})
	}
	db, err := localsql.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db, l
}

// run gives every row of a query.
func run(t testing.TB, db *localsql.DB, sql string) [][]any {
	t.Helper()
	rows, err := query(db, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return rows
}

// query gives the rows of the first result.
func query(db *localsql.DB, sql string) ([][]any, error) {
	rows, err := db.Query(context.Background(), sql)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all [][]any
	for rows.Next() {
		all = append(all, rows.Values())
	}
	return all, rows.Err()
}

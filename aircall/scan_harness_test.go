//go:build !race || atomicsdk

// The SDK counts the rows of a scan in one goroutine and reads the count in another
// (QueryData.streamLeafListItem, QueryData.streamRow), which the race detector reports for every list
// of several rows. The tests that scan in this process are therefore left out of a plain race build;
// `make race` has them, with a copy of the SDK that counts atomically.

package aircall

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	googlegrpc "google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// companyUnderTest is an invented company and a connection to it.
type companyUnderTest struct {
	*steampipe
	*fakeaircall.Server
	connection string
}

// serve starts a company and a plugin that asks it. More arguments of the connection may follow.
func serve(t *testing.T, c *fakeaircall.Company, arguments ...string) *companyUnderTest {
	t.Helper()
	return start(t, nil).serve(t, c, arguments...)
}

// serve starts a company and connects the plugin to it.
func (s *steampipe) serve(t *testing.T, c *fakeaircall.Company, arguments ...string) *companyUnderTest {
	t.Helper()
	return s.serveAs(t, c, func(url string) string { return demoArguments(url, arguments...) })
}

// serveApplication starts a company and a plugin that asks it as an OAuth application.
func serveApplication(t *testing.T, c *fakeaircall.Company) *companyUnderTest {
	t.Helper()
	return start(t, nil).serveAs(t, c, applicationArguments)
}

func (s *steampipe) serveAs(t *testing.T, c *fakeaircall.Company, arguments func(url string) string) *companyUnderTest {
	t.Helper()
	server, url := listen(t, c)
	name := uniqueName("aircall")
	s.connect(name, arguments(url), true)
	return &companyUnderTest{&steampipe{t, s.plugin}, server, name}
}

// query is what Postgres hands over of a SELECT.
type query struct {
	table   string
	columns []string
	where   []*proto.Qual
	limit   int64 // 0: none
	cache   bool
	onRow   func() // called for each row
}

// rows runs a query that must succeed.
func (c *companyUnderTest) rows(q query) []map[string]any {
	c.t.Helper()
	rows, err := c.run(c.t.Context(), c.connection, q)
	if err != nil {
		c.t.Fatalf("%s: %v", q.table, err)
	}
	return rows
}

// asked runs a query and returns the requests that it cost, sorted, with its rows.
func (c *companyUnderTest) asked(q query) ([]string, []map[string]any) {
	c.t.Helper()
	c.ResetRequests()
	rows := c.rows(q)
	return c.requests(), rows
}

// bound is a from or to of a request, in Unix seconds.
var bound = regexp.MustCompile(`\b(from|to)=(\d+)`)

// requests are written as "GET /path?query", with times of day for their bounds; the present, up to
// which calls and contacts are read, is "now".
func (c *companyUnderTest) requests() []string {
	lines := []string{}
	for _, r := range c.Requests() {
		query := bound.ReplaceAllStringFunc(r.Query, func(text string) string {
			name, digits, _ := strings.Cut(text, "=")
			seconds, _ := strconv.ParseInt(digits, 10, 64)
			if seconds >= now.Unix() {
				return name + "=now"
			}
			return name + "=" + time.Unix(seconds, 0).UTC().Format(time.TimeOnly)
		})
		lines = append(lines, strings.TrimSuffix(r.Method+" "+r.Path+"?"+query, "?"))
	}
	slices.Sort(lines)
	return lines
}

func (s *steampipe) run(ctx context.Context, connection string, q query) ([]map[string]any, error) {
	stream := &rowStream{ctx: ctx, onRow: q.onRow}
	err := scansink.Server{PluginServer: s.plugin.PluginServer}.Execute(q.request(connection), stream)
	return stream.rows, err
}

func (q query) request(connection string) *proto.ExecuteRequest {
	quals := map[string]*proto.Quals{}
	for _, term := range q.where {
		if quals[term.FieldName] == nil {
			quals[term.FieldName] = &proto.Quals{}
		}
		quals[term.FieldName].Append(term)
	}
	data := &proto.ExecuteConnectionData{CacheEnabled: q.cache, CacheTtl: 300}
	if q.limit > 0 {
		data.Limit = &proto.NullableInt{Value: q.limit}
	}
	return &proto.ExecuteRequest{
		Table:                 q.table,
		Connection:            connection,
		CallId:                uniqueName("call"),
		QueryContext:          &proto.QueryContext{Columns: q.columns, Quals: quals},
		ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{connection: data},
	}
}

type rowStream struct {
	googlegrpc.ServerStream
	ctx   context.Context
	onRow func()
	mu    sync.Mutex
	rows  []map[string]any

	direct atomic.Int64 // how many rows did not go through the SDK
}

func (s *rowStream) Context() context.Context { return s.ctx }

func (s *rowStream) Send(response *proto.ExecuteResponse) error {
	if response == nil || response.Row == nil {
		return nil
	}
	row := plainRow(response.Row)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = append(s.rows, row)
	if s.onRow != nil {
		s.onRow()
	}
	return nil
}

// SendMsg takes a row that went beside the SDK.
func (s *rowStream) SendMsg(m any) error {
	s.direct.Add(1)
	r, err := m.(scansink.Response).Decode()
	if err != nil {
		return err
	}
	return s.Send(r)
}

func plainRow(r *proto.Row) map[string]any {
	row := map[string]any{}
	for name, column := range r.Columns {
		row[name] = plainValue(column)
	}
	return row
}

func plainValue(c *proto.Column) any {
	switch v := c.GetValue().(type) {
	case *proto.Column_StringValue:
		return v.StringValue
	case *proto.Column_IntValue:
		return v.IntValue
	case *proto.Column_BoolValue:
		return v.BoolValue
	case *proto.Column_DoubleValue:
		return v.DoubleValue
	case *proto.Column_JsonValue:
		return string(v.JsonValue)
	case *proto.Column_TimestampValue:
		return v.TimestampValue.AsTime()
	}
	return nil
}

// where makes a term of a WHERE clause; a slice is an IN list.
func where(column, operator string, value any) *proto.Qual {
	return &proto.Qual{FieldName: column, Operator: &proto.Qual_StringValue{StringValue: operator}, Value: qualValue(value)}
}

func qualValue(value any) *proto.QualValue {
	switch value := value.(type) {
	case nil:
		return nil
	case time.Time:
		return proto.NewQualValue(timestamppb.New(value))
	case []any:
		values := &proto.QualValueList{}
		for _, v := range value {
			values.Values = append(values.Values, qualValue(v))
		}
		return &proto.QualValue{Value: &proto.QualValue_ListValue{ListValue: values}}
	}
	return proto.NewQualValue(value)
}

// values takes one column out of rows, sorted.
func values[V int64 | string](rows []map[string]any, column string) []V {
	all := []V{}
	for _, r := range rows {
		if v, ok := r[column].(V); ok {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	return all
}

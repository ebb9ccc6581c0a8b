// Not under the race detector, for the reason given in scan_test.go.

//go:build !race

package localsql_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	sdkgrpc "google.golang.org/grpc"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

const wideRows, wideColumns = 100_000, 10

// wide is a plugin of one table, with ten columns of the usual types.
func wide(context.Context) *plugin.Plugin {
	var columns []*plugin.Column
	for i := range wideColumns {
		name := fmt.Sprint("c", i)
		switch i % 5 {
		case 0:
			columns = append(columns, column(name, proto.ColumnType_INT, func(b *book) any { return b.ID }))
		case 1:
			columns = append(columns, column(name, proto.ColumnType_TIMESTAMP, func(b *book) any { return b.PublishedAt }))
		case 2:
			columns = append(columns, column(name, proto.ColumnType_BOOL, func(b *book) any { return b.Lent }))
		default:
			columns = append(columns, column(name, proto.ColumnType_STRING, func(b *book) any { return b.Title }))
		}
	}
	return &plugin.Plugin{Name: "wide", TableMap: map[string]*plugin.Table{
		"wide": {Name: "wide", Columns: columns, List: &plugin.ListConfig{Hydrate: listWide}},
	}}
}

func listWide(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	b := bookAt(7)
	for range wideRows {
		d.StreamListItem(ctx, &b)
	}
	return nil, nil
}

// counter is a gRPC stream that counts.
type counter struct {
	sdkgrpc.ServerStream
	ctx  context.Context
	rows int
}

func (c *counter) Context() context.Context { return c.ctx }

func (c *counter) Send(*proto.ExecuteResponse) error {
	c.rows++
	return nil
}

// BenchmarkSDK reads the table through the SDK alone.
func BenchmarkSDK(b *testing.B) {
	db, err := localsql.Open(b.Context(), localsql.Options{Plugin: wide, Connections: []localsql.Connection{{Name: "wide"}}})
	if err != nil { // it also mutes the SDK, so that both benchmarks run alike
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	server := wideServer(b)
	var columns []string
	for i := range wideColumns {
		columns = append(columns, fmt.Sprint("c", i))
	}
	for b.Loop() {
		c := &counter{ctx: b.Context()}
		err := server.Execute(&proto.ExecuteRequest{
			Table: "wide", Connection: "wide", CallId: "bench",
			QueryContext:          &proto.QueryContext{Columns: columns},
			ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{"wide": {}},
		}, c)
		if err != nil || c.rows != wideRows {
			b.Fatal(c.rows, err)
		}
	}
	b.ReportMetric(float64(wideRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func wideServer(b *testing.B) *grpc.PluginServer {
	server := plugin.Server(&plugin.ServeOpts{PluginFunc: wide})
	_, err := server.SetAllConnectionConfigs(&proto.SetAllConnectionConfigsRequest{
		Configs: []*proto.ConnectionConfig{{Connection: "wide"}}, MaxCacheSizeMb: 1,
	})
	if err != nil {
		b.Fatal(err)
	}
	return server
}

// BenchmarkQuery reads the same rows through SQLite.
func BenchmarkQuery(b *testing.B) {
	db, err := localsql.Open(b.Context(), localsql.Options{Plugin: wide, Connections: []localsql.Connection{{Name: "wide"}}})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	b.ReportAllocs()
	for b.Loop() {
		rows, err := db.Query(b.Context(), "select * from wide")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows.Next() {
			n++
		}
		if rows.Err() != nil || n != wideRows {
			b.Fatal(n, rows.Err())
		}
	}
	b.ReportMetric(float64(wideRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkOpen opens the plugin and answers a first query, as a command does that is run anew each time.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		db, err := localsql.Open(b.Context(), localsql.Options{Plugin: testPlugin, Connections: []localsql.Connection{{Name: "library"}}})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := query(db, "select 1"); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

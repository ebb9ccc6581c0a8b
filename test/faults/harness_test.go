//go:build !race || atomicsdk

// The SDK counts the rows of a scan in one goroutine and reads the count in another, which the race
// detector reports for every list of several rows: `make race` has a copy of the SDK that counts atomically.

package faults_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/shared"
	googlegrpc "google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/hosting"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// network is how the plugin reaches the companies: in memory, so that one clock rules both.
var network = fakeaircall.Network{Patience: 30 * time.Second}

func TestMain(m *testing.M) {
	aircall.Clients.Transport = &network
	aircall.Clients.StateFolder = nil // what tests send is nobody else's
	os.Exit(m.Run())
}

// present is when the companies live, and when the clock of a bubble begins.
var present = time.Date(2026, 6, 17, 10, 30, 0, 0, time.UTC)

// bubble runs a test on a clock of its own, on which pauses, blocks and slow answers pass in no time.
func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(present))
		test(t)
	})
}

// serve starts an invented Aircall and returns it with the body of a connection to it.
func serve(t *testing.T, company *fakeaircall.Company) (*fakeaircall.Server, string) {
	t.Helper()
	server := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1})
	return server, listen(t, server)
}

// listen starts a server and returns the body of a connection to it.
func listen(t *testing.T, server *fakeaircall.Server) string {
	t.Helper()
	url, stop := network.Connect(server)
	t.Cleanup(stop)
	return fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\ncache_seconds = 0\nmax_requests_per_minute = 1000",
		url, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
}

var names atomic.Int64

func unique(name string) string { return fmt.Sprintf("%s_%d", name, names.Add(1)) }

func load(t *testing.T) *hosting.Plugin {
	t.Helper()
	p, err := hosting.Load(aircall.Plugin)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// allowCache gives a plugin the SDK's query cache. It has a goroutine that does not end, so this is done outside of a bubble.
func allowCache(t *testing.T, p *hosting.Plugin) {
	t.Helper()
	if _, err := p.SetCacheOptions(&proto.SetCacheOptionsRequest{Enabled: true, Ttl: 300, MaxSizeMb: 8}); err != nil {
		t.Fatal(err)
	}
}

// steampipe is the plugin behind a gRPC connection, as Steampipe's foreign data wrapper asks it.
type steampipe struct {
	plugin *hosting.Plugin
	client proto.WrapperPluginClient
}

func startSteampipe(t *testing.T, p *hosting.Plugin) *steampipe {
	t.Helper()
	listener := bufconn.Listen(1 << 16)
	server := googlegrpc.NewServer(scansink.Codec())
	proto.RegisterWrapperPluginServer(server, &shared.GRPCServer{Impl: scansink.Server{PluginServer: p.PluginServer}})
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	conn, err := googlegrpc.NewClient("passthrough:plugin", googlegrpc.WithTransportCredentials(insecure.NewCredentials()),
		googlegrpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		server.Stop()
		<-served
		p.Close()
	})
	return &steampipe{p, proto.NewWrapperPluginClient(conn)}
}

// connect adds a connection and returns its name.
func (s *steampipe) connect(t *testing.T, body string) string {
	t.Helper()
	name := unique("aircall")
	config := &proto.ConnectionConfig{Connection: name, Plugin: "aircall", PluginShortName: "aircall", Config: body}
	if _, err := s.plugin.UpdateConnectionConfigs(&proto.UpdateConnectionConfigsRequest{Added: []*proto.ConnectionConfig{config}}); err != nil {
		t.Fatal(err)
	}
	return name
}

// scan reads one column of a table and counts the rows.
func (s *steampipe) scan(ctx context.Context, connection, table, column string) (rows int, err error) {
	return s.read(ctx, connection, table, []string{column}, func(int) {})
}

// read reads columns of a table and counts the rows; onRow is called with the number of each, from 1. It allows
// the SDK's query cache, as Steampipe does.
func (s *steampipe) read(ctx context.Context, connection, table string, columns []string, onRow func(row int)) (rows int, err error) {
	stream, err := s.client.Execute(ctx, &proto.ExecuteRequest{
		Table: table, Connection: connection, CallId: unique("call"),
		QueryContext:          &proto.QueryContext{Columns: columns, Quals: map[string]*proto.Quals{}},
		ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{connection: {CacheEnabled: true, CacheTtl: 300}},
	})
	if err != nil {
		return 0, err
	}
	for {
		response, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		if response.GetRow() != nil {
			rows++
			onRow(rows)
		}
	}
}

// query reads one column of a table through the embedded engine and counts the rows.
func query(t *testing.T, body, table, column string) (rows int, err error) {
	t.Helper()
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: unique("aircall"), Config: body}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	result, err := db.Query(t.Context(), "select "+column+" from "+table)
	if err != nil {
		return 0, err
	}
	defer func() { _ = result.Close() }()
	for result.Next() {
		rows++
	}
	return rows, result.Err()
}

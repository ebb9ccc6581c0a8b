//go:build !race

// The SDK counts the rows of a scan in one goroutine and reads the count in another, which the race
// detector reports for every list of several rows. The client itself goes through the same faults under
// the race detector in internal/api.

package faults_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/shared"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	googlegrpc "google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/scanerr"
)

// hurry is how much faster than the machine's the tests' clock runs: pauses and blocks pass in no time.
const hurry = 500

type hurriedClock struct{ start time.Time }

func (c hurriedClock) Now() time.Time { return c.start.Add(hurry * time.Since(c.start)) }

func (hurriedClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d/hurry, f).Stop
}

var clock = hurriedClock{time.Now()}

// patience is how long the tests' network waits for an answer.
const patience = 250 * time.Millisecond

func TestMain(m *testing.M) {
	for name, value := range map[string]string{"STEAMPIPE_LOG_LEVEL": "off", "STEAMPIPE_FREE_MEM_INTERVAL": "0"} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil { // most cells wait
		panic(err)
	}
	aircall.Clients.Clock = clock
	aircall.Clients.Transport = &http.Transport{ResponseHeaderTimeout: patience, MaxIdleConnsPerHost: 20}
	os.Exit(m.Run())
}

// serve starts an invented Aircall and returns it with the body of a connection to it.
func serve(t *testing.T, company *fakeaircall.Company) (*fakeaircall.Server, string) {
	t.Helper()
	server := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1, Now: clock.Now})
	return server, listen(t, server)
}

// listen starts a server and returns the body of a connection to it.
func listen(t *testing.T, server *fakeaircall.Server) string {
	t.Helper()
	url, stop, err := server.ListenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\ncache_seconds = 0\nmax_requests_per_minute = 1000",
		url, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
}

var names atomic.Int64

func unique(name string) string { return fmt.Sprintf("%s_%d", name, names.Add(1)) }

// steampipe is the plugin behind a gRPC connection, as Steampipe's foreign data wrapper asks it.
type steampipe struct {
	plugin *grpc.PluginServer
	client proto.WrapperPluginClient
}

func startSteampipe(t *testing.T) *steampipe {
	t.Helper()
	s := &steampipe{plugin: plugin.Server(&plugin.ServeOpts{PluginFunc: aircall.Plugin})}
	if _, err := s.plugin.SetAllConnectionConfigs(&proto.SetAllConnectionConfigsRequest{MaxCacheSizeMb: 8}); err != nil {
		t.Fatal(err)
	}
	listener := bufconn.Listen(1 << 16)
	server := googlegrpc.NewServer()
	proto.RegisterWrapperPluginServer(server, &shared.GRPCServer{Impl: scanerr.Server{PluginServer: s.plugin}})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	conn, err := googlegrpc.NewClient("passthrough:plugin", googlegrpc.WithTransportCredentials(insecure.NewCredentials()),
		googlegrpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	s.client = proto.NewWrapperPluginClient(conn)
	return s
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
func (s *steampipe) scan(ctx context.Context, connection, table, column string, cached bool) (rows int, err error) {
	return s.read(ctx, connection, table, []string{column}, cached, func(int) {})
}

// read reads columns of a table and counts the rows; onRow is called with the number of each, from 1.
func (s *steampipe) read(ctx context.Context, connection, table string, columns []string, cached bool, onRow func(row int)) (rows int, err error) {
	stream, err := s.client.Execute(ctx, &proto.ExecuteRequest{
		Table: table, Connection: connection, CallId: unique("call"),
		QueryContext:          &proto.QueryContext{Columns: columns, Quals: map[string]*proto.Quals{}},
		ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{connection: {CacheEnabled: cached, CacheTtl: 300}},
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

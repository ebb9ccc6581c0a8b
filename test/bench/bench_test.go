// Package bench_test measures what reading calls costs: requests, rows a second, time, and memory, each
// against plain Go that reads and decodes the same pages in the same run.
package bench_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	googlegrpc "google.golang.org/grpc"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
	"github.com/turbot/steampipe-plugin-aircall/internal/sdkenv"
)

const (
	// columns are what a report selects of a call.
	columns = "id, direction, status, started_at, answered_at, ended_at, duration, missed_call_reason, raw_digits, phone_number, number_name, user_name, outcome"

	// hurried is how much faster than the machine's the plugin's clock runs, so that the limiter, which these
	// benchmarks do not measure, never makes them wait. What was read is out of date at once.
	hurried hurry = 100_000

	// child names the variable that makes this program read calls and end, so that its memory is its own.
	child = "BENCH_CHILD"

	// These values of it make this program the plugin's process, with a clock for each: scans that are to share what they
	// read must begin while it is fresh, which a machine that runs other things may delay.
	served, servedUnhurried, servedShared = "serve", "serve unhurried", "serve shared"
)

var hurries = map[string]hurry{served: hurried, servedUnhurried: 1, servedShared: 1_000}

// freshFor is for how many seconds of the plugin's clock what was read is fresh: a minute as by default; seconds of the
// machine's where the clock of scans that share it is hurried.
func freshFor(mode string) int {
	if mode == servedShared {
		return 3_600
	}
	return 60
}

type hurry time.Duration

type hurriedClock struct {
	start time.Time
	hurry hurry
}

func (c hurriedClock) Now() time.Time {
	return c.start.Add(time.Duration(c.hurry) * time.Since(c.start))
}

func (c hurriedClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d/time.Duration(c.hurry), f).Stop
}

func TestMain(m *testing.M) {
	sdkenv.SilenceLog()
	aircall.Clients.StateFolder = nil // its requests are nobody else's
	log.SetOutput(io.Discard)         // the SDK's, of each plugin that it starts
	flag.Parse()
	mode := os.Getenv(child)
	aircall.Clients.Clock = hurriedClock{time.Now(), cmp.Or(hurries[mode], hurried)}
	if hurries[mode] != 0 {
		scansink.Serve(aircall.Name, &plugin.ServeOpts{PluginFunc: aircall.Plugin})
		return
	}
	if mode, base, ok := strings.Cut(os.Getenv(child), " "); ok {
		if format, ok := strings.CutPrefix(mode, csvChild); ok {
			micros, err := csvCost(context.Background(), format, base)
			if err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			fmt.Println(micros)
			os.Exit(0)
		}
		before := ownTime()
		if err := readers[mode](context.Background(), base, func() {}); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(peakOf("self"), int64(ownTime()-before))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// readers read all calls of a company, each its way, and call row for each.
var readers = map[string]func(ctx context.Context, base string, row func()) error{
	"client":          readClient,
	"plain":           readPlain[plainPage](""),
	"plain/map":       readPlain[plainMap](""),
	"plain/map/whole": readPlain[plainMap](expanded),
	"plugin":          readPlugin,
	"engine":          readEngine,
}

func readClient(ctx context.Context, base string, row func()) error {
	return readCalls(ctx, api.Config{BaseURL: base}, row)
}

func readCalls(ctx context.Context, cfg api.Config, row func()) error {
	cfg.APIID, cfg.APIToken, cfg.MaxRequestsPerMinute = fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken, 1<<30
	var registry api.Registry
	c, err := registry.Client("bench", cfg)
	if err != nil {
		return err
	}
	for _, err := range c.Calls(ctx, api.CallQuery{}) {
		if err != nil {
			return err
		}
		row()
	}
	return nil
}

func connection(base string, cacheSeconds int) string {
	return fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\nmax_requests_per_minute = 1000\nmax_query_requests = 0\ncache_seconds = %d",
		base, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken, cacheSeconds)
}

// readPlugin is what Steampipe's process gets of the plugin's.
func readPlugin(ctx context.Context, base string, row func()) error {
	server, err := startPlugin(connection(base, 0))
	if err != nil {
		return err
	}
	return server.Execute(&proto.ExecuteRequest{
		Table: "aircall_call", Connection: "bench", CallId: "call",
		QueryContext:          &proto.QueryContext{Columns: strings.Split(columns, ", "), Quals: map[string]*proto.Quals{}},
		ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{"bench": {}},
	}, &stream{ctx: ctx, row: row})
}

func startPlugin(config string) (scansink.Server, error) {
	server := plugin.Server(&plugin.ServeOpts{PluginFunc: aircall.Plugin})
	_, err := server.SetAllConnectionConfigs(&proto.SetAllConnectionConfigsRequest{MaxCacheSizeMb: 1, Configs: []*proto.ConnectionConfig{
		{Connection: "bench", Plugin: "aircall", PluginShortName: "aircall", Config: config},
	}})
	return scansink.Server{PluginServer: server}, err
}

type stream struct {
	googlegrpc.ServerStream
	ctx context.Context
	row func()
}

func (s *stream) Context() context.Context { return s.ctx }

func (s *stream) Send(r *proto.ExecuteResponse) error {
	if r.GetRow() != nil {
		s.row()
	}
	return nil
}

func readEngine(ctx context.Context, base string, row func()) error {
	db, err := localsql.Open(ctx, embedded.Options(localsql.Connection{Name: "bench", Config: connection(base, 0)}))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(ctx, "select "+columns+" from aircall_call")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		row()
	}
	return rows.Err()
}

// SendMsg takes a row that went beside the SDK, encoded.
func (s *stream) SendMsg(any) error {
	s.row()
	return nil
}

// The companies' calls are of the last 150 days.
var (
	now   = time.Now()
	began = now.Add(-150 * 24 * time.Hour)
)

// serve starts a company on loopback.
func serve(b *testing.B, company *fakeaircall.Company, latency time.Duration) (base string, server *fakeaircall.Server) {
	b.Helper()
	server = fakeaircall.New(company, fakeaircall.Options{
		RateLimit: -1, Latency: func(*http.Request) time.Duration { return latency },
	})
	base, stop, err := server.ListenLoopback()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(stop)
	return base, server
}

// measure reads a company with a reader and reports rows a second.
func measure(b *testing.B, reader, base string, want int) {
	b.Helper()
	for b.Loop() {
		n := 0
		if err := readers[reader](b.Context(), base, func() { n++ }); err != nil {
			b.Fatal(err)
		}
		if n != want {
			b.Fatalf("%d rows, want %d", n, want)
		}
	}
	b.ReportMetric(float64(want)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkLatency reads 3,000 calls from a server that answers in 200 ms.
func BenchmarkLatency(b *testing.B) {
	const calls = 3_000
	base, _ := serve(b, fixture.Calls(calls, began, now, 0), 200*time.Millisecond)
	for _, reader := range []string{"plain", "client", "engine"} {
		b.Run(reader, func(b *testing.B) { measure(b, reader, base, calls) })
	}
}

// BenchmarkFirstRow is the time to the first of 3,000 calls, from a server that answers in 200 ms.
func BenchmarkFirstRow(b *testing.B) {
	base, _ := serve(b, fixture.Calls(3_000, began, now, 0), 200*time.Millisecond)
	for _, reader := range []string{"client", "plugin", "engine"} {
		b.Run(reader, func(b *testing.B) {
			for b.Loop() {
				ctx, cancel := context.WithCancel(b.Context())
				if err := readers[reader](ctx, base, cancel); err == nil {
					b.Fatal("the reading went on after its first row")
				}
				cancel()
			}
		})
	}
}

// BenchmarkRequests is what lists of many lengths cost, and the least that they could.
func BenchmarkRequests(b *testing.B) {
	for _, n := range []int{0, 1, 50, 51, 1_000, 10_000, 10_001, 25_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			base, server := serve(b, fixture.Calls(n, began, now, 0), 0)
			for b.Loop() {
				server.ResetRequests()
				rows := 0
				if err := readers["client"](b.Context(), base, func() { rows++ }); err != nil || rows != n {
					b.Fatalf("%d rows, %v", rows, err)
				}
			}
			b.ReportMetric(float64(len(server.Requests())), "requests")
			b.ReportMetric(float64(max(1, (n+49)/50)), "least")
		})
	}
}

// BenchmarkMemory is the most memory that a process takes which streams so many calls.
func BenchmarkMemory(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		base, _ := serve(b, fixture.Calls(n, began, now, 0), 0)
		for _, reader := range []string{"client", "engine"} {
			b.Run(fmt.Sprintf("%s/%d", reader, n), func(b *testing.B) {
				var most int64
				for b.Loop() {
					peak, _ := inChild(b, reader, base)
					most = max(most, peak)
				}
				b.ReportMetric(float64(most)/1024, "peak-MB")
			})
		}
	}
}

// inChild reads in a process of its own and returns its peak resident memory in KiB, and the processor time of the reading.
func inChild(b *testing.B, reader, base string) (most int64, took time.Duration) {
	b.Helper()
	output, err := childCommand(b.Context(), reader+" "+base).Output()
	if err != nil {
		b.Fatalf("%v: %s", err, output)
	}
	if _, err := fmt.Sscan(string(output), &most, (*int64)(&took)); err != nil {
		b.Fatal(err)
	}
	return most, took
}

// peakOf is the peak resident memory of a process in KiB: its own, unlike the maximum that the kernel reports of a child,
// which counts its parent's too.
func peakOf(pid string) (kib string) {
	status, _ := os.ReadFile("/proc/" + pid + "/status")
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	return strings.Fields(after)[0]
}

// BenchmarkStart is the whole life of `aircall query` for an answer that needs no request, and for one of the demo company.
func BenchmarkStart(b *testing.B) {
	binary := b.TempDir() + "/aircall"
	if output, err := exec.CommandContext(b.Context(), "go", "build", "-o", binary, "../../cmd/aircall").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, output)
	}
	for name, sql := range map[string]string{"no-request": "select 1", "one-request": "select name from aircall_company"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if output, err := exec.CommandContext(b.Context(), binary, "query", "--demo", sql).CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, output)
				}
			}
		})
	}
}

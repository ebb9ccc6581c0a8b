package bench_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/shared"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// BenchmarkBoundary is what a row costs the plugin's process, driven over gRPC with the cache options that Steampipe
// gives: microseconds of processor time for each row, against plain Go in a process of its own.
func BenchmarkBoundary(b *testing.B) {
	const calls = 10_000 // plain Go stops at Aircall's depth
	base, _ := serve(b, fixture.Calls(calls, began, now, 0), 0)
	for _, reader := range []string{"plain", "plain/map", "plain/map/whole", "client", "engine"} {
		b.Run(reader, func(b *testing.B) {
			var all time.Duration
			for b.Loop() {
				_, took := inChild(b, reader, base)
				all += took
			}
			b.ReportMetric(micros(all)/calls/float64(b.N), "µs/row")
		})
	}
	for _, asked := range askedColumns(b, base) {
		b.Run(strconv.Itoa(len(asked))+"-columns", func(b *testing.B) {
			p := startProcess(b, base, served)
			p.scans(b, 1, asked, calls) // what is made once is made here
			before := p.processorTime(b)
			for b.Loop() {
				p.scans(b, 1, asked, calls)
			}
			b.ReportMetric(micros(p.processorTime(b)-before)/calls/float64(b.N), "µs/row")
		})
	}
}

// BenchmarkScans is what scans at once take of the plugin's process: memory at most, time, and requests.
func BenchmarkScans(b *testing.B) {
	wide := fixture.Calls(1_000, began, now, 0)
	for i := range wide.Calls {
		wide.Calls[i].Details = &fakeaircall.Details{Comments: []fakeaircall.Comment{{Content: strings.Repeat("said ", 4_000)}}}
	}
	many, some := fixture.Calls(100_000, began, now, 0), fixture.Calls(10_000, began, now, 0)
	for _, bench := range []struct {
		name    string
		company *fakeaircall.Company
		scans   int
		columns string
		mode    string
	}{
		{"1-of-100000-calls", many, 1, columns, servedShared},
		{"10-of-100000-calls", many, 10, columns, servedShared},
		{"20-of-10000-calls", some, 20, columns, servedUnhurried},
		{"10-of-1000-calls-in-pages-of-1MB", wide, 10, "id, comments", servedUnhurried},
	} {
		b.Run(bench.name, func(b *testing.B) {
			base, server := serve(b, bench.company, 0)
			for b.Loop() {
				p := startProcess(b, base, bench.mode)
				server.ResetRequests()
				p.scans(b, bench.scans, strings.Split(bench.columns, ", "), len(bench.company.Calls))
				kib, err := strconv.ParseFloat(peakOf(strconv.Itoa(p.pid)), 64)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(kib/1024, "peak-MB")
				b.ReportMetric(float64(len(server.Requests())), "requests")
			}
		})
	}
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// A process is the plugin in a process of its own, as Steampipe runs it.
type process struct {
	client *grpc.PluginClient
	pid    int
}

func childCommand(ctx context.Context, mode string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0])
	command.Env = append(os.Environ(), child+"="+mode)
	return command
}

func startProcess(b *testing.B, base, mode string) process {
	b.Helper()
	command := childCommand(context.Background(), mode)
	host := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig:  shared.Handshake,
		Plugins:          goplugin.PluginSet{aircall.Name: &shared.WrapperPlugin{}},
		Cmd:              command,
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
	})
	b.Cleanup(host.Kill)
	client, err := grpc.NewPluginClient(host, aircall.Name)
	if err != nil {
		b.Fatal(err)
	}
	p := process{client: client, pid: command.Process.Pid}
	if _, err := client.SetAllConnectionConfigs(&proto.SetAllConnectionConfigsRequest{MaxCacheSizeMb: -1, Configs: []*proto.ConnectionConfig{
		{Connection: "bench", Plugin: aircall.Name, PluginShortName: aircall.Name, PluginInstance: aircall.Name, Config: connection(base, freshFor(mode))},
	}}); err != nil {
		b.Fatal(err)
	}
	if _, err := client.SetCacheOptions(&proto.SetCacheOptionsRequest{Enabled: true, Ttl: 300}); err != nil {
		b.Fatal(err)
	}
	return p
}

// scans asks for all calls, so many times at once.
func (p process) scans(b *testing.B, n int, asked []string, calls int) {
	b.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if n, err := p.scan(asked); err != nil || n != calls {
				b.Errorf("%d rows, %v", n, err)
			}
		})
	}
	all.Wait()
}

// scan asks for all calls and returns how many rows came.
func (p process) scan(asked []string) (rows int, err error) {
	stream, _, cancel, err := p.client.Execute(&proto.ExecuteRequest{
		Table: "aircall_call", Connection: "bench", CallId: fmt.Sprint(time.Now().UnixNano()),
		QueryContext:          &proto.QueryContext{Columns: asked, Quals: map[string]*proto.Quals{}},
		ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{"bench": {CacheEnabled: true, CacheTtl: 300}},
	})
	if err != nil {
		return 0, err
	}
	defer cancel()
	for {
		r, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		if r.GetRow() != nil {
			rows++
		}
	}
}

// processorTime is what the process has used, in user and in system mode.
func (p process) processorTime(b *testing.B) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the name of the program may have spaces
	fields := strings.Fields(after)
	var ticks int64
	for _, f := range fields[11:13] { // utime and stime of proc(5)
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 wherever Go runs
	return time.Duration(ticks) * tick
}

// onDemand are the columns for which Aircall is asked to say more of a call than it does by itself.
var onDemand = []string{
	"contact_id", "contact_name", "contact_company_name", "contact", "recording_short_url", "voicemail_short_url", "ivr_options_selected", "ai_voice_agents",
}

// askedColumns are one column, those of a report, all of the pages that a report reads too, and all that cost no request of
// their own: for these the pages say more of each call, and plain/map/whole reads the same pages.
func askedColumns(b *testing.B, base string) [][]string {
	b.Helper()
	schema, err := startProcess(b, base, served).client.GetSchema("bench")
	if err != nil {
		b.Fatal(err)
	}
	var all []string
	for _, c := range schema.Schema["aircall_call"].Columns {
		switch c.Name {
		case "sp_connection_name", "sp_ctx", "_ctx":
		default:
			if c.Hydrate == "" {
				all = append(all, c.Name)
			}
		}
	}
	listed := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return slices.Contains(onDemand, name) })
	if len(listed) != len(all)-len(onDemand) {
		b.Fatalf("not all of %v are columns", onDemand)
	}
	return [][]string{{"id"}, strings.Split(columns, ", "), listed, all}
}

//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// assistant starts aircall mcp as an assistant does, as a process of its own, whose standard output is kept.
func assistant(t *testing.T, environment []string, args ...string) (*mcp.ClientSession, *exec.Cmd, *recorder) {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"mcp"}, args...)...) //nolint:gosec // the test itself
	cmd.Env = append(append(os.Environ(), asCommand+"=1"), environment...)
	recorded := &recorder{}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).
		Connect(t.Context(), &mcp.LoggingTransport{Transport: &mcp.CommandTransport{Command: cmd}, Writer: recorded}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return session, cmd, recorded
}

// A recorder keeps what a session says and hears.
type recorder struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// asked is the text of a tool's answer; the text of an error is no answer.
func asked(t *testing.T, session *mcp.ClientSession, tool string, arguments map[string]any) string {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil || result.IsError {
		t.Fatalf("%s %v: %v, %+v", tool, arguments, err, result)
	}
	return result.Content[0].(*mcp.TextContent).Text
}

// TestAnAssistantAsksTheDemo: every tool, in a process of its own; and standard output holds the protocol alone, though the SDK
// of the plugin has a log.
func TestAnAssistantAsksTheDemo(t *testing.T) {
	t.Parallel()
	const notice = "The company is invented: nothing of it is real."
	for name, test := range map[string]struct{ environment, args []string }{
		"asked for":       {nil, []string{"--demo"}},
		"for want of any": {[]string{"HOME=" + t.TempDir()}, nil},
		"with a log":      {[]string{"STEAMPIPE_LOG_LEVEL=TRACE"}, []string{"--demo", "--timeout", "1m", "--personal-data"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			session, _, recorded := assistant(t, test.environment, test.args...)
			if !strings.Contains(session.InitializeResult().Instructions, notice) {
				t.Errorf("the instructions do not say that the company is invented")
			}
			for tool, arguments := range map[string]map[string]any{
				"query":    {"sql": "select count(*) as calls from aircall_call where started_at >= datetime('now', '-2 days')"},
				"ask":      {"question": "answer-rate", "parameters": map[string]any{"days": 2}},
				"explain":  {"sql": "select id from aircall_call where started_at >= datetime('now', '-2 days')"},
				"describe": {},
			} {
				if answer := asked(t, session, tool, arguments); !strings.Contains(answer, notice) {
					t.Errorf("%s does not say that the company is invented: %.300s", tool, answer)
				}
			}
			if err := session.Close(); err != nil {
				t.Errorf("the server ended with %v", err)
			}
			for line := range strings.Lines(recorded.String()) {
				direction, frame, _ := strings.Cut(line, ": ")
				if direction == "read" && !json.Valid([]byte(frame)) || direction == "read error" && !strings.Contains(frame, "EOF") && !strings.Contains(frame, "closed") {
					t.Errorf("%.300s", line)
				}
			}
		})
	}
}

// TestStandardOutputIsTheProtocols: byte for byte.
func TestStandardOutputIsTheProtocols(t *testing.T) {
	t.Parallel()
	cmd, _, _ := process(t, "mcp", "--demo", "--personal-data") // which has a log
	cmd.Env = append(cmd.Env, "STEAMPIPE_LOG_LEVEL=TRACE")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = nil
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	answers := bufio.NewReader(io.TeeReader(stdout, &out))
	for _, frame := range []string{
		`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`,
		`broken`,
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"query","arguments":{"sql":"select name from aircall_company"}}}`,
		`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"query","arguments":{"sql":"select id from aircall_call","max_requests":1}}}`,
	} {
		if _, err := fmt.Fprintln(in, frame); err != nil {
			t.Fatal(err)
		}
		if _, err := answers.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	_ = in.Close()
	_, _ = io.Copy(io.Discard, answers)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(out.String()) {
		var frame struct{ JSONRPC string }
		if err := json.Unmarshal([]byte(line), &frame); err != nil || frame.JSONRPC != "2.0" {
			t.Errorf("%v: %.300s", err, line)
		}
	}
	if n := strings.Count(out.String(), "\n"); n != 4 || !strings.Contains(out.String(), "and max_requests allows 1") {
		t.Errorf("%d lines: %s", n, out.String())
	}
}

// TestAnAssistantsQueryCostsWhatTheCommandsDoes: by the same requests.
func TestAnAssistantsQueryCostsWhatTheCommandsDoes(t *testing.T) {
	t.Parallel()
	server, url := listen(t, small())
	config := configFile(t, connectionTo(url), "cache_seconds = 0")
	session, _, _ := assistant(t, nil, "--config", config, "--personal-data")
	sent := func() (paths []string) {
		for _, r := range server.Requests() {
			paths = append(paths, r.Path)
		}
		slices.Sort(paths)
		server.ResetRequests()
		return paths
	}
	for _, sql := range []string{
		"select count(*) from aircall_call", "select count(id) from aircall_call where started_at >= datetime('now', '-3 days')",
		"select u.name, count(*) from aircall_call c join aircall_user u on u.id = c.user_id where c.started_at >= datetime('now', '-2 days') group by 1",
		"select max(started_at) from aircall_call", "select company_name from aircall_tag", "select 1",
	} {
		if e := command(t, "query", sql, "--config", config); e.status != 0 {
			t.Fatalf("%s: %s", sql, e.err)
		}
		want := sent()
		var answer struct{ Requests int }
		if err := json.Unmarshal([]byte(asked(t, session, "query", map[string]any{"sql": sql})), &answer); err != nil {
			t.Fatal(err)
		}
		if got := sent(); answer.Requests != len(got) || !slices.Equal(got, want) || sql == "select 1" && len(got) > 0 {
			t.Errorf("%s: %q for an assistant, which is told %d; %q for the command", sql, got, answer.Requests, want)
		}
	}
}

func TestAnAssistantAsksSeveralCompanies(t *testing.T) {
	t.Parallel()
	session, _, _ := assistant(t, nil, "--config", companies(t, "north", "south"))
	if i := session.InitializeResult().Instructions; !strings.Contains(i, "(co_north, co_south, every), as in co_north.aircall_call") {
		t.Error(i)
	}
	if got := asked(t, session, "query", map[string]any{"sql": "select name from every.aircall_company order by 1"}); !strings.Contains(got, `[["Company north"],["Company south"]]`) || strings.Contains(got, "invented") {
		t.Error(got)
	}
	if got := asked(t, session, "describe", map[string]any{"table": "co_north.aircall_company"}); !strings.Contains(got, `"table":"aircall_company"`) {
		t.Errorf("%.300s", got)
	}
}

func TestAnAssistantsServerEndsWhenAsked(t *testing.T) {
	t.Parallel()
	session, cmd, _ := assistant(t, nil, "--demo")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = session.Wait() // its status is looked at
	_ = session.Close()
	if code := cmd.ProcessState.ExitCode(); code != interrupted {
		t.Errorf("status %d", code)
	}
	for _, args := range [][]string{{"--timeout", "0s"}, {"--timeout", "11m"}, {"--config", "nowhere.spc"}, {"--demo", "more"}} {
		if e := command(t, append([]string{"mcp"}, args...)...); e.status != failure || e.out != "" || e.err == "" {
			t.Errorf("%q: %+v", args, e)
		}
	}
}

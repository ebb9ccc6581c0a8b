//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

func TestArchiveSaysOneLine(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	file := filepath.Join(t.TempDir(), "calls.db")
	e := command(t, "archive", "--config", config, "--to", file)
	if e.status != 0 || e.out != "" || strings.Count(e.err, "\n") != 1 || !strings.HasPrefix(e.err, "archived "+file+": ") {
		t.Errorf("status %d, output %q, error output %q", e.status, e.out, e.err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	status := succeeded(t, command(t, "archive", "--to", file, "--status"))
	for _, want := range []string{"aircall_call", "calls are complete from ", "Last run: ", "exit 0"} {
		if !strings.Contains(status, want) {
			t.Errorf("the status lacks %q:\n%s", want, status)
		}
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Error("the status changes the archive")
	}
}

func TestArchiveOfTheDemoNeedsToBeAskedFor(t *testing.T) {
	t.Parallel()
	e := command(t, "archive", "--to", filepath.Join(t.TempDir(), "calls.db"))
	if e.status != failure || !strings.Contains(e.err, "AIRCALL_API_ID") {
		t.Errorf("status %d: %s", e.status, e.err)
	}
}

func TestArchiveReportsWhatFailed(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	server.Fault(fakeaircall.Fault{Path: "/v1/tags", Status: http.StatusForbidden, Times: fakeaircall.Forever})
	e := command(t, "archive", "--config", config, "--to", filepath.Join(t.TempDir(), "calls.db"))
	if e.status != failure || strings.Count(e.err, "Error: ") != 1 || !strings.Contains(e.err, "aircall_tag: ") || !strings.Contains(e.err, "calls new") {
		t.Errorf("status %d: %s", e.status, e.err)
	}
}

// archiveProcess is the command as a process of its own.
func archiveProcess(config, file string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "archive", "--config", config, "--to", file) //nolint:gosec // the test itself
	cmd.Env = append(os.Environ(), asCommand+"=1")
	return cmd
}

func TestTwoArchivesOfOneFile(t *testing.T) {
	t.Parallel()
	block, began := make(chan struct{}), make(chan struct{})
	var once sync.Once
	server, config := serveWith(t, small(), fakeaircall.Options{RateLimit: -1, Latency: func(r *http.Request) time.Duration {
		if r.URL.Path == "/v1/tags" {
			once.Do(func() { close(began) })
			<-block
		}
		return 0
	}})
	file := filepath.Join(t.TempDir(), "calls.db")
	first := archiveProcess(config, file)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-began
	n := len(server.Requests())
	e := command(t, "archive", "--config", config, "--to", file)
	if e.status != tryAgain || !strings.Contains(e.err, "being archived by another process") || len(server.Requests()) != n {
		t.Errorf("status %d, %d requests: %s", e.status, len(server.Requests())-n, e.err)
	}
	close(block)
	if err := first.Wait(); err != nil {
		t.Errorf("the first archive: %v", err)
	}
}

func TestAnArchiveThatIsKilled(t *testing.T) {
	t.Parallel()
	company := func() *fakeaircall.Company {
		return fixture.Calls(600, time.Now().AddDate(0, 0, -20), time.Now().Add(-time.Hour), 0)
	}
	file := filepath.Join(t.TempDir(), "calls.db")
	kill := make(chan *exec.Cmd, 1)
	var (
		mu       sync.Mutex
		at, seen int
	)
	_, config := serveWith(t, company(), fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration {
		mu.Lock()
		defer mu.Unlock()
		if seen++; seen == at {
			cmd := <-kill
			_ = cmd.Process.Kill()
		}
		return 0
	}})
	for _, k := range []int{1, 3, 6, 8, 12, 20, 21, 22} {
		mu.Lock()
		at, seen = k, 0
		mu.Unlock()
		cmd := archiveProcess(config, file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill <- cmd
		_ = cmd.Wait()
		select {
		case <-kill: // it had ended before
		default:
		}
		if _, err := os.Stat(file); err == nil {
			got := succeeded(t, command(t, "query", "--allow-files", "--archive", file, "--output", "csv", "--header=false",
				"pragma archive.integrity_check; select count(*) from archive.aircall_call where id not in (select call_id from archive.aircall_call_event)"))
			if strings.TrimSpace(got) != "ok\n\n0" {
				t.Errorf("after a kill at request %d: %s", k, got)
			}
		}
	}
	mu.Lock()
	at = 0
	mu.Unlock()
	if e := command(t, "archive", "--config", config, "--to", file); e.status != 0 {
		t.Fatal(e.err)
	}
	if got := strings.TrimSpace(succeeded(t, command(t, "query", "--archive", file, "--output", "csv", "--header=false", "select count(*), count(distinct id) from archive.aircall_call"))); got != "600,600" {
		t.Errorf("calls in the archive: %s, want 600", got)
	}
}

func TestAQuestionOverArchiveAndAircall(t *testing.T) {
	t.Parallel()
	now := time.Now()
	c := fixture.Calls(3000, now.AddDate(0, 0, -150), now.Add(-time.Minute), 0)
	server, config := serve(t, c)
	file := filepath.Join(t.TempDir(), "calls.db")
	if e := command(t, "archive", "--config", config, "--to", file); e.status != 0 {
		t.Fatal(e.err)
	}
	ask := func(sql string) string {
		t.Helper()
		server.ResetRequests()
		return strings.TrimSpace(succeeded(t, command(t, "query", "--config", config, "--archive", file, "--output", "csv", "--header=false", sql)))
	}
	for sql, want := range map[string]string{
		"select 1 from all_calls":            "(did you mean all_call",
		"select 1 from archive.aircall_tags": "(did you mean aircall_tag",
		"select 1 from archive.nowhere":      "no such table: archive.nowhere\n",
	} {
		if e := command(t, "query", "--config", config, "--archive", file, sql); e.status != failure || !strings.Contains(e.err, want) {
			t.Errorf("%s: %+v, want %q", sql, e, want)
		}
	}
	old := fmt.Sprint(between(c, 150, 100))
	// Aircall forgets what is old, and two calls move over the boundary by a second.
	boundary := now.Add(-48 * time.Hour).Unix()
	server.Change(func(c *fakeaircall.Company) {
		for i := range c.Calls {
			if call := &c.Calls[i]; call.StartedAt > boundary-2*3600 && call.StartedAt < boundary+2*3600 {
				call.StartedAt += int64(1 - 2*(i%2))
			}
		}
		c.Calls = c.Calls[2000:]
	})
	for sql, test := range map[string]struct {
		want  string
		pages int
	}{
		"select count(*), count(distinct id) from all_call":                                                             {"3000,3000", 1},
		"select count(*) from all_call where started_at < datetime('now', '-100 days')":                                 {old, 0},
		"select count(*) from all_call where started_at > datetime('now', '-12 hours')":                                 {fmt.Sprint(between(c, 0.5, 0)), 1},
		"select count(*) from all_contact":                                                                              {"50", 0},
		"select count(*) from archive.aircall_call where started_at < datetime('now', '-100 days')":                     {old, 0},
		"select count(*) from all_call_event where type = 'started' and call_started_at < datetime('now', '-100 days')": {old, 0},
	} {
		if got := ask(sql); got != test.want {
			t.Errorf("%s: %s, want %s", sql, got, test.want)
		}
		if n := calls(server); n > test.pages {
			t.Errorf("%s: %d pages of calls, want %d", sql, n, test.pages)
		}
	}
}

// between counts calls by how many days ago they started.
func between(c *fakeaircall.Company, from, to float64) int {
	ago := func(days float64) time.Time {
		return c.Now.Add(time.Minute).Add(-time.Duration(days * 24 * float64(time.Hour)))
	}
	return len(c.Between(ago(from), ago(to)))
}

//go:build e2e

package steampipe_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
)

// loaded are five companies of some 40,000 calls each: as many as the requests of a minute can read.
var loaded = func() (all []*company) {
	for i := range 5 {
		all = append(all, declare(company{
			size:      democompany.Size{CallsPerDay: 330, Days: 180},
			arguments: []string{noMemory, "max_concurrent_requests = 20"},
		}, fmt.Sprintf("load_%d", i+1)))
	}
	return all
}()

// TestTwoHundredThousandCallsInBoundedMemory counts 200,000 calls, and reports how fast they come and how much memory the plugin takes.
func TestTwoHundredThousandCallsInBoundedMemory(t *testing.T) {
	want := 0
	for _, c := range loaded {
		want += len(c.rows.Calls)
	}
	conn := steampipe.session(t, "load")
	process := pluginProcess(t)
	const resetPeak = "5"
	if err := os.WriteFile(filepath.Join(process, "clear_refs"), []byte(resetPeak), 0); err != nil {
		t.Fatal(err)
	}
	before := memory(t, process, "VmRSS")
	start := time.Now()
	a := ask(t, conn, "select count(*), count(distinct id) from aircall_call")
	seconds := time.Since(start).Seconds()
	t.Logf("%d rows in %.1f s: %.0f rows a second; the plugin's memory rose from %s to %s at most", want, seconds, float64(want)/seconds, before, memory(t, process, "VmHWM"))
	distinct := map[int64]bool{}
	for _, c := range loaded {
		for _, call := range c.rows.Calls {
			distinct[call.ID] = true
		}
	}
	if got := line(a.rows[0]); got != fmt.Sprintf("%d | %d", want, len(distinct)) {
		t.Errorf("count and distinct ids are %s, want %d | %d", got, want, len(distinct))
	}
}

// pluginProcess is the folder in which Linux tells about the plugin.
func pluginProcess(t *testing.T) string {
	t.Helper()
	commands, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range commands {
		line, err := os.ReadFile(command)
		if err == nil && strings.HasPrefix(string(line), filepath.Join(os.Getenv("STEAMPIPE_INSTALL_DIR"), "plugins")) {
			return filepath.Dir(command)
		}
	}
	t.Fatal("the plugin is not running")
	return ""
}

// memory is what the process has (VmRSS), or has had at most since the peak was reset (VmHWM).
func memory(t testing.TB, process, measure string) string {
	t.Helper()
	status, err := os.ReadFile(filepath.Join(process, "status"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), measure+":")
	size, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(size)
}

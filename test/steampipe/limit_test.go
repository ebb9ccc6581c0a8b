//go:build e2e

package steampipe_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// limited answers eight requests in a minute, and blocks whoever asks for more.
var limited = declare(company{seed: 15, size: democompany.Size{Contacts: 200, CallsPerDay: 1, Days: 2}, perMinute: 8, arguments: []string{noMemory},
	options: fakeaircall.Options{RateLimit: 8, BlockFor: time.Minute}}, "limited")

// TestCommandBesideSteampipeSharesTheLimit: what one has sent counts for the other, and neither passes the limit.
func TestCommandBesideSteampipeSharesTheLimit(t *testing.T) {
	command := buildCommand(t)
	conn := steampipe.session(t, limited.schema())
	if got := command("select count(*) > 0 from aircall_tag"); got != "count(*) > 0\n1\n" {
		t.Fatalf("the command printed %q", got)
	}
	got := ask(t, conn, "select budget_is_shared, requests_last_minute, requests_total from aircall_api_usage").sorted()
	equalLines(t, "after a request of the command", got, []string{"t | 1 | 0"})

	var both sync.WaitGroup
	both.Go(func() {
		if got := command("select count(id) from aircall_contact"); got != "count(id)\n200\n" {
			t.Errorf("the command printed %q", got)
		}
	})
	both.Go(func() {
		if a, err := tryAsk(t, conn, "select count(*) from aircall_contact"); err != nil || line(a.rows[0]) != "200" {
			t.Errorf("Steampipe answered %v, %v", a.rows, err)
		}
	})
	both.Wait()
	requests := limited.Requests()
	if slices.ContainsFunc(requests, func(r fakeaircall.Request) bool { return r.Status == http.StatusTooManyRequests }) {
		t.Error("the limit was passed")
	}
	if len(requests) != 1+2*4 {
		t.Errorf("%d requests, want one, and the four pages twice", len(requests))
	}
}

// buildCommand returns the command aircall, run as whoever runs Steampipe.
func buildCommand(t *testing.T) func(sql string) string {
	t.Helper()
	folder := os.Getenv("STEAMPIPE_INSTALL_DIR")
	program := filepath.Join(folder, "aircall")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../cmd/aircall")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return func(sql string) string {
		cmd := exec.CommandContext(t.Context(), program, "query", sql, "--output", "csv", "--config", filepath.Join(folder, "config", limited.schema()+".spc"))
		cmd.Dir, cmd.Env = folder, environment(folder)
		var err error
		if cmd.SysProcAttr, err = asUser(os.Getenv("STEAMPIPE_USER")); err != nil {
			t.Error(err)
		}
		var errs strings.Builder
		cmd.Stderr = &errs
		output, err := cmd.Output()
		if err != nil {
			return fmt.Sprint(err, errs.String())
		}
		return string(output)
	}
}

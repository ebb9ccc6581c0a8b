//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// process is the command in a process of its own, where the SDK could write past the command to its streams.
func process(t *testing.T, args ...string) (cmd *exec.Cmd, out, err *bytes.Buffer) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	out, err = new(bytes.Buffer), new(bytes.Buffer)
	cmd.Stdout, cmd.Stderr = out, err
	return cmd, out, err
}

func TestNothingButRowsIsPrinted(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	for name, test := range map[string]struct {
		sql, out, err string
		status        int
	}{
		"rows":     {"select count(*) > 0 as some from aircall_tag", "some\n1\n", "", 0},
		"no rows":  {"select id from aircall_tag where id = 1", "id\n", "", 0},
		"no table": {"select 1 from nowhere", "", "Error: no such table: nowhere\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd, out, err := process(t, "query", test.sql, "--config", config, "--output", "csv")
			_ = cmd.Run() // its status is looked at
			if cmd.ProcessState.ExitCode() != test.status || out.String() != test.out || err.String() != test.err {
				t.Errorf("status %d, %q, %q; want %d, %q, %q", cmd.ProcessState.ExitCode(), out, err, test.status, test.out, test.err)
			}
		})
	}
}

func TestControlC(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 100)
	server, config := serveWith(t, small(), fakeaircall.Options{BeforeRequest: func(int, *http.Request, *fakeaircall.Company) { asked <- struct{}{} }})
	server.Fault(fakeaircall.Fault{Times: fakeaircall.Forever, Kind: fakeaircall.Slow, Delay: time.Hour})
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd, out, errs := process(t, "query", "select * from aircall_tag", "--config", config)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // its status is looked at
		if cmd.ProcessState.ExitCode() != 130 || out.Len() > 0 || errs.String() != "Interrupted.\n" {
			t.Errorf("%v: status %d, %q, %q", signal, cmd.ProcessState.ExitCode(), out, errs)
		}
	}
}

//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// manyRowsFirst has more rows than a workbook keeps in memory, and then asks for the tags.
const manyRowsFirst = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 40000)
	select i, hex(randomblob(300)) from n union all select id, name from aircall_tag`

// TestNothingIsLeftOfAnInterruptedFile: neither beside its place nor among the temporary files of the machine is anything left
// of an answer that is given up, and what was in its place is there still.
func TestNothingIsLeftOfAnInterruptedFile(t *testing.T) {
	t.Parallel()
	company := small()
	for _, format := range []string{"csv", "parquet", "xlsx"} {
		for how, interrupt := range map[string]func(t *testing.T, asked <-chan struct{}, config, temporary, file string){
			"query, Ctrl-C": interruptedQuery(os.Interrupt), "query, terminated": interruptedQuery(syscall.SIGTERM),
			"shell, Ctrl-C": interruptedShell, "shell, terminated": terminatedShell,
		} {
			t.Run(format+" of a "+how, func(t *testing.T) {
				t.Parallel()
				asked := make(chan struct{}, 100)
				server, config := serveWith(t, company, fakeaircall.Options{RateLimit: -1, BeforeRequest: func(int, *http.Request, *fakeaircall.Company) { asked <- struct{}{} }})
				server.Fault(fakeaircall.Fault{Path: "/v1/tags", Times: fakeaircall.Forever, Kind: fakeaircall.Slow, Delay: time.Hour})
				file, temporary := writeFile(t, "rows."+format, "before"), t.TempDir()
				interrupt(t, asked, config, temporary, file)
				if content, err := os.ReadFile(file); err != nil || string(content) != "before" {
					t.Errorf("%.20q, %v", content, err)
				}
				for folder, want := range map[string]int{filepath.Dir(file): 1, temporary: 0} {
					if left, err := os.ReadDir(folder); err != nil || len(left) != want {
						t.Errorf("left in %s: %v, %v", folder, left, err)
					}
				}
			})
		}
	}
}

func interruptedQuery(signal os.Signal) func(t *testing.T, asked <-chan struct{}, config, temporary, file string) {
	return func(t *testing.T, asked <-chan struct{}, config, temporary, file string) {
		t.Helper()
		cmd, _, errs := process(t, "query", manyRowsFirst, "--config", config, "--to", file)
		cmd.Env = append(cmd.Env, "TMPDIR="+temporary)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // its status is looked at
		if cmd.ProcessState.ExitCode() != interrupted || errs.String() != "Interrupted.\n" {
			t.Errorf("status %d, %q", cmd.ProcessState.ExitCode(), errs)
		}
	}
}

// writingShell is a shell that writes the file, and waits for Aircall.
func writingShell(t *testing.T, asked <-chan struct{}, config, temporary, file string) *terminal {
	t.Helper()
	sh := startShell(t, t.TempDir(), []string{"TMPDIR=" + temporary}, "--config", config)
	sh.ask(".output " + file)
	sh.write(paste(manyRowsFirst+";") + enter)
	<-asked
	return sh
}

func interruptedShell(t *testing.T, asked <-chan struct{}, config, temporary, file string) {
	t.Helper()
	sh := writingShell(t, asked, config, temporary, file)
	sh.write(controlC)
	sh.wait("Interrupted.")
	sh.wait(asking)
}

func terminatedShell(t *testing.T, asked <-chan struct{}, config, temporary, file string) {
	t.Helper()
	sh := writingShell(t, asked, config, temporary, file)
	if err := sh.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := sh.ended(); status != interrupted {
		t.Errorf("status %d", status)
	}
}

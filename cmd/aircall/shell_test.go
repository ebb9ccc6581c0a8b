//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// The keys of a terminal.
const (
	enter    = "\r"
	tab      = "\t"
	up       = "\x1b[A"
	controlC = "\x03"
	controlD = "\x04"
)

// startShell starts a shell and waits until it asks.
func startShell(t *testing.T, home string, environment []string, args ...string) *terminal {
	t.Helper()
	sh := onTerminal(t, home, environment, append([]string{"shell"}, args...)...)
	sh.wait(asking)
	return sh
}

// asking is what a shell shows when it begins to wait for a line: the prompt, and the form of the cursor. The prompt alone
// is shown again with every key.
const asking = prompt + "\x1b[1 q"

// ask types a line, and gives what is shown from there until the shell waits for the next, which begins with the line.
func (s *terminal) ask(line string) string {
	s.t.Helper()
	s.write(line + enter)
	return s.wait(asking)
}

func TestShellAnswers(t *testing.T) {
	t.Parallel()
	sh := startShell(t, t.TempDir(), nil, "--demo")
	for line, want := range map[string][]string{
		"select 40 + 2 as answer;":            {"| answer |", "|     42 |", "1 row"},
		"select 1 as a; select 2 as b;":       {"| a |", "| b |"},
		"selec 1;":                            {`Error: near "selec": syntax error`},
		"select * from calls;":                {"did you mean aircall_call?"},
		".tables webhook":                     {"| aircall_webhook |"},
		".tables nowhere":                     {`Error: no table's name has "nowhere"`},
		".describe aircall_tag":               {"| color", "bigint"},
		".describe aircall_tags":              {"did you mean aircall_tag"},
		".describe":                           {"Error: say which table"},
		".help":                               {".refresh", ".cost [sql]", "forget what was read"},
		".nothing":                            {"Error: there is no .nothing: .help lists what there is"},
		".cost select * from aircall_company": {"aircall_company", "At least"},
		".timing on":                          {"Timing is on."},
		"":                                    {},
	} {
		got := sh.ask(line)
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %q is not in\n%s", line, part, got)
			}
		}
	}
	if got := sh.ask(".cost select * from aircall_company"); strings.Index(got, "At least") < strings.LastIndex(got, "+--") {
		t.Errorf("the sum of the cost is not said at the end: %s", got)
	}
	if got := sh.ask("select count(*) > 0 as many from aircall_tag;"); !strings.Contains(got, "from memory, waited") {
		t.Errorf("timing: %s", got)
	}
	sh.write(".quit" + enter)
	if status := sh.ended(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// TestShellHasOneMemory: what a query has read answers the next, until .refresh; temporary tables last.
func TestShellHasOneMemory(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	sh := startShell(t, t.TempDir(), nil, "--config", config)
	sh.ask("create temp table t as select id, direction from aircall_call where started_at > datetime('now', '-10 days');")
	once := calls(server)
	if once == 0 {
		t.Fatal("nothing was asked")
	}
	sh.ask("select direction, count(*) from aircall_call where started_at > datetime('now', '-10 days') group by 1;")
	if n := calls(server); n > once+1 { // the newest page, at most: a call may have come
		t.Errorf("the second query asked %d pages, the first %d", n-once, once)
	}
	if got := sh.ask("select 'kept ' || (count(*) > 0) as k from t;"); !strings.Contains(got, "kept 1") {
		t.Errorf("the temporary table: %s", got)
	}
	before := len(server.Requests())
	for _, line := range []string{".cost", ".cost select * from t where direction = 'inbound'", ".cost drop table t"} {
		if got := sh.ask(line); strings.Contains(got, "Error") || !strings.Contains(got, "Nothing is read from Aircall") || len(server.Requests()) > before {
			t.Errorf("%s: %s", line, got)
		}
	}
	if got := sh.ask("select 'there ' || (count(*) > 0) as k from t;"); !strings.Contains(got, "there 1") {
		t.Errorf("after .cost: %s", got)
	}
	if got := sh.ask(".refresh"); !strings.Contains(got, "What was read is forgotten.") {
		t.Errorf("%s", got)
	}
	before = calls(server)
	sh.ask("select direction, count(*) from aircall_call where started_at > datetime('now', '-10 days') group by 1;")
	if n := calls(server) - before; n < once {
		t.Errorf("after .refresh %d pages were asked, want %d", n, once)
	}
}

// TestShellHasALimit: of each input, and an error of one does not end the shell.
func TestShellHasALimit(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	sh := startShell(t, t.TempDir(), nil, "--config", config, "--max-requests", "2")
	if got := sh.ask("select count(id) from aircall_call;"); !strings.Contains(got, "and --max-requests allows 2") || calls(server) > 1 {
		t.Errorf("%d requests: %s", calls(server), got)
	}
	for _, table := range []string{"tag", "team", "number"} {
		if got := sh.ask("select count(id) >= 0 as counted from aircall_" + table + ";"); strings.Contains(got, "Error") || !strings.Contains(got, "counted") {
			t.Errorf("%s: %s", table, got)
		}
	}
	if got := sh.ask("select count(id) from aircall_user; select count(id) from aircall_webhook; select count(id) from aircall_contact;"); !strings.Contains(got, "and --max-requests allows 2") {
		t.Errorf("three statements at once: %s", got)
	}
}

func TestShellCompletes(t *testing.T) {
	t.Parallel()
	sh := startShell(t, t.TempDir(), nil, "--demo")
	// A word that can only be one is written out; the rest is typed, and the answer shows what became of the line.
	sh.write("select count(*) from aircall_webh" + tab + " where fals" + tab + ";" + enter)
	if got := sh.wait(asking); !strings.Contains(got, "aircall_webhook") || strings.Contains(got, "Error") {
		t.Errorf("%q", lastOf(got))
	}
	sh.write("select 1 as one from aircall_user where default_numb" + tab + " = -1;" + enter)
	if got := sh.wait(asking); !strings.Contains(got, "default_number_id = -1") || strings.Contains(got, "Error") {
		t.Errorf("%q", lastOf(got))
	}
	// Of several the common part is written, and they are listed.
	sh.write("select * from aircall_call_t" + tab)
	sh.wait("aircall_call_transcript")
	sh.write(controlC)
	sh.wait(asking)
	sh.write(".outp" + tab + " jso" + tab)
	sh.wait("jsonl")
	sh.write(controlC)
}

// TestShellInterrupts: Ctrl-C ends a query and not the shell, and gives up a line.
func TestShellInterrupts(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 100)
	server, config := serveWith(t, small(), fakeaircall.Options{RateLimit: -1, BeforeRequest: func(int, *http.Request, *fakeaircall.Company) { asked <- struct{}{} }})
	server.Fault(fakeaircall.Fault{Path: "/v1/tags", Times: 1, Kind: fakeaircall.Slow, Delay: time.Hour})
	sh := startShell(t, t.TempDir(), nil, "--config", config)
	sh.write("select count(*) from aircall_tag;" + enter)
	<-asked
	sh.write(controlC)
	sh.wait("Interrupted.")
	sh.wait(asking)
	// Another table: the same one could still find the request under way, and wait for its answer.
	if got := sh.ask("select count(*) < 0 as none from aircall_team;"); !strings.Contains(got, "none") || strings.Contains(got, "Error") {
		t.Errorf("after an interrupt: %s", got)
	}
	sh.write("select 'given up" + controlC)
	sh.wait(asking)
	if got := sh.ask("select 'next' as line;"); !strings.Contains(got, "| next |") {
		t.Errorf("%s", got)
	}
	sh.write(controlD)
	if status := sh.ended(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// TestShellStatementsHaveLines: a statement goes on until its semicolon, which is none in a text.
func TestShellStatementsHaveLines(t *testing.T) {
	t.Parallel()
	sh := startShell(t, t.TempDir(), nil, "--demo")
	sh.write("select 'a;" + enter)
	sh.write("b' as two_lines" + enter)
	sh.write("-- why;" + enter)
	sh.write(";" + enter)
	got := sh.wait(asking)
	if !strings.Contains(got, "| two_lines |") || !strings.Contains(got, "| a;") || !strings.Contains(got, "| b ") {
		t.Errorf("%q", lastOf(got))
	}
}

// TestShellHistory: the next shell has the lines of the last, but for those with a credential, in a file for its user alone.
func TestShellHistory(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	_, config := serve(t, small())
	first := startShell(t, home, nil, "--config", config)
	for _, line := range []string{"select 6 * 7 as answer;", "select '" + fakeaircall.DemoAPIToken + "' as secret;", "select 'api_token=5' as another;", "select 'postgres://me:pass@host/db' as third;"} {
		first.ask(line)
	}
	first.write(controlD)
	first.ended()
	file := filepath.Join(home, ".local", "state", "aircall", "history")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{fakeaircall.DemoAPIToken, "api_token", "pass@host"} {
		if strings.Contains(string(content), secret) {
			t.Errorf("%s is in the history", secret)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.Chmod(file, 0o644); err != nil { // an old one, or a copied one
		t.Fatal(err)
	}
	second := startShell(t, home, nil, "--config", config)
	second.write(up)
	second.wait("select 6 * 7 as answer;")
	second.write(enter)
	if got := second.wait(asking); !strings.Contains(got, "|     42 |") {
		t.Errorf("%q", lastOf(got))
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a file that others could read stays so: %v, %v", info.Mode(), err)
	}
}

func TestShellOutput(t *testing.T) {
	t.Parallel()
	folder, home := t.TempDir(), t.TempDir()
	sh := startShell(t, home, nil, "--demo")
	for _, step := range []struct{ line, want string }{
		{".output csv", ""}, {"select 1 as a, 'x' as b;", "a,b\r\n1,x\r\n"}, {".output json", ""}, {"select 1 as a;", "{\"a\":1}"},
		{".output " + filepath.Join(folder, "rows.csv"), "The next answer goes to"}, {"select 2 as two;", "The rows are in"}, {"select 3 as three;", "{\"three\":3}"},
		{".output parquet", "Error: parquet needs a file"}, {".output parquet " + filepath.Join(folder, "rows.parquet"), "The next answer goes to"},
		{"select 4 as four;", "The rows are in"}, {`\x on`, ""}, {"select 5 as five;", "five | 5"}, {".output auto", ""},
		{"select 6 as six;", "|   6 |"}, {"select hex(zeroblob(30)) as a, hex(zeroblob(30)) as b, hex(zeroblob(30)) as c, hex(zeroblob(30)) as d;", "-[ RECORD 1  ]"},
		{".output xml", "Error: xml is no format"},
		// The next answer is the next that has rows: neither a mistake nor a statement without a result is one.
		{".output " + filepath.Join(folder, "kept.xlsx"), "The next answer goes to"}, {"selec 7;", "Error"}, {"create temp table t as select 7 as n;", "0 rows"},
		{"select n from t;", "The rows are in"}, {"select 8 as eight;", "|     8 |"},
		{".output ~/home.csv", "The next answer goes to"}, {"select 9 as nine;", "The rows are in"},
		{".output " + filepath.Join(folder, "nowhere", "x.csv"), "The next answer goes to"}, {"select 10 as ten;", "Error: the rows cannot be written to"}, {"select 11 as eleven;", "|     11 |"},
		{".output never.csv", "The next answer goes to"}, {".output table", ""}, {"select 12 as twelve;", "|     12 |"},
	} {
		if got := sh.ask(step.line); !strings.Contains(got, step.want) {
			t.Errorf("%s: %q is not in %q", step.line, step.want, got)
		}
	}
	if content, err := os.ReadFile(filepath.Join(folder, "rows.csv")); err != nil || string(content) != "two\n2\n" {
		t.Errorf("%q, %v", content, err)
	}
	for file, want := range map[string]string{filepath.Join(folder, "rows.parquet"): "[[four] [4]]", filepath.Join(folder, "kept.xlsx"): "[[n] [7]]", filepath.Join(home, "home.csv"): "[[nine] [9]]"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		read := map[string]func(*testing.T, []byte) [][]string{".parquet": parquetRows, ".xlsx": xlsxRows, ".csv": csvRows(',')}[filepath.Ext(file)]
		if got := fmt.Sprint(read(t, content)); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}

// TestLongTablesArePaged: by the user's pager, in a shell and after a query; what fits the screen is not.
func TestLongTablesArePaged(t *testing.T) {
	t.Parallel()
	long := "with recursive n(i) as (select 1 union all select i + 1 from n where i < 40) select i from n"
	pager := []string{"PAGER=sed 's/^/paged: /'"}
	sh := startShell(t, t.TempDir(), pager, "--demo")
	if got := sh.ask(long + ";"); strings.Count(got, "paged: |") != 41 {
		t.Errorf("%q", lastOf(got))
	}
	if got := sh.ask("select 1 as one;"); strings.Contains(got, "paged") || !strings.Contains(got, "|   1 |") {
		t.Errorf("%q", lastOf(got))
	}
	if got := sh.ask(".tables"); !strings.Contains(got, "paged: | aircall_webhook") {
		t.Errorf("%q", lastOf(got))
	}
	query := onTerminal(t, t.TempDir(), pager, "query", "--demo", long)
	query.wait("paged: |  1 |")
	query.wait("paged: | 40 |")
	query.ended()
	bare := onTerminal(t, t.TempDir(), []string{"PAGER="}, "query", "--demo", long)
	if got := bare.wait("| 40 |"); strings.Contains(got, "paged") {
		t.Errorf("%q", lastOf(got))
	}
	bare.ended()
}

func TestShellWithoutATerminal(t *testing.T) {
	t.Parallel()
	in := strings.NewReader("select 1 as one; select 2 as two")
	if got := succeeded(t, commandReading(t, in, "shell", "--demo", "--output", "csv")); got != "one\n1\n\ntwo\n2\n" {
		t.Errorf("%q", lastOf(got))
	}
	if got := commandReading(t, strings.NewReader("select * from calls"), "shell", "--demo"); got.status != 1 || !strings.Contains(got.err, "did you mean aircall_call?") {
		t.Errorf("%+v", got)
	}
}

func TestShellIsTerminated(t *testing.T) {
	t.Parallel()
	sh := startShell(t, t.TempDir(), nil, "--demo")
	if err := sh.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := sh.ended(); status != interrupted {
		t.Errorf("status %d", status)
	}
}

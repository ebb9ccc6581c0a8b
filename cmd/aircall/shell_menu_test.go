//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestTheMenuLeavesTheLineOnTheScreen: however many words there are, and wherever the line stands.
func TestTheMenuLeavesTheLineOnTheScreen(t *testing.T) {
	t.Parallel()
	for typed, last := range map[string]string{
		"select count(*) from ":             "aircall_whatsapp_template",
		"select * from aircall_call where ": "more: type the first letters",
	} {
		for name, before := range map[string]int{"at the top": 0, "at the bottom": terminalRows} {
			t.Run(typed+name, func(t *testing.T) {
				t.Parallel()
				sh := startShell(t, t.TempDir(), nil, "--demo")
				for range before {
					sh.ask("")
				}
				sh.write(typed + tab)
				sh.wait(last)
				sh.wait("\x1b[?25h") // all of it is drawn: the cursor is shown again
				sh.wantLine(prompt + strings.TrimSpace(typed))
			})
		}
	}
}

// wantLine wants a line of the screen to begin so.
func (s *terminal) wantLine(begins string) {
	s.t.Helper()
	for _, line := range s.lines() {
		if strings.HasPrefix(line, begins) {
			return
		}
	}
	s.t.Errorf("the screen does not show %q:\n%s", begins, strings.Join(s.lines(), "\n"))
}

// TestShellKnowsTheTablesOfAnArchive, and temporary ones: it lists, describes and completes them.
func TestShellKnowsTheTablesOfAnArchive(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	file := filepath.Join(t.TempDir(), "calls.db")
	if e := command(t, "archive", "--config", config, "--to", file); e.status != 0 {
		t.Fatal(e.err)
	}
	sh := startShell(t, t.TempDir(), nil, "--config", config, "--archive", file)
	sh.ask("create temp table mine as select 1 as alpha, 2 as gamma;")
	for line, want := range map[string][]string{
		".tables tag":                           {"| aircall_call_tag", "| all_call_tag", "| archive.aircall_call_tag"},
		".tables mine":                          {"| mine"},
		".describe all_contact":                 {"deleted_at", "| bigint"},
		".describe archive.aircall_team_member": {"position", "archived_at", "company_id"},
		".describe mine":                        {"alpha", "gamma"},
		".describe archive.mine":                {"Error: no such table"},
	} {
		got := sh.ask(line)
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %q is not in\n%s", line, part, got)
			}
		}
		if strings.Contains(got, "archive_meta") {
			t.Errorf("%s: the archive's bookkeeping is listed: %s", line, got)
		}
	}
	for typed, want := range map[string]string{
		"select count(*) from all_we\t;":                                        "from all_webhook;",
		"select count(*) from archive.aircall_we\t;":                            "from archive.aircall_webhook;",
		"select count(*) from archive.aircall_tag as t where t.archived\t > 0;": "t.archived_at > 0;",
		"select alpha from mine where gam\t = 2;":                               "where gamma = 2;",
	} {
		sh.write(typed + enter)
		if got := sh.wait(asking); !strings.Contains(got, want) || strings.Contains(got, "Error") {
			t.Errorf("%q: %q is not in %q", typed, want, lastOf(got))
		}
	}
}

// TestShellCommandsAreFound by what they begin with, and a mistyped one has a neighbour.
func TestShellCommandsAreFound(t *testing.T) {
	t.Parallel()
	sh := startShell(t, t.TempDir(), nil, "--demo")
	for _, step := range []struct{ line, want string }{
		{".he", "| .refresh"}, {".tabels", "did you mean .tables?"}, {".t webhook", "there is no .t"}, {".ti", "Timing is on."}, {".TIMING off", "Timing is off."},
		{`\x`, "Answers are printed as line."}, {`\x`, "Answers are tables"}, {`\x off`, "Answers are printed as table."}, {`\x sideways`, `Error: write \x on, \x off or \x auto`},
		{".output csv", "Answers are printed as csv."}, {".output", "Answers are tables"},
		{".cost select 1", "Nothing is read from Aircall: it costs no request."},
		{"show tables;", "aircall tables lists the tables"},
	} {
		if got := sh.ask(step.line); !strings.Contains(got, step.want) || strings.Contains(got, "| conditions |") {
			t.Errorf("%s: %q is not in %q", step.line, step.want, lastOf(got))
		}
	}
}

// TestWhatCameWholeIsShownBeforeAnError: by the pager too, which shows nothing before the end.
func TestWhatCameWholeIsShownBeforeAnError(t *testing.T) {
	t.Parallel()
	const sql = "select 1 as one; select 2 as two; selec 3;"
	for _, pager := range []string{"PAGER=cat", "PAGER="} {
		sh := startShell(t, t.TempDir(), []string{pager}, "--demo")
		got := sh.ask(sql)
		if one, two, err := strings.Index(got, "| one |"), strings.Index(got, "| two |"), strings.Index(got, `Error: near "selec"`); one < 0 || two < one || err < two {
			t.Errorf("%s: %q", pager, lastOf(got))
		}
		query := onTerminal(t, t.TempDir(), []string{pager}, "query", "--demo", sql)
		query.wait("| one |")
		query.wait("| two |")
		query.wait(`Error: near "selec"`)
		if status := query.ended(); status != failure {
			t.Errorf("%s: status %d", pager, status)
		}
	}
}

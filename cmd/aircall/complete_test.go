package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

func completerOf(t *testing.T, connections ...string) *completer {
	t.Helper()
	c := &completer{schemas: connections}
	for _, table := range []struct {
		name    string
		columns []string
	}{{"aircall_call", []string{"id", "direction", "duration"}}, {"aircall_call_tag", []string{"call_id", "tag_id"}}, {"aircall_user", []string{"id", "name"}}} {
		described := localsql.Table{Name: table.name, Description: "About it. More."}
		for _, column := range table.columns {
			described.Columns = append(described.Columns, localsql.Column{Name: column})
		}
		c.tables = append(c.tables, described)
	}
	return c
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"sel": "sel: select", "SEL": "SEL: SELECT", "select * from aircall_call_": "aircall_call_: aircall_call_tag", "select * from ": ": aircall_call aircall_call_tag aircall_user",
		"select 1 from aircall_call where dir": "dir: direction", "select c.d from aircall_call as c where c.d": "d: direction duration",
		"select * from aircall_call c join aircall_user u on u.": ": id name", "select * from aircall_user where aircall_user.n": "n: name",
		"": ": select with explain create insert drop", "select 1; w": "w: with", "-- why\nSEL": "SEL: SELECT", "wi": "wi: with",
		"select count(dir": "dir: ", "select count(du from aircall_call; select x.": ": id direction duration", "select 'sel": ": ", "select 1 -- sel": ": ", "select 12": ": ",
	} {
		prefix, all := completerOf(t).sql(text)
		var words []string
		for _, c := range all {
			words = append(words, c.word)
		}
		if got := prefix + ": " + strings.Join(words, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, all := completerOf(t, "fr", "uk").sql("select * from f"); len(all) != 1 || all[0].word != "fr" {
		t.Errorf("connections: %v", all)
	}
	if _, all := completerOf(t, "fr", "uk").sql("select * from fr.aircall_u"); len(all) != 1 || all[0].word != "aircall_user" {
		t.Errorf("tables of a connection: %v", all)
	}
}

// TestShellsComplete: what bash, zsh and fish ask the command for.
func TestShellsComplete(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"tables", "aircall_call_t"}, "aircall_call_tag aircall_call_team aircall_call_topic aircall_call_transcript"},
		{[]string{"query", "--output", "j"}, "json jsonl"},
		{[]string{"mc"}, "mcp"},
		{[]string{"mcp", "--ar"}, "--archive"},
		{[]string{"tables", "-o", "p"}, "parquet"},
		{[]string{"query", "select count(*) from aircall_we"}, "select count(*) from aircall_webhook"},
		{[]string{"query", "select number_n from aircall_call where has_v"}, "select number_n from aircall_call where has_voicemail"},
		{[]string{"ask", "heat-map-w"}, "heat-map-worst-hours"},
	} {
		out := succeededWith(t, command(t, append([]string{"__completeNoDesc"}, test.args...)...))
		lines := strings.Split(strings.TrimSpace(out), "\n")
		slices.Sort(lines)
		if got := strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, ":") }), " "); got != test.want {
			t.Errorf("%q: %q, want %q", test.args, got, test.want)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if got := succeeded(t, command(t, "completion", shell)); !strings.Contains(got, "aircall") || !strings.Contains(got, "__complete") {
			t.Errorf("%s: %q", shell, got)
		}
	}
}

// succeededWith is succeeded for what says more on standard error.
func succeededWith(t *testing.T, e ended) string {
	t.Helper()
	if e.status != 0 {
		t.Fatalf("status %d: %s", e.status, e.err)
	}
	return e.out
}

//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// companies starts an Aircall for each name, and configures a connection to each and an aggregator over all.
func companies(t *testing.T, names ...string) (config string) {
	t.Helper()
	var b strings.Builder
	for _, name := range names {
		_, url := listen(t, &fakeaircall.Company{Name: "Company " + name})
		fmt.Fprintf(&b, "connection \"co_%s\" {\nplugin = \"local/aircall\"\n%s\n}\n", name, connectionTo(url))
	}
	b.WriteString("connection \"every\" {\nplugin = \"aircall@1\"\ntype = \"aggregator\"\nconnections = [\"co_*\"]\n}\n")
	return writeFile(t, "several.spc", b.String())
}

func TestSeveralConnectionsAreSchemas(t *testing.T) {
	t.Parallel()
	config := companies(t, "north", "south")
	for sql, want := range map[string]string{
		"select name from co_north.aircall_company union all select name from co_south.aircall_company order by 1": "Company north\nCompany south\n",
		"select name from every.aircall_company order by 1":                                                        "Company north\nCompany south\n",
		"select name from every.aircall_company where sp_connection_name = 'co_south'":                             "Company south\n",
	} {
		if got := succeeded(t, command(t, "query", sql, "--config", config, "--output", "csv", "--header=false")); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
	got := command(t, "query", "select name from aircall_company", "--config", config)
	if got.status != 1 || got.out != "" || !strings.Contains(got.err, "say which (co_north.aircall_company, co_south.aircall_company, every.aircall_company)") {
		t.Errorf("%+v", got)
	}
}

func TestThirtyConnections(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 30 {
		names = append(names, fmt.Sprintf("%02d", i))
	}
	config := companies(t, names...)
	for sql, want := range map[string]string{
		"select count(*), min(name), max(name) from every.aircall_company": "30,Company 00,Company 29\n",
		"select name from co_29.aircall_company":                           "Company 29\n",
	} {
		if got := succeeded(t, command(t, "query", sql, "--config", config, "--output", "csv", "--header=false")); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
}

func TestSeveralStatementsHaveSeveralResults(t *testing.T) {
	t.Parallel()
	_, config := serve(t, &fakeaircall.Company{Name: "Gull & Sons"})
	sql := "select 1 as one; create temp table kept as select name from aircall_company; select * from kept; select 2 as two where false"
	for format, want := range map[string]string{
		"table": "+-----+\n| one |\n+-----+\n|   1 |\n+-----+\n\n+-------------+\n| name        |\n+-------------+\n| Gull & Sons |\n+-------------+\n\n+-----+\n| two |\n+-----+\n+-----+\n",
		"csv":   "one\n1\n\nname\nGull & Sons\n\ntwo\n",
		"json":  "[\n {\"one\":1}\n]\n[\n {\"name\":\"Gull & Sons\"}\n]\n[]\n",
		"jsonl": "{\"one\":1}\n{\"name\":\"Gull & Sons\"}\n",
	} {
		if got := succeeded(t, command(t, "query", sql, "--config", config, "--output", format)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", format, got, want)
		}
	}
	if got := succeeded(t, command(t, "query", "create temp table empty_one(id)", "--config", config, "--output", "json")); got != "" {
		t.Errorf("%q", got)
	}
	got := command(t, "query", "select 1 as one; select 2 from nowhere", "--config", config, "--output", "csv")
	if got.status != 1 || got.out != "one\n1\n" || got.err != "Error: no such table: nowhere\n" {
		t.Errorf("%+v", got)
	}
}

func TestParametersAreRefused(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	for parameter, advice := range map[string]string{
		"?": "or name it (:name), and give it one with --param name=value\n", ":id": "or give it one with --param id=value\n",
		"@id": "--param id=value\n", "$id": "--param id=value\n",
	} {
		got := command(t, "query", "select id from aircall_call where id = "+parameter, "--config", config)
		if got.status != 1 || got.out != "" || !strings.HasPrefix(got.err, "Error: the SQL has a parameter without a value ("+parameter+")") || !strings.HasSuffix(got.err, advice) {
			t.Errorf("%s: %+v", parameter, got)
		}
	}
	if n := calls(server); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestFilesNeedAFlag(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, sql := range map[string]string{
		"a.db": "attach '" + folder + "/a.db' as a; create table a.x as select 1 as one; select count(*) as n from a.x",
		"v.db": "create table x as select 1 as one; vacuum into '" + folder + "/v.db'; select 1 as n",
	} {
		file := filepath.Join(folder, name)
		got := command(t, "query", "--demo", "--output", "csv", sql)
		if got.status != 1 || got.out != "" || !strings.Contains(got.err, "opening the file \""+file+"\"") || !strings.Contains(got.err, "--allow-files lets it") {
			t.Errorf("%+v", got)
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s was written", name)
		}
		if got := succeeded(t, command(t, "query", "--demo", "--allow-files", "--output", "csv", sql)); got != "n\n1\n" {
			t.Errorf("%q", got)
		}
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
	got := command(t, "query", "--demo", "pragma case_sensitive_like = on")
	if got.status != 1 || !strings.Contains(got.err, "pragma case_sensitive_like is refused") || !strings.Contains(got.err, "--allow-files") {
		t.Errorf("%+v", got)
	}
}

func TestACredentialThatOthersCanReadIsWarnedOf(t *testing.T) {
	t.Parallel()
	_, url := listen(t, &fakeaircall.Company{Name: "Gull & Sons"})
	with := func(mode os.FileMode, arguments string) string {
		file := configFile(t, arguments)
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for mode, warned := range map[os.FileMode]bool{0o600: false, 0o640: true, 0o644: true, 0o604: true} {
		file := with(mode, connectionTo(url))
		want := ""
		if warned {
			want = fmt.Sprintf("Warning: %s holds a credential, and other users of this machine can read it (mode %04o). Run: chmod 600 %s\n", file, mode, file)
		}
		for _, args := range [][]string{{"query", "select 1 as one", "--output", "csv"}, {"check"}} {
			if got := command(t, append(args, "--config", file)...); got.status != 0 || got.err != want {
				t.Errorf("%04o, %v: %+v, want %q", mode, args, got, want)
			}
		}
	}
	if got := command(t, "query", "select 1", "--config", with(0o644, "base_url = \""+url+"\"")); got.err != "" {
		t.Errorf("without a credential: %q", got.err)
	}
}

func TestShellQuoted(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"/home/ada/.steampipe/a.spc": "/home/ada/.steampipe/a.spc", "my file": "'my file'", "it's": `'it'\''s'`} {
		if got := shellQuoted(given); got != want {
			t.Errorf("%q: %s, want %s", given, got, want)
		}
	}
}

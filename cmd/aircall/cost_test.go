//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

const lastWeek = "select id from aircall_call where started_at > datetime('now', '-7 days')"

func TestExplainPrintsTheScansAndTheirCost(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	got := command(t, "query", "--config", config, "--explain", "--output", "json", lastWeek+" and direction = 'inbound'")
	var scans []struct {
		Table, Conditions string
		Requests, Rows    int
		Note              *string
	}
	if err := json.Unmarshal([]byte(got.out), &scans); err != nil || got.status != 0 {
		t.Fatalf("%v in %+v", err, got)
	}
	if n := calls(server); n != 1 {
		t.Errorf("explaining cost %d requests", n)
	}
	s := scans[0]
	if len(scans) != 1 || s.Table != "aircall_call" || !regexp.MustCompile(`^started_at > \d{4}-\d\d-\d\d \d\d:\d\d:\d\d and direction = 'inbound'$`).MatchString(s.Conditions) ||
		s.Requests != (s.Rows+49)/50 || s.Rows == 0 || s.Note != nil {
		t.Errorf("%s", got.out)
	}
	if want := regexp.MustCompile(fmt.Sprintf(`^At least %d requests?; \d+ of 1000 of this minute are left, so that none has to wait\.\n$`, s.Requests)); !want.MatchString(got.err) {
		t.Errorf("said %q", got.err)
	}
}

func TestExplainNamesWhatDependsOnOtherRows(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	got := command(t, "query", "--config", config, "--explain", "--output", "csv",
		"select s.content from aircall_call c join aircall_call_summary s on s.call_id = c.id where c.started_at > '2100-01-01' union all select registration_status from aircall_number limit 3")
	for _, want := range []string{"aircall_call,started_at > 2100-01-01 00:00:00,", "aircall_call_summary,call_id = ?,,,\"once for each value", "with 1 request for each row"} {
		if !strings.Contains(got.out, want) || got.status != 0 {
			t.Errorf("%q is not in %+v", want, got)
		}
	}
}

// TestExplainOfEveryKindOfStatement: nothing is written, a request at most is sent for each list, and what is said to be exact is.
func TestExplainOfEveryKindOfStatement(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, test := range map[string]struct {
		sql, out, err string
		exact         bool
	}{
		"a join":                {"select t.id, c.id from aircall_tag t join aircall_call_tag ct on ct.tag_id = t.id join aircall_call c on c.id = ct.call_id where ct.call_started_at > '2100-01-01'", `,aircall_call,id`, "At least ", false},
		"one that writes":       {"create temp table x as select id from aircall_tag; insert into x select id from aircall_team; select * from x", ",aircall_tag,,1,", "At least 2 requests; ", true},
		"several":               {"select id from aircall_tag; select id from aircall_team", ",aircall_team,,1,", "At least 2 requests; ", true},
		"one that asks nothing": {"select 1", "connection,table,conditions,requests,rows,note\n", "Nothing is read from Aircall: it costs no request.\n", true},
		"one without a result":  {"create temp table x (id)", "connection,table,conditions,requests,rows,note\n", "Nothing is read from Aircall: it costs no request.\n", true},
		"a parameter":           {"select id from aircall_tag where name = :name", ",aircall_tag,", "At least 1 request; ", true},
	} {
		server, config := serve(t, small())
		args := []string{"query", "--config", config, "--output", "csv", test.sql}
		if strings.Contains(test.sql, ":name") {
			args = append(args, "--param", "name=vip")
		}
		got := command(t, append(args, "--explain")...)
		explaining := len(server.Requests())
		if got.status != 0 || !strings.Contains(got.out, test.out) || !strings.HasPrefix(got.err, test.err) || explaining > strings.Count(got.out, "\n") {
			t.Errorf("%s costs %d requests: %+v", name, explaining, got)
		}
		if !test.exact {
			continue
		}
		if e := command(t, args...); e.status != 0 { // what was read to explain it is in memory
			t.Errorf("%s: %+v", name, e)
		}
		if n := len(server.Requests()); n > 0 && !strings.HasPrefix(got.err, fmt.Sprintf("At least %d request", n)) {
			t.Errorf("%s cost %d requests: %s", name, n, got.err)
		}
	}
	file := filepath.Join(folder, "copy.db")
	for _, sql := range []string{"vacuum into '" + file + "'", "attach '" + file + "' as copy", "create virtual table temp.vip using csv(filename='" + file + "')"} {
		got := command(t, "query", "--demo", "--allow-files", "--explain", sql)
		if got.status != 1 || !strings.Contains(got.err, "to explain SQL no file is opened") && !strings.Contains(got.err, "cannot be read") || strings.Contains(got.err, "--allow-files") {
			t.Errorf("%s: %+v", sql, got)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestExplainSaysHowLongTheLimitMakesItTake: in whole minutes, without waiting for one.
func TestExplainSaysHowLongTheLimitMakesItTake(t *testing.T) {
	t.Parallel()
	server, url := listen(t, fixture.Calls(601, time.Now().AddDate(0, 0, -20), time.Now().Add(-time.Hour), 0))
	config := configFile(t, strings.Replace(connectionTo(url), "= 1000", "= 5", 1))
	got := command(t, "query", "--config", config, "--explain", "--output", "csv", "select id from aircall_call where started_at > datetime('now', '-30 days')")
	if want := "At least 13 requests; 4 of 5 of this minute are left, so that they take about 2 minutes.\n"; got.status != 0 || got.err != want || len(server.Requests()) != 1 {
		t.Errorf("%d requests: %+v, want %q", len(server.Requests()), got, want)
	}
}

// TestExplainBesideAnArchive: what it holds costs nothing, and of what is asked of both only the live part does.
func TestExplainBesideAnArchive(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	file := filepath.Join(t.TempDir(), "calls.db")
	if e := command(t, "archive", "--config", config, "--to", file); e.status != 0 {
		t.Fatal(e.err)
	}
	server.ResetRequests()
	explain := func(sql string) ended {
		return command(t, "query", "--config", config, "--archive", file, "--output", "csv", "--explain", sql)
	}
	if got := explain("select count(*) from archive.aircall_call"); got.status != 0 || got.out != "connection,table,conditions,requests,rows,note\n" || got.err != "Nothing is read from Aircall: it costs no request.\n" || len(server.Requests()) > 0 {
		t.Errorf("%d requests: %+v", len(server.Requests()), got)
	}
	got := explain("select id from all_call where started_at > datetime('now', '-300 days')")
	if got.status != 0 || strings.Count(got.out, "\n") != 2 || !strings.Contains(got.out, ",aircall_call,started_at > ") || !strings.HasPrefix(got.err, "At least ") || calls(server) > 1 {
		t.Errorf("%d requests: %+v", calls(server), got)
	}
}

func TestMaxRequestsEndsTheSQLBeforeItCosts(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	args := []string{"query", "--config", config, "--output", "csv", "--max-requests"}
	got := command(t, append(args, "2", "select count(id) from aircall_call")...)
	want := regexp.MustCompile(`^Error: company_\d+\.aircall_call: GET /v1/calls: the query would cost at least \d requests to Aircall, and --max-requests allows 2\. ` +
		`It has no lower bound on started_at that is sent to Aircall: add one, such as started_at >= datetime\('now', '-7 days'\) \(a function of the column, such as date\(started_at\), is not sent\), or raise --max-requests\n$`)
	if n := calls(server); got.status != failure || got.out != "" || n != 1 || !want.MatchString(got.err) {
		t.Errorf("%d requests: %+v", n, got)
	}
	if got := succeeded(t, command(t, append(args, "1", "select 1; select count(*) > 0 as some from aircall_user")...)); !strings.HasSuffix(got, "some\n1\n") {
		t.Errorf("%q", got)
	}
	if got := command(t, append(args, "1", "select count(*) from aircall_tag; select count(*) from aircall_team")...); got.status != failure || !strings.Contains(got.err, "--max-requests allows 1. No condition on time") {
		t.Errorf("of two statements: %+v", got)
	}
	if got := command(t, append(args, "-1", "select 1")...); got.status != failure || !strings.Contains(got.err, "--max-requests is -1") {
		t.Errorf("%+v", got)
	}
}

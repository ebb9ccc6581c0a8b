//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
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

func TestTimingSaysWhatTheQueryHasCost(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	args := []string{"query", "--config", config, "--output", "csv", "--header=false"}
	detail := regexp.MustCompile(`^(\d+) requests?, \d+ pages? from memory, waited 0\.0 s, (\d+) rows read, 1 row, \d+\.\d s, \d+ of this minute left\n$`)
	got := command(t, append(args, "--timing", "select count(id) from ("+lastWeek+")")...)
	found := detail.FindStringSubmatch(got.err)
	if found == nil || found[2]+"\n" != got.out || found[1] == "0" {
		t.Errorf("%+v", got)
	}
	_, config = serve(t, small())
	args[2] = config
	summary := regexp.MustCompile(`\r\x1b\[K\d+ requests?, 1 row, \d+\.\d s, \d+ of this minute left\n$`)
	if got := commandOnTerminal(t, false, append(args, "select count(id) from ("+lastWeek+")")...); !summary.MatchString(got.err) {
		t.Errorf("on a terminal: %q", got.err)
	}
	if got := command(t, append(args, "select 1")...); got.err != "" {
		t.Errorf("in a pipe: %q", got.err)
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

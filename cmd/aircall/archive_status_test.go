//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// TestWhatAnArchiveSaysOfItself archives twice, the second time with a user gone, a list that is refused and values that do not
// fit; then the status says so in figures, and nothing that is said holds a name, a number or a link.
func TestWhatAnArchiveSaysOfItself(t *testing.T) {
	t.Parallel()
	company := small()
	server, config := serve(t, company)
	file := filepath.Join(t.TempDir(), "calls.db")
	began := time.Now()
	first := command(t, "archive", "--config", config, "--to", file)
	if first.status != 0 {
		t.Fatal(first.err)
	}
	const name = "Zephyrine Quill +33699001122"
	server.Change(func(c *fakeaircall.Company) {
		c.Contacts[len(c.Contacts)-1].FirstName = name
		c.Contacts[len(c.Contacts)-1].UpdatedAt = time.Now().Unix()
		c.DeleteUser(c.Users[len(c.Users)-1].ID)
	})
	server.Fault(fakeaircall.Fault{Path: "/v1/tags", Status: http.StatusForbidden, Times: fakeaircall.Forever})
	server.Odd(fakeaircall.Odd{Path: "/v1/teams", Place: "/teams/0/name", JSON: `{"of": "` + name + `"}`})
	server.Odd(fakeaircall.Odd{Path: "/v1/calls", Place: "/calls/0/raw_digits", JSON: `["` + name + `"]`})
	server.ResetRequests()
	second := command(t, "archive", "--config", config, "--to", file)
	requests := len(server.Requests())
	if second.status != failure {
		t.Fatalf("%+v", second)
	}
	status := command(t, "archive", "--to", file, "--status")
	if status.status != 0 || len(server.Requests()) != requests {
		t.Errorf("%+v, %d requests", status, len(server.Requests())-requests)
	}

	calls, users := 0, 0
	server.Change(func(c *fakeaircall.Company) { calls, users = len(c.Calls), len(c.Users) })
	lines := map[string][]string{}
	for line := range strings.Lines(status.out) {
		if fields := strings.Fields(strings.ReplaceAll(line, "|", " ")); strings.HasPrefix(line, "| aircall_") {
			lines[fields[0]] = fields[1:]
		}
		if len(line) > 80 && strings.HasPrefix(line, "|") {
			t.Errorf("too wide for a terminal of 80 columns: %s", line)
		}
	}
	for table, want := range map[string][]string{
		"aircall_call": {fmt.Sprint(calls), "0"}, "aircall_user": {fmt.Sprint(users + 1), "1"}, "aircall_tag": {fmt.Sprint(len(company.Tags)), "0"},
		"aircall_contact": {fmt.Sprint(len(company.Contacts)), "0"}, "aircall_company": {"1", "0"},
	} {
		if got := lines[table]; len(got) < 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s has the rows and deletions %q, want %q", table, got[:min(2, len(got))], want)
		}
	}
	for table, fails := range map[string]bool{"aircall_tag": true, "aircall_team": true, "aircall_call": true, "aircall_user": false, "aircall_number": false} {
		if got := strings.Contains(second.err, table+": "); got != fails {
			t.Errorf("%s fails: %v, want %v: %s", table, got, fails, second.err)
		}
	}
	mark, from := timesOf(t, status.out)
	for table, fails := range map[string]bool{"aircall_tag": true, "aircall_team": true, "aircall_call": true, "aircall_user": false} {
		if got := strings.Contains(status.out, table+" failed in the last run: "); got != fails {
			t.Errorf("by the status %s failed: %v, want %v: %s", table, got, fails, status.out)
		}
	}
	if mark.Before(began.Add(-2*time.Second)) || mark.After(time.Now()) || from.After(began.AddDate(0, -5, 0)) || from.Before(began.AddDate(0, -7, 0)) {
		t.Errorf("calls are complete from %v to %v, want six months up to the run at %v", from, mark, began)
	}
	if want := fmt.Sprintf("exit 1, %d requests, ", requests); !strings.Contains(status.out, want) {
		t.Errorf("the status lacks %q:\n%s", want, status.out)
	}
	if n := strings.Count(status.out, "403") + strings.Count(status.out, "refused"); n == 0 {
		t.Errorf("the status lacks the error of tags:\n%s", status.out)
	}

	said := first.err + second.err + status.err + status.out
	said = strings.ReplaceAll(said, company.Name, "") // which the status names
	for what, of := range map[string]fixture.Personal{"others": fixture.OutsidersOf(company), "users": fixture.UsersOf(company)} {
		if found := of.In(said); found != nil {
			t.Errorf("what is said holds of %s %q:\n%s", what, found[:min(3, len(found))], said)
		}
	}
	for _, word := range append(strings.Fields(name), "https://") {
		if strings.Contains(said, word) {
			t.Errorf("what is said holds %q:\n%s", word, said)
		}
	}
}

var reach = regexp.MustCompile(`: calls are complete from (\S+Z) to (\S+Z)\n`)

// timesOf are the mark of calls, and from when on they are complete.
func timesOf(t *testing.T, status string) (mark, from time.Time) {
	t.Helper()
	found := reach.FindStringSubmatch(status)
	if found == nil {
		t.Fatalf("how far calls go is not said:\n%s", status)
	}
	for i, at := range []*time.Time{&from, &mark} {
		var err error
		if *at, err = time.Parse(time.RFC3339, found[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return mark, from
}

// TestMistakenTargets: each says what to write instead, before a credential is asked for.
func TestMistakenTargets(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "milk.txt", "milk")
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no target":            {nil, "name a file with --to"},
		"without its flag":     {[]string{"calls.db"}, "write --to calls.db"},
		"a file as a folder":   {[]string{"--to", file + "/"}, file + " is a file, and an archive in Parquet is a folder"},
		"below a file":         {[]string{"--to", filepath.Join(file, "x.db"), "--demo"}, file + " is no folder"},
		"a text":               {[]string{"--to", file, "--demo"}, "name another target"},
		"a table there is not": {[]string{"--to", file + ".db", "--demo", "--tables", "calls"}, "there is no table calls to archive (did you mean aircall_call?): there are aircall_company, "},
	} {
		if got := command(t, append([]string{"archive"}, test.args...)...); got.status != failure || !strings.Contains(got.err, test.want) {
			t.Errorf("%s: %+v, want %q", name, got, test.want)
		}
	}
	for sql, want := range map[string]string{
		"select 1 from all_call":             "which --archive names",
		"select 1 from archive.aircall_call": "which --archive names",
		"select 1 from calls":                "(did you mean aircall_call?)",
	} {
		if got := command(t, "query", "--demo", sql); got.status != failure || !strings.Contains(got.err, want) || strings.Contains(want, "--archive") != strings.Contains(got.err, "--archive") {
			t.Errorf("%s: %+v, want %q", sql, got, want)
		}
	}
}

//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"net/http"
	"path/filepath"
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
		if _, of, is := strings.Cut(line, company.Name); is {
			fields := strings.Fields(strings.ReplaceAll(of, "|", " "))
			lines[fields[0]] = fields[1:]
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
	mark, from := timesOf(t, strings.Join(lines["aircall_call"], " "))
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

// timesOf are the second and the third time of a line: the newest row stands before them.
func timesOf(t *testing.T, line string) (mark, from time.Time) {
	t.Helper()
	var times []time.Time
	for field := range strings.FieldsSeq(line) {
		if at, err := time.Parse(time.RFC3339, field); err == nil {
			times = append(times, at)
		}
	}
	if len(times) != 3 {
		t.Fatalf("there are %d times in %q", len(times), line)
	}
	return times[1], times[2]
}

//go:build e2e

package steampipe_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

var archived = declare(company{size: small, arguments: []string{noMemory}}, "archived")

// archive is the document's table, as far as the test looks at it.
const archive = "select id, extract(epoch from started_at)::bigint, coalesce(user_id, 0), coalesce(cost, ''), jsonb_array_length(tags_src) from public.aircall_call_archive"

// TestDocumentedArchiveLosesNothing follows docs/archive.md: nothing is lost, nothing is there twice, and what has changed is up to date.
func TestDocumentedArchiveLosesNothing(t *testing.T) {
	statement := map[string]string{}
	for _, b := range blocksOf(t, "docs/archive.md") {
		if b.language == "sql" {
			statement[b.heading] = b.code
		}
	}
	conn := steampipe.session(t, archived.schema())
	follow := func(headings ...string) {
		for _, heading := range headings {
			if statement[heading] == "" {
				t.Fatalf("docs/archive.md has no SQL under %q", heading)
			}
			execute(t, conn, statement[heading])
		}
	}
	kept := map[int64]string{} // what the archive must have
	keep := func(c *fakeaircall.Company, since time.Time) {
		for _, call := range c.Calls {
			if time.Unix(call.StartedAt, 0).Before(since) {
				continue
			}
			tags := 0
			if call.Details != nil {
				tags = len(call.Details.Tags)
			}
			kept[call.ID] = fmt.Sprintf("%d | %d | %d | %s | %d", call.ID, call.StartedAt, call.UserID, call.Cost, tags)
		}
	}
	check := func(when string) {
		t.Helper()
		want := make([]string, 0, len(kept))
		for _, row := range kept {
			want = append(want, row)
		}
		equalLines(t, when, ask(t, conn, archive).sorted(), sortedCopy(want))
	}

	const directory, fill = "Keep contacts, users, numbers, tags and teams", "Bring the directory up to date every night"
	execute(t, conn, "drop table if exists public.aircall_directory")
	follow(directory, fill)
	follow("Create the table", "Load it for the first time")
	keep(archived.rows, time.Time{})
	check("after the first load")

	var fired, former int64
	archived.Change(func(c *fakeaircall.Company) {
		// Aircall serves these no longer: the oldest, and those for which it would matter when a night begins to the minute.
		night := companiesNow.Add(-48 * time.Hour)
		c.Calls = slices.DeleteFunc(c.Calls[20:], func(call fakeaircall.Call) bool {
			return time.Unix(call.StartedAt, 0).Sub(night).Abs() < 20*time.Minute
		})
		last := &c.Calls[len(c.Calls)-1]
		c.FinaliseCall(last.ID)
		last.Details = &fakeaircall.Details{Tags: []fakeaircall.CallTag{{TagID: c.Tags[0].ID, TaggedAt: last.StartedAt + 60}}}
		added := *last
		added.ID, added.StartedAt, added.EndedAt, added.UserID = last.ID+1, companiesNow.Unix()-30, 0, 0
		c.Calls = append(c.Calls, added)
		keep(c, night)
		// Who took a call is forgotten with the user, but not by the archive.
		for _, call := range c.Calls {
			if call.UserID != 0 && call.StartedAt > companiesNow.Add(-40*time.Hour).Unix() {
				fired, former = call.UserID, call.ID
			}
		}
		c.DeleteUser(fired)
	})
	if former == 0 {
		t.Fatal("nobody has taken a call in the last 40 hours")
	}
	follow("Create the table", "Bring it up to date every night")
	check("after the first night")
	follow("Bring it up to date every night", "Load it for the first time")
	check("after the second night")
	if n := line(ask(t, conn, "select count(*) from aircall_call where user_id is not null and id = $1", former).rows[0]); n != "0" {
		t.Error("Aircall still knows who took the call")
	}
	if n := line(ask(t, conn, "select count(*) from public.aircall_call_archive where id = $1 and user_id = $2 and user_name is not null", former, fired).rows[0]); n != "1" {
		t.Error("the archive has forgotten who took the call")
	}

	follow(directory, fill)
	counted := line(ask(t, conn, "select count(*), count(deleted_at), min(id) filter (where deleted_at is not null) from public.aircall_directory where kind = 'user'").rows[0])
	if want := fmt.Sprintf("%d | 1 | %d", len(archived.rows.Users)+1, fired); counted != want {
		t.Errorf("users, of whom one was deleted, in the directory: %s, want %s", counted, want)
	}

	if months := ask(t, conn, statement["Ask the archive"]); len(months.rows) < 2 {
		t.Errorf("60 days of calls are in %d months", len(months.rows))
	}
	execute(t, conn, "update public.aircall_call_archive set started_at = now() - interval '4 years' where id = "+fmt.Sprint(former))
	follow("Delete what is no longer needed")
	delete(kept, former)
	check("after deleting the old")
}

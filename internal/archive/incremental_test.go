package archive

import (
	"crypto/sha256"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// lists is what a run asks beside calls and contacts: users, availabilities, numbers, tags, teams, webhooks, the company.
func listRequests(c *fakeaircall.Company) int {
	return 2*pages(len(c.Users)) + pages(len(c.Numbers)) + pages(len(c.Tags)) + pages(len(c.Teams)) + pages(len(c.Webhooks)) + 1
}

func TestTheFirstRunReadsEverythingOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		s := start(t, c)
		report := s.run()
		least := listRequests(c) + pages(len(c.Contacts)) + pages(len(c.Calls))
		if report.Requests > least {
			t.Errorf("%d requests, want %d", report.Requests, least)
		}
		for table, n := range map[string]int{"aircall_call": len(c.Calls), "aircall_contact": len(c.Contacts), "aircall_user": len(c.Users), "aircall_tag": len(c.Tags), "aircall_user_availability": len(c.Users)} {
			if got := len(s.rows("select 1 from " + table)); got != n {
				t.Errorf("%s has %d rows, want %d", table, got, n)
			}
		}
	})
}

func TestUnchangedDataIsNotWrittenAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		s := start(t, c)
		s.run()
		time.Sleep(time.Hour)
		before := s.rows("select * from aircall_call order by id")
		report := s.run()
		recent := len(c.Between(time.Now().Add(-50*time.Hour), time.Now()))
		if most := listRequests(c) + 1 + pages(recent); report.Requests > most {
			t.Errorf("%d requests, want %d", report.Requests, most)
		}
		for _, count := range report.Counts {
			if count.Table != "aircall_user_availability" {
				t.Errorf("%+v changed, though nothing had", count)
			}
		}
		if after := s.rows("select * from aircall_call order by id"); strings.Join(after, "\n") != strings.Join(before, "\n") {
			t.Error("rows of calls have changed, though nothing had")
		}
		if n := len(s.rows("select 1 from aircall_user_availability")); n != 2*len(c.Users) {
			t.Errorf("%d samples of availability, want two for each user", n)
		}
	})
}

func TestThePresenceOfUsersChangesNoCall(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		time.Sleep(time.Hour)
		s.server.Change(func(c *fakeaircall.Company) {
			for i := range c.Users {
				c.Users[i].Available = !c.Users[i].Available
				c.Users[i].Substatus, c.Users[i].AvailabilityStatus, c.Users[i].Availability = "on_a_break", "custom", "in_call"
			}
		})
		report := s.run(func(o *Options) { o.Reread = 30 * 24 * time.Hour })
		for _, count := range report.Counts {
			if strings.HasPrefix(count.Table, "aircall_call") || strings.HasPrefix(count.Table, "aircall_team") {
				t.Errorf("%+v changed by the presence of users", count)
			}
		}
	})
}

func TestLateChangesOfACallAreSeen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		var recent, old int64
		s.server.Change(func(c *fakeaircall.Company) {
			for i := range c.Calls {
				if age := time.Since(time.Unix(c.Calls[i].StartedAt, 0)); age > 8*24*time.Hour && age < 12*24*time.Hour {
					old = c.Calls[i].ID
				} else if age > time.Hour && age < 40*time.Hour {
					recent = c.Calls[i].ID
				}
			}
			for _, id := range []int64{recent, old} {
				d := c.Call(id).EnsureDetails()
				d.Tags = append(d.Tags, fakeaircall.CallTag{TagID: c.Tags[0].ID, TaggedAt: time.Now().Unix(), TaggedBy: c.Users[0].ID})
				d.Comments = []fakeaircall.Comment{{ID: 4294967399, Content: "late", PostedAt: time.Now().Unix(), PostedBy: c.Users[0].ID}}
				c.FinaliseCall(id)
			}
		})
		comments := func(id int64) string {
			return s.one("select count(*) from aircall_call_comment where content = 'late' and call_id = ?", id)
		}
		time.Sleep(time.Hour)
		s.run()
		if comments(recent) != "1" || comments(old) != "0" {
			t.Errorf("after a run: %s comment on the recent call, %s on the old one", comments(recent), comments(old))
		}
		if got := s.one("select count(*) from aircall_call_event where type in ('tag', 'comment') and detail is not null and call_id = ?", recent); got == "0" {
			t.Error("the timeline lacks what was added")
		}
		s.run(func(o *Options) { o.Reread = 30 * 24 * time.Hour })
		if comments(old) != "1" {
			t.Error("a longer re-read does not see the old call's comment")
		}
		s.server.Change(func(c *fakeaircall.Company) { c.Call(recent).Details.Tags = nil; c.Call(recent).Details.Comments = nil })
		s.run()
		if comments(recent) != "0" || s.one("select count(*) from aircall_call_tag where call_id = ?", recent) != "0" {
			t.Error("what was taken off stays")
		}
	})
}

func TestOnceAWeekTheLastThirtyDaysAreReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		time.Sleep(6 * 24 * time.Hour)
		s.server.ResetRequests()
		s.run()
		if n := s.requests("/v1/calls"); n > 2 {
			t.Errorf("%d pages of calls after six days", n)
		}
		time.Sleep(25 * time.Hour)
		s.server.ResetRequests()
		s.run()
		if n := s.requests("/v1/calls"); n < 3 {
			t.Errorf("%d pages of calls after a week, want those of thirty days", n)
		}
	})
}

func TestTwentyFiveThousandCalls(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now := time.Now()
		c := fixture.Calls(25_000, now.AddDate(0, -5, 0), now, 70)
		s := start(t, c)
		added, asked := 0, atomic.Int64{}
		var server *fakeaircall.Server
		server = fakeaircall.New(c, fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration {
			if asked.Add(1)%50 == 0 {
				server.Change(func(c *fakeaircall.Company) { // one begins while pages are read
					call := c.Calls[len(c.Calls)-1]
					call.ID, call.StartedAt, call.EndedAt, call.Details = call.ID+7, time.Now().Unix(), 0, nil
					c.Calls = append(c.Calls, call)
					added++
				})
			}
			return time.Second
		}})
		s.options.Connections = nil
		s.connect(server)
		s.options.Tables = []string{"aircall_call"}
		report := s.run()
		if most := 25_000/50*102/100 + 3; report.Requests > most {
			t.Errorf("%d requests, want at most %d", report.Requests, most)
		}
		if got := s.one("select count(*) >= 25000 and count(distinct id) = count(*) from aircall_call"); got != "1" {
			t.Errorf("the calls are not all there: %s", s.one("select count(*) from aircall_call"))
		}
		s.run()
		if got := s.one("select count(*) from aircall_call"); got != strconv.Itoa(25_000+added) {
			t.Errorf("%s calls after another run, want %d", got, 25_000+added)
		}
	})
}

func hashOf(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return string(sum[:])
}

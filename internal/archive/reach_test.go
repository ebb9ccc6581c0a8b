package archive

import (
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

func TestStartDate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now := time.Now()
		c := fixture.Calls(500, now.AddDate(0, 0, -100), now, 0)
		s := start(t, c, `start_date = "2026-06-01"`)
		s.run()
		if got := s.one("select min(started_at) >= '2026-06-01' and count(*) > 50 from aircall_call"); got != "1" {
			t.Errorf("calls begin at %s", s.one("select min(started_at) from aircall_call"))
		}
		if got := s.one("select complete_from from archive_progress where table_name = 'aircall_call'"); !strings.HasPrefix(got, "2026-06-01 00:00:00") {
			t.Errorf("complete from %s", got)
		}
		c0 := &s.options.Connections[0]
		c0.Config = strings.Replace(c0.Config, "2026-06-01", "2026-05-01", 1)
		s.run()
		want := 0
		for _, call := range c.Calls {
			if call.StartedAt >= time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC).Unix() {
				want++
			}
		}
		if got := len(s.rows("select 1 from aircall_call")); got != want {
			t.Errorf("%d calls after start_date was moved back, want %d", got, want)
		}
		c0.Config = strings.Replace(c0.Config, "2026-05-01", "2026-06-10", 1)
		s.run()
		if got := len(s.rows("select 1 from aircall_call")); got != want {
			t.Errorf("%d calls after start_date was moved forward, want %d as before", got, want)
		}
	})
}

func TestAnArchiveThatSleptTooLongNamesTheGap(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		n := len(s.rows("select 1 from aircall_call"))
		time.Sleep(200 * 24 * time.Hour)
		s.server.Change(func(c *fakeaircall.Company) {
			call := c.Calls[len(c.Calls)-1]
			call.ID, call.StartedAt, call.EndedAt = call.ID+7, time.Now().Unix()-3600, time.Now().Unix()-3000
			c.Calls = append(c.Calls, call)
		})
		report := s.run()
		if len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "2026-06-17 to 2026-07-03") {
			t.Errorf("notes: %q", report.Notes)
		}
		if got := len(s.rows("select 1 from aircall_call")); got != n+1 {
			t.Errorf("%d calls, want the %d of before and a new one", got, n)
		}
		if got := s.one("select gap_from < gap_to from archive_gap"); got != "1" {
			t.Error("the gap is not remembered")
		}
		if notes := s.run().Notes; len(notes) > 0 {
			t.Errorf("the next run says %q", notes)
		}
	})
}

func TestACompanyWithoutCalls(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		c.Calls = nil
		s := start(t, c)
		s.run()
		if n := s.requests("/v1/calls"); n != 1 {
			t.Errorf("%d requests for calls", n)
		}
		if got := s.one("select mark is not null and complete_from is not null from archive_progress where table_name = 'aircall_call'"); got != "1" {
			t.Error("no mark")
		}
	})
}

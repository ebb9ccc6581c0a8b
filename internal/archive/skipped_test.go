package archive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// TestACallThatCannotBeReadLeavesTheOthersAlone: one value of one call does not fit. All others are stored, the mark stays before
// the call, and a run that can read it makes the archive one that never failed.
func TestACallThatCannotBeReadLeavesTheOthersAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now := time.Now()
		company := func() *fakeaircall.Company { return tagged(fixture.Calls(300, now.AddDate(0, 0, -20), now, 0)) }
		whole := start(t, company())
		whole.run()
		s := start(t, company())
		const last = 49 // of the first page, of the latest calls
		s.server.Odd(fakeaircall.Odd{Path: "/v1/calls", Place: fmt.Sprintf("/calls/%d/raw_digits", last), JSON: `["Zephyrine Quill"]`})
		var bad []int64 // one of each page of 50, the latest calls first
		s.server.Change(func(c *fakeaircall.Company) {
			for i := len(c.Calls) - 1 - last; i >= 0; i -= 50 {
				bad = append(bad, c.Calls[i].ID)
			}
		})
		for range 2 { // the second asks for them again, and fails as the first
			report := s.try()
			if len(report.Problems) != 1 || !strings.Contains(report.Problems[0], fmt.Sprintf("aircall_call: %d calls cannot be read, and are asked for again by the next run", len(bad))) || strings.Contains(report.Problems[0], "Zephyrine") {
				t.Fatalf("problems: %q", report.Problems)
			}
			if got := s.one("select count(*), count(distinct id) from aircall_call"); got != fmt.Sprintf("%d %[1]d", 300-len(bad)) {
				t.Errorf("%s calls, want all but %d", got, len(bad))
			}
			if got := s.one("select count(*) from aircall_call where id not in (select call_id from aircall_call_tag)"); got != "0" {
				t.Errorf("%s calls lack what is inside of them", got)
			}
			first := time.Unix(s.startOf(bad[len(bad)-1]), 0).UTC()
			if got := s.one("select mark < ? from archive_progress where table_name = 'aircall_call'", first.Format(time.DateTime)); got != "1" {
				t.Errorf("the mark is not before %v, when the first call that is missing began", first)
			}
			time.Sleep(3 * 24 * time.Hour)
		}
		s.server.ClearOdd()
		s.run()
		whole.run()
		const all = "select id, started_at, raw_digits, outcome, user_id, (select count(*) from aircall_call_tag where call_id = id), (select count(*) from aircall_call_event where call_id = id) from aircall_call order by id"
		wantSame(t, map[string][]string{"aircall_call": s.rows(all)}, map[string][]string{"aircall_call": whole.rows(all)})
		if got := s.one("select mark > datetime(?) from archive_progress where table_name = 'aircall_call'", time.Now().Add(-time.Minute).UTC().Format(time.DateTime)); got != "1" {
			t.Error("the mark stays where it was, though every call can be read")
		}
	})
}

// TestACallThatCannotBeReadAnyMoreStaysAsItWas: Aircall has changed it meanwhile.
func TestACallThatCannotBeReadAnyMoreStaysAsItWas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now := time.Now()
		s := start(t, fixture.Calls(30, now.AddDate(0, 0, -1), now, 0))
		s.run()
		before := s.rows("select * from aircall_call order by id")
		s.server.Odd(fakeaircall.Odd{Path: "/v1/calls", Place: "/calls/0/duration", JSON: `{}`})
		if report := s.try(); len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "a call cannot be read") {
			t.Errorf("problems: %q", report.Problems)
		}
		after := s.rows("select * from aircall_call order by id")
		if strings.Join(after, "\n") != strings.Join(before, "\n") {
			t.Error("the archive has changed")
		}
	})
}

// startOf is when a call began.
func (s *site) startOf(id int64) (start int64) {
	s.server.Change(func(c *fakeaircall.Company) {
		for _, call := range c.Calls {
			if call.ID == id {
				start = call.StartedAt
			}
		}
	})
	return start
}

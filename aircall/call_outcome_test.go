//go:build !race || atomicsdk

// As scan_harness_test.go: the SDK's own race in a scan of several rows.

package aircall

import (
	"maps"
	"slices"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestACallThatHasEndedIsNotOngoing: whatever status Aircall still sends with it, in every table that tells
// calls that have ended from others.
func TestACallThatHasEndedIsNotOngoing(t *testing.T) {
	t.Parallel()
	const answered, gaveUp, goingOn = 4_400_000_001, 4_400_000_002, 4_400_000_003
	company := smallCompany()
	start := at(14, 0, 0).Unix()
	company.Calls = []fakeaircall.Call{
		{ID: answered, Direction: fakeaircall.Outbound, StartedAt: start, AnsweredAt: start + 5, EndedAt: start + 65, NumberID: paris, UserID: ada, RawDigits: yanNumber,
			Details: &fakeaircall.Details{StaleStatus: "answered"}},
		{ID: gaveUp, Direction: fakeaircall.Inbound, StartedAt: start + 100, EndedAt: start + 105, NumberID: paris, RawDigits: zoesNumber,
			MissedCallReason: fakeaircall.ShortAbandoned, Details: &fakeaircall.Details{StaleStatus: "initial"}},
		{ID: goingOn, Direction: fakeaircall.Inbound, StartedAt: start + 200, AnsweredAt: start + 205, NumberID: paris, UserID: ada, RawDigits: yanNumber},
	}
	made := &fakeaircall.Conversation{ID: 1, CreatedAt: at(15, 0, 0), Summary: "A delivery"}
	company.Conversations = map[int64]*fakeaircall.Conversation{answered: made, goingOn: made}
	c := serve(t, company)
	for _, test := range []struct {
		table, id, column string
		want              map[int64]any
	}{
		{"aircall_call", "id", "outcome", map[int64]any{answered: "answered", gaveUp: "abandoned", goingOn: "ongoing"}},
		{"aircall_call", "id", "status", map[int64]any{answered: "answered", gaveUp: "initial", goingOn: "answered"}},
		{"aircall_missed_call", "call_id", "missed_call_reason", map[int64]any{gaveUp: "short_abandoned"}},
		{"aircall_call_summary", "call_id", "content", map[int64]any{answered: "A delivery"}},
	} {
		got := map[int64]any{}
		for _, row := range c.rows(query{table: test.table, columns: []string{test.id, test.column}}) {
			got[row[test.id].(int64)] = row[test.column]
		}
		if !maps.Equal(got, test.want) {
			t.Errorf("%s.%s is %v, want %v", test.table, test.column, got, test.want)
		}
	}
	var ends []string
	for _, row := range c.rows(query{table: "aircall_call_event", columns: []string{"type", "detail"}}) {
		if row["type"] == "ended" {
			ends = append(ends, row["detail"].(string))
		}
	}
	if slices.Sort(ends); !slices.Equal(ends, []string{"abandoned", "answered"}) {
		t.Errorf("the ends in the timelines are %q", ends)
	}
}

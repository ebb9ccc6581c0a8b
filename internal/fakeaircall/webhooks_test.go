package fakeaircall_test

import (
	"slices"
	"testing"
	"time"
)

// Measured: webhooks have real milliseconds, arbitrary old ids of seven or eight digits, and their events in another order
// than they were sent.
func TestWebhookEventsComeBackInAnotherOrder(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	fractions, ordered := 0, true
	var ids []int64
	for i, row := range rows(t, s, "/v1/webhooks", "webhooks") {
		sent := c.Webhooks[i].Events
		var events []string
		for _, event := range row["events"].([]any) {
			events = append(events, event.(string))
		}
		ordered = ordered && slices.Equal(events, sent)
		if slices.Sort(events); !slices.Equal(events, slices.Sorted(slices.Values(sent))) {
			t.Errorf("events %q, sent were %q", events, sent)
		}
		created, err := time.Parse("2006-01-02T15:04:05.000Z", row["created_at"].(string))
		if err != nil {
			t.Error(err)
		}
		fractions += created.Nanosecond()
		ids = append(ids, int64(row["id"].(float64)))
		if id := ids[i]; id < 1_000_000 || id > 99_999_999 || i > 0 && id == ids[i-1]+1 {
			t.Errorf("the old ids are %d", ids)
		}
	}
	if fractions == 0 || ordered {
		t.Errorf("milliseconds %d, events in the order in which they were sent: %v", fractions, ordered)
	}
}

// Measured: the shared secret of a webhook comes in clear.
func TestWebhookTokenIsSentInClear(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	if got := rows(t, s, "/v1/webhooks", "webhooks")[0]["token"]; got != c.Webhooks[0].Token || got == "" {
		t.Errorf("token %v", got)
	}
}

package fakeaircall_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// Inferred from two readings: call ids have passed 2^32.
func TestCallIDsNeedMoreThan32Bits(t *testing.T) {
	t.Parallel()
	c, _ := demo(t)
	for _, c := range []*fakeaircall.Company{c, fixture.Filled(noon), fixture.Sparse(noon), fixture.Calls(10, noon.AddDate(0, 0, -1), noon, 0)} {
		for _, call := range c.Calls {
			if call.ID <= 1<<32 {
				t.Fatalf("%s has the call %d", c.Name, call.ID)
			}
		}
	}
}

// Measured: digits begin with a plus and are punctuated, unless the caller is anonymous; the duration has the ringing in it.
func TestDigitsArePunctuatedAndDurationsIncludeRinging(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	shown := regexp.MustCompile(`^\+\d[\d -]*[ -][\d -]*\d$`)
	for _, call := range rows(t, s, "/v1/calls?per_page=50", "calls") {
		if digits := call["raw_digits"].(string); digits != "anonymous" && !shown.MatchString(digits) {
			t.Errorf("digits %q", digits)
		}
		if end, ok := call["ended_at"].(float64); ok && call["duration"] != end-call["started_at"].(float64) {
			t.Errorf("call %v lasted from %v to %v: %v s", call["id"], call["started_at"], end, call["duration"])
		}
	}
}

// Documented: a participant who is external has neither id nor name, and one who is a user no phone number.
func TestParticipantsHaveTheKeysOfTheirType(t *testing.T) {
	t.Parallel()
	c := fixture.Filled(noon)
	c.Calls[0].Details.Participants = []fakeaircall.Participant{{"1", "user", "Priya Nair", ""}, {"2", "contact", "Ada Okafor", "+441614960417"}, {"", "external", "", "+441614960418"}}
	s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), RateLimit: -1})
	call := read(t, s, fmt.Sprintf("/v1/calls/%d", c.Calls[0].ID))["call"].(map[string]any)
	want := map[string]string{"user": "id name type", "contact": "id name phone_number type", "external": "phone_number type"}
	for _, p := range call["conference_participants"].([]any) {
		p := p.(map[string]any)
		if got := keys(p); got != want[p["type"].(string)] {
			t.Errorf("a participant who is a %v has the keys %s", p["type"], got)
		}
	}
}

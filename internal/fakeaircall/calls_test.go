package fakeaircall_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// Measured: from is exclusive and to inclusive, both about started_at; floats are taken. Seen by a client: an ISO string
// is no error and finds nothing.
func TestCallBoundsAreExclusiveAndInclusive(t *testing.T) {
	t.Parallel()
	c := fixture.Sparse(noon)
	start := noon.Add(-time.Hour).Unix()
	c.Calls = nil
	for i := range int64(5) {
		c.Calls = append(c.Calls, fakeaircall.Call{ID: i + 1, Direction: fakeaircall.Inbound, StartedAt: start + i, EndedAt: start + 9, NumberID: democompany.FirstNumberID})
	}
	s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), RateLimit: -1})
	for _, path := range []string{"/v1/calls", "/v1/calls/search"} {
		for query, want := range map[string]int{
			"":                            5,
			fmt.Sprintf("from=%d", start): 4,
			fmt.Sprintf("to=%d", start):   1,
			fmt.Sprintf("from=%d&to=%d", start, start+3):     3,
			fmt.Sprintf("from=%d.0&to=%d.9", start, start+3): 3,
			fmt.Sprintf("from=%d.5", start-1):                5,
			fmt.Sprintf("from=%d&to=%d", start+3, start):     0,
			"from=2026-09-29T00:00:00Z":                      0,
			"to=2026-09-30":                                  0,
		} {
			if got := total(t, s, path+"?"+query); got != want {
				t.Errorf("%s?%s: %d calls, want %d", path, query, got, want)
			}
		}
	}
}

// Measured: a window behind six months is an empty list and no error.
func TestCallsBehindSixMonthsAreNotListed(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	oldest := noon.AddDate(0, -6, 0)
	if got := total(t, s, fmt.Sprintf("/v1/calls?to=%d", oldest.Unix()-1)); got != 0 {
		t.Errorf("%d calls from before the oldest", got)
	}
	if got, want := total(t, s, "/v1/calls?from=1"), len(c.Between(oldest.Add(-time.Second), noon)); got != want || want == len(c.Calls) {
		t.Errorf("%d calls, want %d of %d", got, want, len(c.Calls))
	}
}

// Calls come by start, then id.
func TestCallsAreListedInBothOrders(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Calls(300, noon.Add(-time.Minute), noon, 30), fakeaircall.Options{Now: at(noon), RateLimit: -1})
	var last [2]float64
	for page := 1; page <= 6; page++ {
		for _, row := range rows(t, s, fmt.Sprintf("/v1/calls?per_page=50&page=%d", page), "calls") {
			next := [2]float64{row["started_at"].(float64), row["id"].(float64)}
			if slices.Compare(last[:], next[:]) >= 0 {
				t.Fatalf("%v comes before %v", last, next)
			}
			last = next
		}
	}
}

// Documented: search takes direction, user, outside number and tags, of which all must be there.
func TestCallSearchWantsAllConditions(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	within := c.Between(noon.AddDate(0, -6, 0).Add(-time.Second), noon)
	count := func(wanted func(*fakeaircall.Call) bool) (n int) {
		for i := range within {
			if wanted(&within[i]) {
				n++
			}
		}
		return n
	}
	tagged := func(call *fakeaircall.Call, id int64) bool {
		return slices.ContainsFunc(call.Detail().Tags, func(t fakeaircall.CallTag) bool { return t.TagID == id })
	}
	pair := within[slices.IndexFunc(within, func(c fakeaircall.Call) bool { return len(c.Detail().Tags) == 2 })].Detail().Tags
	a, b := pair[0].TagID, pair[1].TagID
	away := within[slices.IndexFunc(within, func(c fakeaircall.Call) bool {
		return c.Detail().TransferredAway && strings.HasPrefix(c.RawDigits, "+")
	})]
	phone := e164(away.RawDigits)
	user := c.Users[1].ID
	for query, want := range map[string]int{
		"direction=inbound":                      count(func(c *fakeaircall.Call) bool { return c.Direction == fakeaircall.Inbound }),
		"direction=sideways":                     0,
		fmt.Sprintf("user_id=%d", user):          count(func(c *fakeaircall.Call) bool { return c.UserID == user }),
		"user_id=1":                              0,
		fmt.Sprintf("tags[]=%d", a):              count(func(c *fakeaircall.Call) bool { return tagged(c, a) }),
		fmt.Sprintf("tags[]=%d&tags[]=%d", a, b): count(func(c *fakeaircall.Call) bool { return tagged(c, a) && tagged(c, b) }),
		fmt.Sprintf("tags[]=%d,%d", a, b):        0,
		"phone_number=" + strings.Replace(phone, "+", "%2B", 1): count(func(c *fakeaircall.Call) bool {
			return e164(c.RawDigits) == phone && !c.Detail().TransferredAway // documented: found by the number it went to
		}),
	} {
		if got := total(t, s, "/v1/calls/search?"+query); got != want {
			t.Errorf("%s: %d calls, want %d", query, got, want)
		}
	}
	// Inferred: the plain list ignores what only search knows.
	if got := total(t, s, "/v1/calls?direction=inbound&user_id=1"); got != len(within) {
		t.Errorf("the list filters: %d of %d", got, len(within))
	}
}

// Documented: contact and short links are null unless asked for; menu choices and AI agents are not even there, and the
// choices only of the last two months.
func TestPartsOfACallComeWhenAskedFor(t *testing.T) {
	t.Parallel()
	c := fixture.Filled(noon)
	old := c.Calls[0]
	old.ID, old.StartedAt, old.AnsweredAt, old.EndedAt = old.ID-1, noon.AddDate(0, -3, 0).Unix(), noon.AddDate(0, -3, 0).Unix()+14, noon.AddDate(0, -3, 0).Unix()+255
	c.Calls = append(c.Calls, old)
	s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), RateLimit: -1})
	for _, path := range []string{fmt.Sprintf("/v1/calls/%d", int64(democompany.FirstCallID)), fmt.Sprintf("/v1/calls/%d", old.ID)} {
		bare := read(t, s, path+"?fetch_contact=false")["call"].(map[string]any)
		for _, key := range []string{"contact", "recording_short_url", "voicemail_short_url"} {
			if value, there := bare[key]; !there || value != nil {
				t.Errorf("%s: %s is %v, there %v", path, key, value, there)
			}
		}
		for _, key := range []string{"ivr_options_selected", "ai_voice_agents"} {
			if _, there := bare[key]; there {
				t.Errorf("%s: %s is there", path, key)
			}
		}
		all := read(t, s, path+"?fetch_contact=true&fetch_short_urls=true&fetch_call_timeline=true&fetch_aiva_conv=true")["call"].(map[string]any)
		for _, key := range []string{"contact", "recording_short_url", "voicemail_short_url", "ai_voice_agents"} {
			if all[key] == nil {
				t.Errorf("%s: no %s though asked for", path, key)
			}
		}
		if _, there := all["ivr_options_selected"]; there != !strings.HasSuffix(path, fmt.Sprint(old.ID)) {
			t.Errorf("%s: ivr_options_selected there: %v", path, there)
		}
	}
}

// Measured: cost is a text, times are Unix numbers, the nested number has no priority whatever the list says, the nested
// user is in its v1 form, and the poster of a comment has neither time zone nor language.
func TestCallHasTheMeasuredTypes(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Filled(noon), fakeaircall.Options{Now: at(noon)})
	call := rows(t, s, "/v1/calls", "calls")[0]
	number, user := call["number"].(map[string]any), call["user"].(map[string]any)
	poster := call["comments"].([]any)[0].(map[string]any)["posted_by"].(map[string]any)
	_, hasPriority := number["priority"]
	for what, right := range map[string]bool{
		"cost":            call["cost"] == "3.0",
		"started_at":      call["started_at"] == float64(noon.Add(-2*time.Hour).Unix()),
		"raw_digits":      call["raw_digits"] == "+44 161 496 0417",
		"priority":        hasPriority && number["priority"] == nil && rows(t, s, "/v1/numbers", "numbers")[0]["priority"] == 1.0,
		"flow editor":     number["flow_editor_enabled"] == true && number["messages"] != nil,
		"user v1":         strings.Contains(user["direct_link"].(string), "/v1/users/") && user["substatus"] == nil && user["time_zone"] != nil,
		"poster":          poster["time_zone"] == nil && poster["language"] == nil && poster["name"] == "Priya Nair",
		"presigned link":  strings.Contains(call["recording"].(string), ".example/") && strings.Contains(call["recording"].(string), "X-Amz-Expires=3600"),
		"tag":             call["tags"].([]any)[0].(map[string]any)["tagged_by"] != nil && call["tags"].([]any)[0].(map[string]any)["color"] == nil,
		"participants":    call["conference_participants"].([]any)[0].(map[string]any)["id"] == "1203345671",
		"no updated_at":   call["updated_at"] == nil && call["created_at"] == nil,
		"number's digits": number["digits"] == "+44 20 7946 0102",
	} {
		if !right {
			t.Errorf("%s is wrong in %v", what, call)
		}
	}
}

// Measured: a call still running has no end; "missed" is no status.
func TestRunningCallHasNoEnd(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	seen := map[string]int{}
	for _, row := range rows(t, s, "/v1/calls?order=desc&per_page=50", "calls") {
		status := row["status"].(string)
		seen[status]++
		if (row["ended_at"] == nil) != (status != "done") || status == "initial" && row["answered_at"] != nil {
			t.Errorf("%s, answered %v, ended %v", status, row["answered_at"], row["ended_at"])
		}
	}
	if seen["initial"] == 0 || seen["answered"] == 0 || len(seen) != 3 {
		t.Errorf("statuses among the newest of %d: %v", len(c.Calls), seen)
	}
}

// Measured: a deleted user is gone and null on all past calls; documented: a deleted tag is stripped from them; a deleted
// contact leaves no tombstone.
func TestDeletedObjectsAreGoneFromCalls(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Filled(noon), fakeaircall.Options{Now: at(noon)})
	s.Change(func(c *fakeaircall.Company) {
		c.DeleteUser(democompany.FirstUserID)
		c.DeleteTag(democompany.FirstTagID)
		c.DeleteContact(democompany.FirstContactID)
	})
	call := rows(t, s, "/v1/calls?fetch_contact=true", "calls")[0]
	if call["user"] != nil || call["contact"] != nil || len(call["tags"].([]any)) != 0 || call["transferred_to"] != nil {
		t.Errorf("user %v, contact %v, tags %v", call["user"], call["contact"], call["tags"])
	}
	for _, path := range []string{"/v2/users/884021", "/v1/contacts/1203345671", "/v1/tags/61002"} {
		if got := ask(t, s, path).Code; got != 404 {
			t.Errorf("%s: %d", path, got)
		}
	}
}

// Measured: within about twenty minutes of its end a call gets cost and pricing type, and its start moves by a second.
func TestFinalisedCallHasCostAndMovesByASecond(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	i := slices.IndexFunc(c.Calls, func(c fakeaircall.Call) bool { return c.EndedAt > noon.Unix()-20*60 })
	fresh := c.Calls[i]
	if fresh.PricingType != "" || fresh.Cost != "0.0" {
		t.Fatalf("a fresh call is priced: %+v", fresh)
	}
	s.Change(func(c *fakeaircall.Company) { c.FinaliseCall(fresh.ID) })
	call := read(t, s, fmt.Sprintf("/v1/calls/%d", fresh.ID))["call"].(map[string]any)
	if call["started_at"] != float64(fresh.StartedAt+1) || call["cost"] != "3.0" || call["pricing_type"] != "in_bundle" ||
		call["duration"] != float64(fresh.Duration-1) {
		t.Errorf("finalised: %v", call)
	}
}

// Sources differ about duration: with ringing by default, without it by option.
func TestDurationIncludesRingingByDefault(t *testing.T) {
	t.Parallel()
	for option, want := range map[bool]float64{false: 255, true: 241} {
		s := fakeaircall.New(fixture.Filled(noon), fakeaircall.Options{Now: at(noon), DurationIsTalkTime: option})
		if got := rows(t, s, "/v1/calls", "calls")[0]["duration"]; got != want {
			t.Errorf("duration %v, want %v", got, want)
		}
	}
}

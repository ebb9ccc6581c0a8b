package democompany

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// noon is when the invented stories of these tests end: a Tuesday.
var noon = time.Date(2026, 9, 29, 12, 0, 0, 0, time.UTC)

func TestSameSeedGivesSameCompany(t *testing.T) {
	t.Parallel()
	a, b := New(3, noon, Size{}), New(3, noon, Size{})
	if !reflect.DeepEqual(a, b) {
		t.Error("the same seed, now and size give two companies")
	}
	if other := New(4, noon, Size{}); reflect.DeepEqual(a.Calls, other.Calls) {
		t.Error("another seed gives the same calls")
	}
	later := New(3, noon.AddDate(1, 0, 0), Size{})
	if last := later.Calls[len(later.Calls)-1].StartedAt; last < noon.AddDate(1, 0, -1).Unix() {
		t.Errorf("a company told a year later ends at %v", time.Unix(last, 0).UTC())
	}
}

// A demo company has something of everything that a question can be about.
func TestCompanyHasEveryKindOfCall(t *testing.T) {
	t.Parallel()
	c := New(7, noon, Size{})
	seen := map[string]int{}
	weekday := map[time.Weekday]int{}
	callers := map[string]int{}
	for i := range c.Calls {
		call := &c.Calls[i]
		d := call.Detail()
		seen[call.Status()]++
		seen[call.Direction+" answered "+fmt.Sprint(call.AnsweredAt != 0)]++
		seen[call.MissedCallReason]++
		callers[call.RawDigits]++
		local, err := time.LoadLocation(c.Number(call.NumberID).TimeZone)
		if err != nil {
			t.Fatal(err)
		}
		weekday[time.Unix(call.StartedAt, 0).In(local).Weekday()]++
		for what, there := range map[string]bool{
			"recording": call.HasRecording, "voicemail": call.HasVoicemail, "archived": call.Archived, "tags": len(d.Tags) > 0,
			"comments": len(d.Comments) > 0, "api comment": slices.ContainsFunc(d.Comments, func(n fakeaircall.Comment) bool { return n.PostedBy == 0 }),
			"conference": len(d.Participants) > 0, "menu": len(d.IVROptions) > 0, "AI agent": len(d.AIVoiceAgents) > 0, "team": len(d.TeamIDs) > 0,
			"transfer": d.TransferredTo > 0, "transferred away": d.TransferredAway, "assigned": d.AssignedTo != 0,
			"anonymous": call.RawDigits == fakeaircall.Anonymous, "unreadable": call.RawDigits != fakeaircall.Anonymous && outside(call) == "" || call.RawDigits == "+0 000",
			"former user": slices.Contains(formerUsers, call.UserID), "answered by nobody": call.AnsweredAt != 0 && call.UserID == 0,
			"behind the horizon": call.StartedAt < noon.AddDate(0, -6, 0).Unix(), "talk": c.Conversations[call.ID] != nil,
			"contact": call.ContactID != 0, "stranger": call.ContactID == 0,
		} {
			if there {
				seen[what]++
			}
		}
		if i > 0 && c.Calls[i-1].ID >= call.ID {
			t.Fatalf("call %d does not follow %d", call.ID, c.Calls[i-1].ID)
		}
		if call.StartedAt > noon.Unix() || call.EndedAt > noon.Unix() || call.AnsweredAt != 0 && call.AnsweredAt < call.StartedAt {
			t.Fatalf("call out of its time: %+v", call)
		}
	}
	for _, what := range []string{"initial", "answered", "done", "inbound answered true", "inbound answered false", "outbound answered true",
		"outbound answered false", fakeaircall.OutOfOpeningHours, fakeaircall.ShortAbandoned, fakeaircall.AbandonedInIVR, fakeaircall.AbandonedInClassic, fakeaircall.NoAvailableAgent, fakeaircall.AgentsDidNotAnswer,
		"recording", "voicemail", "archived", "tags", "comments", "api comment", "conference", "menu", "AI agent", "team", "transfer",
		"transferred away", "assigned", "anonymous", "unreadable", "former user", "answered by nobody", "behind the horizon", "talk", "contact", "stranger"} {
		if seen[what] == 0 {
			t.Errorf("no call: %s", what)
		}
	}
	if weekday[time.Monday] <= weekday[time.Friday] || weekday[time.Sunday]*5 >= weekday[time.Monday] {
		t.Errorf("the week has no shape: %v", weekday)
	}
	if len(callers) >= len(c.Calls)/2 {
		t.Errorf("%d callers of %d calls: nobody calls twice", len(callers), len(c.Calls))
	}
	if perDay := float64(len(c.Calls)) / 200 * 7 / 5.2; perDay < 30 || perDay > 55 {
		t.Errorf("%.0f calls on a business day, want about 40", perDay)
	}
}

// Missed callers are called back, or try again, within believable times.
func TestSomeMissedCallsAreReturned(t *testing.T) {
	t.Parallel()
	c := New(7, noon, Size{})
	missed, back, retry := 0, 0, 0
	for i, call := range c.Calls {
		if call.MissedCallReason == "" || call.RawDigits == fakeaircall.Anonymous {
			continue
		}
		missed++
		for _, later := range c.Calls[i+1:] {
			if later.StartedAt > call.StartedAt+4*60*60 {
				break
			}
			if later.RawDigits == call.RawDigits && later.AnsweredAt != 0 {
				if later.Direction == fakeaircall.Outbound {
					back++
				} else {
					retry++
				}
				break
			}
		}
	}
	if back*10 < missed || retry*20 < missed || back+retry > missed*9/10 {
		t.Errorf("of %d missed calls %d were called back and %d called again", missed, back, retry)
	}
}

func TestPhoneNumbersAreValid(t *testing.T) {
	t.Parallel()
	c := New(7, noon, Size{Numbers: 6})
	countries := map[string]bool{}
	check := func(shown, region string) {
		parsed, err := phonenumbers.Parse(shown, region)
		if err != nil || !phonenumbers.IsValidNumber(parsed) {
			t.Errorf("%s (%s) is not a valid number: %v", shown, region, err)
			return
		}
		if got := phonenumbers.Format(parsed, phonenumbers.E164); got != e164(shown) {
			t.Errorf("%s is %s, want %s", shown, got, e164(shown))
		}
	}
	for _, n := range c.Numbers {
		countries[n.Country] = true
		check(n.Digits, n.Country)
	}
	if len(countries) < 4 {
		t.Errorf("lines in %d countries only", len(countries))
	}
	for _, p := range c.Contacts {
		check(p.PhoneNumbers[0].Value, "")
	}
	for _, call := range c.Calls[:2000] {
		if strings.HasPrefix(call.RawDigits, "+") && !slices.Contains(unreadable, call.RawDigits) {
			check(call.RawDigits, "")
		}
	}
	for _, shown := range unreadable {
		if parsed, err := phonenumbers.Parse(shown, "GB"); err == nil && phonenumbers.IsValidNumber(parsed) {
			t.Errorf("%s can be read after all", shown)
		}
	}
}

func TestCompanyHasTheSizeAskedFor(t *testing.T) {
	t.Parallel()
	c := New(1, noon, Size{Users: 60, Teams: 20, Numbers: 13, Contacts: 300, Tags: 130, Webhooks: 55, CallsPerDay: 10, Days: 3})
	if len(c.Users) != 60 || len(c.Teams) != 20 || len(c.Numbers) != 13 || len(c.Contacts) != 300 || len(c.Tags) != 130+3+1 || len(c.Webhooks) != 55 {
		t.Errorf("sizes: %d users, %d teams, %d numbers, %d contacts, %d tags, %d webhooks", len(c.Users), len(c.Teams), len(c.Numbers),
			len(c.Contacts), len(c.Tags), len(c.Webhooks))
	}
	names := map[string]bool{}
	for _, u := range c.Users {
		names[u.Email] = true
	}
	for _, n := range c.Numbers {
		names[n.Name] = true
	}
	for _, tag := range c.Tags {
		names[tag.Name] = true
	}
	for _, team := range c.Teams {
		names["team "+team.Name] = true
	}
	if len(names) != 60+13+130+3+1+20 {
		t.Errorf("%d different names of %d", len(names), 60+13+130+3+1+20)
	}
	empty := Empty(1, noon)
	if len(empty.Users)+len(empty.Numbers)+len(empty.Contacts)+len(empty.Tags)+len(empty.Webhooks)+len(empty.Calls) != 0 {
		t.Error("a negative size leaves something")
	}
}

// TestCompanyIsInventedWhenTheClocksChange: a story ends, though a night of it has an hour that is missing or comes twice.
func TestCompanyIsInventedWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	for _, monday := range []time.Time{time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)} {
		for seed := range int64(5) {
			if c := New(seed, monday, Size{Days: 2, CallsPerDay: 4_000}); len(c.Calls) < 1_000 {
				t.Errorf("on %s the story has %d calls", monday, len(c.Calls))
			}
		}
	}
}

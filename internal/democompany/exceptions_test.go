package democompany

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// within are the calls of the last days that satisfy a condition.
func within(c *fakeaircall.Company, days int, is func(*fakeaircall.Call) bool) (calls []fakeaircall.Call) {
	for _, call := range c.Between(c.Now.AddDate(0, 0, -days), c.Now) {
		if is(&call) {
			calls = append(calls, call)
		}
	}
	return calls
}

// local is when a call started by its line's clock.
func local(t *testing.T, c *fakeaircall.Company, call *fakeaircall.Call) time.Time {
	t.Helper()
	zone, err := time.LoadLocation(c.Number(call.NumberID).TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(call.StartedAt, 0).In(zone)
}

// most is the largest number of calls that fall together.
func most[K comparable](calls []fakeaircall.Call, key func(*fakeaircall.Call) K) (n int) {
	count := map[K]int{}
	for i := range calls {
		k := key(&calls[i])
		count[k]++
		n = max(n, count[k])
	}
	return n
}

func isTagged(c *fakeaircall.Company, call *fakeaircall.Call, name string) bool {
	return slices.ContainsFunc(call.Detail().Tags, func(tag fakeaircall.CallTag) bool { return c.Tag(tag.TagID).Name == name })
}

func isOutbound(call *fakeaircall.Call) bool { return call.Direction == fakeaircall.Outbound }

// exceptionalCalls are what controls and pages look for in the calls of seven days.
var exceptionalCalls = map[string]func(*testing.T, *fakeaircall.Company) bool{
	"number that was dialled four times in a day and eight times in seven": func(t *testing.T, c *fakeaircall.Company) bool {
		dials := within(c, 7, func(call *fakeaircall.Call) bool { return isOutbound(call) && call.RawDigits == pressed })
		return len(dials) >= 8 && most(dials, func(call *fakeaircall.Call) int { return local(t, c, call).YearDay() }) >= 4
	},
	"call to somebody who asked not to be called": func(_ *testing.T, c *fakeaircall.Company) bool {
		asked := within(c, 7, func(call *fakeaircall.Call) bool { return isTagged(c, call, DoNotCallTag) })
		return len(asked) > 0 && len(within(c, 7, func(call *fakeaircall.Call) bool {
			return isOutbound(call) && call.RawDigits == asked[0].RawDigits && call.StartedAt > asked[0].Detail().Tags[0].TaggedAt
		})) > 0
	},
	"call to Los Angeles before eight, and one to nobody knows where": func(t *testing.T, c *fakeaircall.Company) bool {
		pacific, err := time.LoadLocation("America/Los_Angeles")
		if err != nil {
			t.Fatal(err)
		}
		return len(within(c, 7, func(call *fakeaircall.Call) bool {
			return isOutbound(call) && (call.RawDigits == early || call.RawDigits == earlyNobody) && time.Unix(call.StartedAt, 0).In(pacific).Hour() < 8
		})) == 2
	},
	"call to a country that was never called before": func(_ *testing.T, c *fakeaircall.Company) bool {
		swedish := func(call *fakeaircall.Call) bool { return strings.HasPrefix(call.RawDigits, "+46") }
		return len(within(c, 7, swedish)) == 1 && len(within(c, 300, swedish)) == 1
	},
	"call that cost more than five euros, out of the bundle": func(_ *testing.T, c *fakeaircall.Company) bool {
		return len(within(c, 7, func(call *fakeaircall.Call) bool { return call.Cost == "612.0" && call.PricingType == outOfBundle })) > 0
	},
	"user who talked abroad for more than two hours in a day": func(t *testing.T, c *fakeaircall.Company) bool {
		long := within(c, 7, func(call *fakeaircall.Call) bool {
			return isOutbound(call) && call.RawDigits == abroad && talked(call) > 3600
		})
		return most(long, func(call *fakeaircall.Call) string { return fmt.Sprint(call.UserID, local(t, c, call).YearDay()) }) >= 2
	},
	"more than ten calls in an hour of the night": func(t *testing.T, c *fakeaircall.Company) bool {
		night := within(c, 7, func(call *fakeaircall.Call) bool { return isOutbound(call) && local(t, c, call).Hour() >= 22 })
		return most(night, func(call *fakeaircall.Call) string { return local(t, c, call).Format("2006-01-02 15") }) > 10
	},
	"meeting": func(_ *testing.T, c *fakeaircall.Company) bool {
		return len(within(c, 7, func(call *fakeaircall.Call) bool { return isOutbound(call) && isTagged(c, call, MeetingTag) })) > 0
	},
	"call that an AI agent settled alone": func(_ *testing.T, c *fakeaircall.Company) bool {
		return len(within(c, 7, func(call *fakeaircall.Call) bool {
			return call.AnsweredAt != 0 && call.UserID == 0 && len(call.Detail().AIVoiceAgents) > 0
		})) > 0
	},
	"conversations in both directions right now, by users who are shown on a call": func(_ *testing.T, c *fakeaircall.Company) bool {
		talking := within(c, 1, func(call *fakeaircall.Call) bool { return call.AnsweredAt != 0 && call.EndedAt == 0 })
		for _, call := range talking {
			if c.User(call.UserID).Availability != "in_call" {
				return false
			}
		}
		return slices.ContainsFunc(talking, func(call fakeaircall.Call) bool { return isOutbound(&call) }) &&
			slices.ContainsFunc(talking, func(call fakeaircall.Call) bool { return !isOutbound(&call) })
	},
	"number of a card in one of the newest transcripts of the first line": func(_ *testing.T, c *fakeaircall.Company) bool {
		calls := within(c, 300, func(call *fakeaircall.Call) bool {
			return call.NumberID == c.Numbers[0].ID && c.Conversations[call.ID] != nil
		})
		return slices.ContainsFunc(calls[max(0, len(calls)-50):], func(call fakeaircall.Call) bool { return said(c, &call, "4111 1111") })
	},
	"missed call that waits for more than a day with a voicemail": func(_ *testing.T, c *fakeaircall.Company) bool {
		return len(within(c, 7, func(call *fakeaircall.Call) bool {
			return call.HasVoicemail && waits(c, call) && !call.Archived && call.Detail().AssignedTo == 0 && call.EndedAt < c.Now.Unix()-86400
		})) > 0
	},
	"call on the line that nobody is there to answer": func(_ *testing.T, c *fakeaircall.Company) bool {
		return len(within(c, 7, func(call *fakeaircall.Call) bool { return c.Number(call.NumberID).Name == OldLine })) > 0
	},
	"missed call of a firm that we know": func(_ *testing.T, c *fakeaircall.Company) bool {
		return len(within(c, 7, func(call *fakeaircall.Call) bool {
			p := c.Contact(call.ContactID)
			return call.MissedCallReason == fakeaircall.AgentsDidNotAnswer && p != nil && p.CompanyName != ""
		})) > 0
	},
}

// TestControlsAndPagesFindSomethingAtAnyHour: at any hour of the year the last seven days have what is exceptional.
func TestControlsAndPagesFindSomethingAtAnyHour(t *testing.T) {
	t.Parallel()
	for moment := time.Date(2026, 1, 1, 0, 0, 1, 0, time.UTC); moment.Year() == 2026; moment = moment.Add(47*time.Hour + 13*time.Minute) {
		c := New(1, moment, Size{Days: 60, CallsPerDay: busyEnough})
		for what, is := range exceptionalCalls {
			if !is(t, c) {
				t.Errorf("%s: no %s", moment.Format("Mon 2006-01-02 15:04"), what)
			}
		}
		for i, comment := range sensitive {
			if len(within(c, 7*(i+1), func(call *fakeaircall.Call) bool {
				return slices.ContainsFunc(call.Detail().Comments, func(note fakeaircall.Comment) bool { return note.Content == comment })
			})) == 0 {
				t.Errorf("%s: nobody wrote %q", moment.Format("Mon 2006-01-02 15:04"), comment)
			}
		}
	}
}

// TestUnusedUsersLinesTagsAndKeys: what is not used, or not any more, is there.
func TestUnusedUsersLinesTagsAndKeys(t *testing.T) {
	t.Parallel()
	c := New(1, noon, Size{})
	byUser, byLine, byTag, byKey := map[string]int{}, map[string]int{}, map[string]int{}, map[string]map[bool]int{}
	recent := noon.AddDate(0, 0, -30).Unix()
	for i := range c.Calls {
		call := &c.Calls[i]
		if u := c.User(call.UserID); u != nil {
			byUser[u.Name]++
		}
		byLine[c.Number(call.NumberID).Name]++
		for _, tag := range call.Detail().Tags {
			byTag[c.Tag(tag.TagID).Name]++
		}
		for _, option := range call.Detail().IVROptions {
			if byKey[option.Key] == nil {
				byKey[option.Key] = map[bool]int{}
			}
			byKey[option.Key][call.StartedAt >= recent]++
		}
	}
	for what, wrong := range map[string]bool{
		"the idle user":  byUser["Robin Idle"] != 0,
		"the idle line":  byLine[IdleLine] != 0,
		"the young line": byLine[YoungLine] != 0,
		"the unused tag": byTag[UnusedTag] != 0,
		"the closed key": byKey[closedKey][true] != 0 || byKey[closedKey][false] == 0,
		"the live key":   byKey["1"][true] == 0,
	} {
		if wrong {
			t.Errorf("%s is not what it should be", what)
		}
	}
	if teams := slices.IndexFunc(c.Teams, func(team fakeaircall.Team) bool {
		return slices.ContainsFunc(team.UserIDs, func(id int64) bool { return c.User(id).Name == "Robin Idle" })
	}); teams >= 0 {
		t.Error("the idle user is in a team")
	}
}

// TestNothingIsOlderThanACompanyThatBeganYesterday: nothing in a company that began yesterday is older than a day.
func TestNothingIsOlderThanACompanyThatBeganYesterday(t *testing.T) {
	t.Parallel()
	for hour := range 48 {
		now := noon.Add(time.Duration(hour) * time.Hour)
		c := BeganYesterday(1, now)
		oldest := now.AddDate(0, 0, -1)
		for _, u := range c.Users {
			if u.CreatedAt.Before(oldest) {
				t.Errorf("%s began at %v", u.Name, u.CreatedAt)
			}
		}
		for _, n := range c.Numbers {
			if n.CreatedAt.Before(oldest) {
				t.Errorf("%s began at %v", n.Name, n.CreatedAt)
			}
		}
		for _, p := range c.Contacts {
			if p.CreatedAt < oldest.Unix() {
				t.Errorf("a contact is of %d", p.CreatedAt)
			}
		}
		if len(c.Calls) < 4 || c.Calls[0].StartedAt < oldest.Unix() {
			t.Errorf("%d calls, the first at %d", len(c.Calls), c.Calls[0].StartedAt)
		}
	}
}

// TestControlsFindUsersLinesContactsAndWebhooks: users, lines, contacts and webhooks have what a control looks for.
func TestControlsFindUsersLinesContactsAndWebhooks(t *testing.T) {
	t.Parallel()
	c := New(1, noon, Size{})
	phones, emails := map[string]int{}, map[string]int{}
	for _, p := range c.Contacts {
		for _, d := range p.PhoneNumbers {
			phones[d.Value]++
		}
		for _, d := range p.Emails {
			emails[d.Value]++
		}
	}
	shared := func(counts map[string]int) bool {
		for _, n := range counts {
			if n > 1 {
				return true
			}
		}
		return false
	}
	hook := func(is func(fakeaircall.Webhook) bool) bool { return slices.ContainsFunc(c.Webhooks, is) }
	line := func(is func(fakeaircall.Number) bool) bool { return slices.ContainsFunc(c.Numbers, is) }
	user := func(is func(fakeaircall.User) bool) bool { return slices.ContainsFunc(c.Users, is) }
	for what, there := range map[string]bool{
		"webhook in clear text":    hook(func(h fakeaircall.Webhook) bool { return strings.HasPrefix(h.URL, "http://") }),
		"webhook to an IP address": hook(func(h fakeaircall.Webhook) bool { return strings.Contains(h.URL, "203.0.113.9") }),
		"webhook that is off":      hook(func(h fakeaircall.Webhook) bool { return !h.Active }),
		"webhook for everything":   hook(func(h fakeaircall.Webhook) bool { return len(h.Events) == 0 }),
		"line that is always open": line(func(n fakeaircall.Number) bool { return n.AvailabilityStatus == "open" && n.Messages.Voicemail == "" }),
		"closed line of nobody": line(func(n fakeaircall.Number) bool {
			return n.AvailabilityStatus == "closed" && len(n.UserIDs) == 0 && !n.FlowEditor
		}),
		"shared account":  user(func(u fakeaircall.User) bool { return strings.HasPrefix(u.Email, "support@") }),
		"private address": user(func(u fakeaircall.User) bool { return strings.HasSuffix(u.Email, "@gmail.com") }),
		"young user":      user(func(u fakeaircall.User) bool { return u.CreatedAt.After(noon.AddDate(0, 0, -7)) }),
		"shared number":   shared(phones),
		"shared address":  shared(emails),
	} {
		if !there {
			t.Errorf("no %s", what)
		}
	}
}

package democompany

import (
	"math/rand/v2"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// busyEnough is the least number of calls a day of a company that gets guaranteed calls, so that any three days contain what
// examples look for. Each business day has two long calls, in the morning and in the afternoon. They begin with an AI agent,
// become a conference, are recorded, tagged and commented, and have every kind of conversation intelligence. The contact of the
// afternoon is unhappy; on Wednesdays it is the first contact, whose number examples use. Friday morning's caller is no contact.
// Twice a week a contact is missed three times and called back, and a voicemail stays unhandled.
const busyEnough = 20

// voicemailCallers is the pattern of the numbers that those voicemails come from, from a range reserved for fictional use. No
// other caller has one, so that no later call counts as a call-back.
var voicemailCallers = []string{"+44 29 2018 0###"}

// A callKey identifies a call that has no id yet.
type callKey struct {
	number, start int64
	digits        string
}

func keyOf(c *fakeaircall.Call) callKey { return callKey{c.NumberID, c.StartedAt, c.RawDigits} }

// addGuaranteed adds the guaranteed calls of one day.
func (t *callGenerator) addGuaranteed(n *fakeaircall.Number, day time.Time) {
	if t.size.CallsPerDay < busyEnough {
		return
	}
	r := rand.New(rand.NewPCG(uint64(day.YearDay()), 0xa1c))
	who := t.namedContact(n, r)
	morning := who
	at := func(hour, minute int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, r.IntN(60), 0, day.Location())
	}
	switch day.Weekday() {
	case time.Tuesday, time.Thursday:
		t.addRepeatedMisses(n, who, at(11, 10))
	case time.Wednesday:
		if known := t.contacts[n.Country]; len(known) > 0 {
			who, morning = known[0], known[0]
		}
	case time.Friday:
		morning = t.strangers[n.ID][r.IntN(len(t.strangers[n.ID]))]
		fallthrough
	case time.Monday:
		t.addUnhandledVoicemail(n, caller{digits: fictitious(r, voicemailCallers)}, at(n.ClosesAt, 20))
	}
	t.addLongCall(n, morning, at(10, 5+r.IntN(40)), r)
	t.addLongCall(n, who, at(15, 5+r.IntN(40)), r)
}

// addLongCall adds an answered call of ten minutes or more.
func (t *callGenerator) addLongCall(n *fakeaircall.Number, who caller, at time.Time, r *rand.Rand) {
	if !isOpen(n, at) || !at.Before(t.c.Now) {
		return
	}
	c := t.call(n, at, who, fakeaircall.Inbound)
	c.AnsweredAt = c.StartedAt + 10 + r.Int64N(15)
	c.EndedAt = c.AnsweredAt + 620 + r.Int64N(500)
	t.calls = append(t.calls, c)
	t.guaranteed[keyOf(&c)] = true
}

// namedContact is a contact of the line's country who has a name and a firm, where there is one.
func (t *callGenerator) namedContact(n *fakeaircall.Number, r *rand.Rand) caller {
	var named []caller
	for _, who := range t.contacts[n.Country] {
		if p := t.c.Contact(who.contactID); p.FirstName != "" && p.CompanyName != "" {
			named = append(named, who)
		}
	}
	if len(named) == 0 {
		return t.drawCaller(n, false)
	}
	return named[r.IntN(len(named))]
}

// addRepeatedMisses adds three missed calls of one caller, and the call-back.
func (t *callGenerator) addRepeatedMisses(n *fakeaircall.Number, who caller, at time.Time) {
	for range 3 {
		c := t.call(n, at, who, fakeaircall.Inbound)
		c.MissedCallReason, c.EndedAt = fakeaircall.AgentsDidNotAnswer, c.StartedAt+45
		at = at.Add(15 * time.Minute)
		if at.Before(t.c.Now) {
			t.calls = append(t.calls, c)
		}
	}
	back := t.call(n, at, who, fakeaircall.Outbound)
	back.AnsweredAt, back.EndedAt = back.StartedAt+9, back.StartedAt+9+130
	if at.Before(t.c.Now) {
		t.calls = append(t.calls, back)
	}
}

// addUnhandledVoicemail adds a voicemail of the evening.
func (t *callGenerator) addUnhandledVoicemail(n *fakeaircall.Number, who caller, at time.Time) {
	if !at.Before(t.c.Now) {
		return
	}
	c := t.call(n, at, who, fakeaircall.Inbound)
	c.MissedCallReason, c.HasVoicemail, c.EndedAt = fakeaircall.OutOfOpeningHours, true, c.StartedAt+50
	t.calls = append(t.calls, c)
	t.guaranteed[keyOf(&c)] = true
}

// callDialerCampaigns makes the calls to the numbers of each campaign that are marked as called, once the line has opened.
func (t *callGenerator) callDialerCampaigns() {
	for _, u := range t.c.Users {
		campaign := t.c.DialerCampaigns[u.ID]
		if campaign == nil {
			continue
		}
		n := t.c.Number(campaign.NumberID)
		local, _ := time.LoadLocation(n.TimeZone)
		at := campaign.CreatedAt.In(local)
		for !isOpen(n, at) {
			at = at.Truncate(time.Hour).Add(time.Hour)
		}
		for i := range campaign.Numbers {
			number := &campaign.Numbers[i]
			at = at.Add(time.Duration(3+4*i) * time.Minute)
			if number.Called = number.Called && at.Before(t.c.Now); !number.Called {
				continue
			}
			c := t.call(n, at, caller{callerAt(number.Number).digits, 0, n.Country}, fakeaircall.Outbound)
			c.UserID, c.EndedAt = u.ID, c.StartedAt+25
			if i == 0 {
				c.AnsweredAt, c.EndedAt = c.StartedAt+8, c.StartedAt+8+140
			}
			t.calls = append(t.calls, c)
		}
	}
}

// chanceOrGuaranteed is true with probability p, and always for a guaranteed call.
func (t *callGenerator) chanceOrGuaranteed(c *fakeaircall.Call, p float64) bool {
	return t.chance(p) || t.guaranteed[keyOf(c)]
}

package democompany

import (
	"math/rand/v2"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// busyEnough is from how many calls a day a company has, whatever chance says, something of everything within any three
// days: a long talk each morning and each afternoon that begins with an AI agent, becomes a conference, is recorded and
// noted, and analysed in every way, that of the afternoon with a contact who is unhappy (on Wednesdays the first contact,
// whom examples know by number), that of Friday morning with a stranger; and twice a week a contact who is not answered
// three times and is called back, and a voicemail that nobody deals with.
const busyEnough = 20

// voicemailCallers are the numbers that those voicemails come from, of a range kept free for stories like those of the countries.
// Nobody else has one, so that no other call returns theirs.
var voicemailCallers = []string{"+44 29 2018 0###"}

// A callKey is a call that chance must not spoil.
type callKey struct {
	number, start int64
	digits        string
}

func keyOf(c *fakeaircall.Call) callKey { return callKey{c.NumberID, c.StartedAt, c.RawDigits} }

// addGuaranteed adds the long talks of one day.
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

// addLongCall adds a long one.
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

// addRepeatedMisses adds three calls that nobody takes, and one back.
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

// chanceOrGuaranteed is true of what is guaranteed.
func (t *callGenerator) chanceOrGuaranteed(c *fakeaircall.Call, p float64) bool {
	return t.chance(p) || t.guaranteed[keyOf(c)]
}

package fakeaircall

import (
	"math/rand/v2"
	"time"
)

// busyEnough is from how many calls a day a company has, whatever chance says, something of everything within any three
// days: a long talk each morning and each afternoon that begins with an AI agent, becomes a conference, is recorded and
// noted, and analysed in every way, that of the afternoon with a contact who is unhappy (on Wednesdays the first contact,
// whom examples know by number), that of Friday morning with a stranger; and twice a week a contact who is not answered
// three times and is called back, and a voicemail that nobody deals with.
const busyEnough = 20

// waiting are the numbers that those voicemails come from, of a range kept free for stories like those of the countries.
// Nobody else has one, so that no other call returns theirs.
var waiting = []string{"+44 29 2018 0###"}

// A scene is a call that chance must not spoil.
type scene struct {
	number, start int64
	digits        string
}

func (c *Call) scene() scene { return scene{c.NumberID, c.StartedAt, c.RawDigits} }

// talks adds the long talks of one day.
func (t *storyteller) talks(n *Number, day time.Time) {
	if t.size.CallsPerDay < busyEnough {
		return
	}
	r := rand.New(rand.NewPCG(uint64(day.YearDay()), 0xa1c))
	who := t.regular(n, r)
	morning := who
	at := func(hour, minute int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, r.IntN(60), 0, day.Location())
	}
	switch day.Weekday() {
	case time.Tuesday, time.Thursday:
		t.insists(n, who, at(11, 10))
	case time.Wednesday:
		if known := t.contacts[n.Country]; len(known) > 0 {
			who, morning = known[0], known[0]
		}
	case time.Friday:
		morning = t.strangers[n.ID][r.IntN(len(t.strangers[n.ID]))]
		fallthrough
	case time.Monday:
		t.isLeftWaiting(n, caller{digits: fictitious(r, waiting)}, at(n.ClosesAt, 20))
	}
	t.talk(n, morning, at(10, 5+r.IntN(40)), r)
	t.talk(n, who, at(15, 5+r.IntN(40)), r)
}

// talk adds a long one.
func (t *storyteller) talk(n *Number, who caller, at time.Time, r *rand.Rand) {
	if !n.openAt(at) || !at.Before(t.c.Now) {
		return
	}
	c := t.call(n, at, who, Inbound)
	c.AnsweredAt = c.StartedAt + 10 + r.Int64N(15)
	c.EndedAt = c.AnsweredAt + 620 + r.Int64N(500)
	t.calls = append(t.calls, c)
	t.staged[c.scene()] = true
}

// regular is a contact of the line's country who has a name, where there is one.
func (t *storyteller) regular(n *Number, r *rand.Rand) caller {
	var named []caller
	for _, who := range t.contacts[n.Country] {
		if t.c.Contact(who.contactID).FirstName != "" {
			named = append(named, who)
		}
	}
	if len(named) == 0 {
		return t.somebody(n, false)
	}
	return named[r.IntN(len(named))]
}

// insists adds three calls that nobody takes, and one back.
func (t *storyteller) insists(n *Number, who caller, at time.Time) {
	for range 3 {
		c := t.call(n, at, who, Inbound)
		c.MissedCallReason, c.EndedAt = AgentsDidNotAnswer, c.StartedAt+45
		at = at.Add(15 * time.Minute)
		if at.Before(t.c.Now) {
			t.calls = append(t.calls, c)
		}
	}
	back := t.call(n, at, who, Outbound)
	back.AnsweredAt, back.EndedAt = back.StartedAt+9, back.StartedAt+9+130
	if at.Before(t.c.Now) {
		t.calls = append(t.calls, back)
	}
}

// isLeftWaiting adds a voicemail of the evening.
func (t *storyteller) isLeftWaiting(n *Number, who caller, at time.Time) {
	if !at.Before(t.c.Now) {
		return
	}
	c := t.call(n, at, who, Inbound)
	c.MissedCallReason, c.HasVoicemail, c.EndedAt = OutOfOpeningHours, true, c.StartedAt+50
	t.calls = append(t.calls, c)
	t.staged[c.scene()] = true
}

// dial makes the calls to the numbers of each campaign that are marked as called, once the line has opened.
func (t *storyteller) dial() {
	for _, u := range t.c.Users {
		campaign := t.c.DialerCampaigns[u.ID]
		if campaign == nil {
			continue
		}
		n := t.c.Number(campaign.NumberID)
		local, _ := time.LoadLocation(n.TimeZone)
		at := campaign.CreatedAt.In(local)
		for !n.openAt(at) {
			at = at.Truncate(time.Hour).Add(time.Hour)
		}
		for i := range campaign.Numbers {
			number := &campaign.Numbers[i]
			at = at.Add(time.Duration(3+4*i) * time.Minute)
			if number.Called = number.Called && at.Before(t.c.Now); !number.Called {
				continue
			}
			c := t.call(n, at, caller{callerAt(number.Number).digits, 0, n.Country}, Outbound)
			c.UserID, c.EndedAt = u.ID, c.StartedAt+25
			if i == 0 {
				c.AnsweredAt, c.EndedAt = c.StartedAt+8, c.StartedAt+8+140
			}
			t.calls = append(t.calls, c)
		}
	}
}

// chanceOrStaged is true of what is staged.
func (t *storyteller) chanceOrStaged(c *Call, p float64) bool {
	return t.chance(p) || t.staged[c.scene()]
}

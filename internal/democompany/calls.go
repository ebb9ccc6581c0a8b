package democompany

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// Weights of the days of a week, from Sunday, and of the hours of a day.
var (
	weekdays = [7]float64{0.05, 1.25, 1.1, 1, 0.95, 0.8, 0.12}
	hours    = [24]float64{7: 1, 8: 3, 9: 10, 10: 14, 11: 13, 12: 7, 13: 6, 14: 10, 15: 11, 16: 9, 17: 5, 18: 2, 19: 1.5, 20: 1}
)

// followUps reduces the number of calls that are drawn for a day, because some of them lead to further calls.
const followUps = 0.8

// caller is somebody outside.
type caller struct {
	digits    string
	contactID int64
	country   string
}

// callGenerator generates the calls of a company: first when they happened and how they ended, then who took them.
type callGenerator struct {
	*generator
	contacts   map[string][]caller // by country
	strangers  map[int64][]caller  // by number
	calls      []fakeaircall.Call
	guaranteed map[callKey]bool
}

// calls generates all calls up to now.
func (s *generator) calls() {
	if s.size.Days == 0 || len(s.c.Numbers) == 0 || len(s.c.Users) == 0 {
		return
	}
	t := &callGenerator{generator: s, contacts: map[string][]caller{}, strangers: map[int64][]caller{}, guaranteed: map[callKey]bool{}}
	t.drawCallers()
	share := 0.0
	for i := range s.regularLines() {
		share += weight(i)
	}
	for i := range s.regularLines() {
		n := &s.c.Numbers[i]
		local, _ := time.LoadLocation(n.TimeZone)
		for day := s.size.Days; day >= 0; day-- {
			at := s.c.Now.In(local).AddDate(0, 0, -day)
			if i == 0 {
				t.addGuaranteed(n, at)
			}
			expected := float64(s.size.CallsPerDay) * followUps * weight(i) / share * weekdays[at.Weekday()]
			for range poisson(s.r, expected) {
				t.callAndFollowUps(n, time.Date(at.Year(), at.Month(), at.Day(), pick(s.r, hours[:]), s.r.IntN(60), s.r.IntN(60), 0, local))
			}
		}
	}
	t.addExceptions()
	t.callDialerCampaigns()
	t.addCallsInProgress()
	t.calls = slices.DeleteFunc(t.calls, func(c fakeaircall.Call) bool { return c.StartedAt < t.c.Number(c.NumberID).CreatedAt.Unix() })
	slices.SortStableFunc(t.calls, func(a, b fakeaircall.Call) int { return cmp.Compare(a.StartedAt, b.StartedAt) })
	t.c.Calls = slices.Clip(t.calls)
	t.assignUsers()
	t.finish()
	t.showWhoIsOnACall()
	t.analyseCalls()
}

// weight is the share of the company's calls that a line has, relative to the others: the first lines are the busiest.
func weight(i int) float64 { return 1 / float64(i+2) }

func (t *callGenerator) drawCallers() {
	for _, p := range t.c.Contacts {
		who := callerAt(p.PhoneNumbers[0].Value)
		who.contactID = p.ID
		t.contacts[who.country] = append(t.contacts[who.country], who)
	}
	for i, n := range t.c.Numbers {
		for range 40 {
			t.strangers[n.ID] = append(t.strangers[n.ID], caller{fictitious(t.r, countries[i%len(countries)].callers), 0, n.Country})
		}
	}
}

// drawCaller draws the other party of a call: often one who has called before.
func (t *callGenerator) drawCaller(n *fakeaircall.Number, hides bool) caller {
	x := t.r.Float64()
	friends := t.contacts[n.Country]
	if len(friends) == 0 {
		friends = t.strangers[n.ID]
	}
	switch {
	case hides && x < 0.04:
		return caller{digits: fakeaircall.Anonymous}
	case hides && x < 0.047:
		return caller{digits: unreadable[t.r.IntN(len(unreadable))]}
	case x < 0.65:
		return friends[int(math.Pow(t.r.Float64(), 2)*float64(len(friends)))]
	}
	return t.strangers[n.ID][int(math.Pow(t.r.Float64(), 3)*float64(len(t.strangers[n.ID])))]
}

// callAndFollowUps adds a call and those that follow from it: further tries, call-backs, transfers.
func (t *callGenerator) callAndFollowUps(n *fakeaircall.Number, at time.Time) {
	if !at.Before(t.c.Now) {
		return
	}
	if isOpen(n, at) && t.chance(0.35) {
		t.outbound(n, at, t.drawCaller(n, false), 0.66)
		return
	}
	t.inbound(n, at, t.drawCaller(n, true), 0)
}

// inbound adds a call that comes in. try counts the earlier calls of the same caller for the same reason.
func (t *callGenerator) inbound(n *fakeaircall.Number, at time.Time, who caller, try int) {
	if !at.Before(t.c.Now) {
		return
	}
	if !isOpen(n, at) {
		t.missed(n, at, who, fakeaircall.OutOfOpeningHours, 8+t.r.IntN(40), 0.45, try)
		return
	}
	busy := 0.11
	if at.Hour() == 10 || at.Hour() == 11 {
		busy = 0.2 // the morning's peak
	}
	switch x := t.r.Float64(); {
	case x < 0.03:
		t.missed(n, at, who, fakeaircall.ShortAbandoned, 2+t.r.IntN(8), 0, try)
	case x < 0.06 && n.IsIVR:
		t.missed(n, at, who, fakeaircall.AbandonedInIVR, 11+t.r.IntN(40), 0, try)
	case x < 0.06:
		t.missed(n, at, who, fakeaircall.AbandonedInClassic, 11+t.r.IntN(60), 0, try)
	case x < 0.06+busy/3:
		t.missed(n, at, who, fakeaircall.NoAvailableAgent, 20+t.r.IntN(50), 0.35, try)
	case x < 0.06+busy:
		t.missed(n, at, who, fakeaircall.AgentsDidNotAnswer, 30+t.r.IntN(60), 0.35, try)
	default:
		t.answered(n, at, who)
	}
}

func (t *callGenerator) call(n *fakeaircall.Number, at time.Time, who caller, direction string) fakeaircall.Call {
	return fakeaircall.Call{Direction: direction, StartedAt: at.Unix(), RawDigits: who.digits, ContactID: who.contactID, NumberID: n.ID,
		CountryCode: n.Country}
}

// answered adds a call that somebody takes, and sometimes transfers to another line.
func (t *callGenerator) answered(n *fakeaircall.Number, at time.Time, who caller) {
	c := t.call(n, at, who, fakeaircall.Inbound)
	c.AnsweredAt = c.StartedAt + 4 + int64(t.r.ExpFloat64()*11)
	if n.IsIVR {
		c.AnsweredAt += 6
	}
	c.EndedAt = c.AnsweredAt + 3 + int64(t.r.ExpFloat64()*210)
	if c.EndedAt < t.c.Now.Unix() && t.regularLines() > 1 && t.chance(0.02) {
		c.EnsureDetails().TransferredAway = true
		other := &t.c.Numbers[t.r.IntN(t.regularLines())]
		if other.ID != n.ID {
			second := t.call(other, time.Unix(c.EndedAt, 0), who, fakeaircall.Inbound)
			second.AnsweredAt = second.StartedAt + 5 + int64(t.r.IntN(15))
			second.EndedAt = second.AnsweredAt + 20 + int64(t.r.ExpFloat64()*200)
			second.EnsureDetails().TransferredBy = userPending
			t.calls = append(t.calls, second)
		} else {
			c.Details = nil
		}
	}
	t.calls = append(t.calls, c)
}

// missed adds a call that nobody takes. The caller may leave a voicemail, try again, or be called back.
func (t *callGenerator) missed(n *fakeaircall.Number, at time.Time, who caller, reason string, rings int, voicemail float64, try int) {
	c := t.call(n, at, who, fakeaircall.Inbound)
	c.MissedCallReason = reason
	c.EndedAt = c.StartedAt + int64(rings)
	if t.chance(voicemail) {
		c.HasVoicemail = true
		c.EndedAt += 8 + int64(t.r.IntN(50))
	}
	t.calls = append(t.calls, c)
	if who.digits == fakeaircall.Anonymous || who.country == "" {
		return
	}
	ended := time.Unix(c.EndedAt, 0).In(at.Location())
	switch x := t.r.Float64(); {
	case x < 0.28 && try < 2:
		t.inbound(n, ended.Add(time.Duration(20+t.r.ExpFloat64()*600)*time.Second), who, try+1)
	case x < 0.74:
		back := ended.Add(time.Duration(120+t.r.ExpFloat64()*2700) * time.Second)
		for !isOpen(n, back) { // calls of the night are returned in the morning
			// Adds elapsed hours. An hour of the clock is missing in spring, so adding those would never end.
			back = back.Truncate(time.Hour).Add(time.Hour + time.Duration(t.r.IntN(50))*time.Minute + time.Duration(t.r.IntN(60))*time.Second)
		}
		t.outbound(n, back, who, 0.8)
	}
}

// outbound adds a call that we make, answered with the probability luck, and some further tries when it was not.
func (t *callGenerator) outbound(n *fakeaircall.Number, at time.Time, who caller, luck float64) {
	if !at.Before(t.c.Now) {
		return
	}
	c := t.call(n, at, who, fakeaircall.Outbound)
	if t.chance(luck) {
		c.AnsweredAt = c.StartedAt + 3 + int64(t.r.ExpFloat64()*9)
		c.EndedAt = c.AnsweredAt + 4 + int64(t.r.ExpFloat64()*170)
	} else {
		c.EndedAt = c.StartedAt + 6 + int64(t.r.IntN(36))
		if again := at.Add(time.Duration(15+t.r.IntN(200)) * time.Minute); t.chance(0.3) && isOpen(n, again) {
			defer t.outbound(n, again, who, 0.6)
		}
	}
	t.calls = append(t.calls, c)
}

// addCallsInProgress adds a call that has just ended, an answered one in each direction that is still running, and one that rings.
func (t *callGenerator) addCallsInProgress() {
	n := &t.c.Numbers[0]
	now := t.c.Now.Truncate(time.Second)
	ringing := t.call(n, now.Add(-8*time.Second), t.drawCaller(n, false), fakeaircall.Inbound)
	talking := t.call(n, now.Add(-95*time.Second), t.drawCaller(n, false), fakeaircall.Outbound)
	talking.AnsweredAt = talking.StartedAt + 12
	listening := t.call(n, now.Add(-140*time.Second), t.drawCaller(n, false), fakeaircall.Inbound)
	listening.AnsweredAt = listening.StartedAt + 17
	ended := t.call(n, now.Add(-7*time.Minute), t.drawCaller(n, false), fakeaircall.Inbound)
	ended.AnsweredAt, ended.EndedAt = ended.StartedAt+11, ended.StartedAt+160
	t.calls = append(t.calls, ended, listening, talking, ringing)
	t.guaranteed[keyOf(&ended)], t.guaranteed[keyOf(&talking)], t.guaranteed[keyOf(&listening)] = true, true, true
}

// finish gives the calls their ids, removes ends that lie in the future, and adds costs.
func (t *callGenerator) finish() {
	now, id := t.c.Now.Unix(), int64(FirstCallID)
	for i := range t.c.Calls {
		c := &t.c.Calls[i]
		id += 3 + t.r.Int64N(40)
		c.ID = id
		c.SID = fmt.Sprintf("CA%016x%016x", t.r.Uint64(), t.r.Uint64())
		c.Cost = "0.0"
		if c.AnsweredAt > now {
			c.AnsweredAt = 0
		}
		if c.EndedAt == 0 || c.EndedAt > now {
			c.EndedAt, c.HasVoicemail, c.HasRecording, c.MissedCallReason = 0, false, false, ""
			c.Details = nil
			continue
		}
		c.Duration = int(c.EndedAt - c.StartedAt)
		e, exceptional := t.exceptionOf[keyOf(c)]
		c.Archived = !t.guaranteed[keyOf(c)] && !exceptional && t.chance(0.1)
		// Measured: cost and pricing type come within about twenty minutes of a call's end.
		if c.AnsweredAt != 0 && now-c.EndedAt > 20*60 {
			c.Cost, c.PricingType = fmt.Sprintf("%.1f", 0.6*math.Ceil(float64(c.EndedAt-c.AnsweredAt)/60)), fakeaircall.InBundle
		}
		if e.cost != "" && c.PricingType != "" {
			c.Cost, c.PricingType = e.cost, e.pricing
		}
	}
}

// showWhoIsOnACall sets the availability in_call for the users of running calls, and for nobody else.
func (t *callGenerator) showWhoIsOnACall() {
	talking := map[int64]bool{}
	for _, c := range t.c.Calls {
		if c.EndedAt == 0 && c.AnsweredAt != 0 {
			talking[c.UserID] = true
		}
	}
	for i := range t.c.Users {
		u := &t.c.Users[i]
		switch {
		case talking[u.ID]:
			u.Availability, u.AvailabilityStatus, u.Substatus, u.Available = "in_call", "available", "always_opened", true
		case u.Availability == "in_call":
			u.Availability = "available"
		}
	}
}

// pick draws an index. Its probability is proportional to its weight.
func pick(r *rand.Rand, weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	x := r.Float64() * total
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// poisson draws from the Poisson distribution with that mean, approximated by the normal distribution where the mean is large.
func poisson(r *rand.Rand, mean float64) int {
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	n, product, least := 0, r.Float64(), math.Exp(-mean)
	for product > least {
		product *= r.Float64()
		n++
	}
	return n
}

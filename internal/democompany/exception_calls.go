package democompany

import (
	"fmt"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// exceptionEvery is how many days lie between two exceptions of one kind, counted back from the latest.
const exceptionEvery = 28

// The other parties of the exceptional calls. The numbers are from ranges reserved for fictional use, and no other caller has one.
const (
	pressed     = "+44 28 9649 6123" // dialled again and again
	asksToStop  = "+44 28 9649 6207" // asked not to be called
	early       = "+1 213-555-0142"  // called before eight in the morning
	earlyNobody = "+1 800-555-0199"  // whose time zone nobody knows
	newCountry  = "+46 8 465 004 17" // of a country that was never called before
	dear        = "+61 8 5550 1234"  // expensive
	abroad      = "+49 30 23125 321" // called for more than two hours in a day
	prospect    = "+44 28 9649 6345"
	careless    = "+44 28 9649 6411" // says what must not be written down
)

// outOfBundle is invented: of [fakeaircall.Call.PricingType] no other value than that of calls in the bundle was ever seen.
const outOfBundle = "out_of_bundle"

// exception is what an exceptional call has beside what every call has.
type exception struct {
	tag, comment  string
	cost, pricing string
	alone         bool // an AI agent settled it
}

// sensitive are comments that should not have been written. The numbers are examples from the standards.
var sensitive = []string{"Card 4111 1111 1111 1111, charge it on Friday", "Refund to IBAN GB82 WEST 1234 5698 7654 32",
	"Password for the portal: Larkfield-2026"}

// addExceptions adds the calls that controls look for, each kind once within the last days and every four weeks before that.
// Days are counted back from now, so that the last seven days always contain each kind.
func (t *callGenerator) addExceptions() {
	if t.size.CallsPerDay < busyEnough {
		return
	}
	n := &t.c.Numbers[0]
	t.addQuietLines()
	for k := 0; k*exceptionEvery <= t.size.Days; k++ {
		on := func(hour, minute, lasting int) time.Time {
			return t.latest(n, hour, minute, lasting, false).AddDate(0, 0, -k*exceptionEvery)
		}
		t.press(n, on(16, 30, 5))
		t.callInSpiteOfRequest(n, on(14, 5, 10))
		t.callEarly(k)
		t.callAbroad(n, on(13, 0, 75), k)
		t.burst(n, t.latest(n, 23, 5, 45, true).AddDate(0, 0, -k*exceptionEvery))
		for i, comment := range sensitive {
			t.exceptional(n, on(16, 5, 10).AddDate(0, 0, -7*i), careless, fakeaircall.Inbound, 90, exception{comment: comment})
		}
		for week := range exceptionEvery / 7 {
			t.exceptional(n, on(15, 20, 10).AddDate(0, 0, -7*week), prospect, fakeaircall.Outbound, 240, exception{tag: MeetingTag})
			t.exceptional(n, on(10, 50, 10).AddDate(0, 0, -7*week), careless, fakeaircall.Inbound, 45, exception{alone: true})
		}
	}
}

// latest is the most recent hour:minute, in the line's time zone, that lies at least so many minutes in the past; of a business
// day, unless any day will do.
func (t *callGenerator) latest(n *fakeaircall.Number, hour, minute, lasting int, anyDay bool) time.Time {
	local, _ := time.LoadLocation(n.TimeZone)
	now := t.c.Now.In(local)
	for day := 0; ; day++ {
		at := time.Date(now.Year(), now.Month(), now.Day()-day, hour, minute, 0, 0, local)
		weekend := at.Weekday() == time.Sunday || at.Weekday() == time.Saturday
		if (anyDay || !weekend) && at.Add(time.Duration(lasting)*time.Minute).Before(now) {
			return at
		}
	}
}

// exceptional adds a call that was talked on for so many seconds, or was not answered where that is 0. It adds no call that
// began before the company's first day or has not ended.
func (t *callGenerator) exceptional(n *fakeaircall.Number, at time.Time, digits, direction string, talk int64, e exception) *fakeaircall.Call {
	c := t.call(n, at, caller{digits: digits}, direction)
	c.EndedAt = c.StartedAt + 25
	if talk > 0 {
		c.AnsweredAt = c.StartedAt + 11
		c.EndedAt = c.AnsweredAt + talk
	}
	if at.Before(t.ago(float64(t.size.Days))) || c.EndedAt >= t.c.Now.Unix() {
		return &c
	}
	t.exceptionOf[keyOf(&c)] = e
	t.calls = append(t.calls, c)
	return &t.calls[len(t.calls)-1]
}

// press dials one number four times on each of two consecutive business days.
func (t *callGenerator) press(n *fakeaircall.Number, last time.Time) {
	before := last.AddDate(0, 0, -1)
	if last.Weekday() == time.Monday {
		before = last.AddDate(0, 0, -3)
	}
	for _, day := range []time.Time{before, last} {
		for _, hours := range []int{6, 5, 2, 0} {
			t.exceptional(n, day.Add(time.Duration(-hours)*time.Hour), pressed, fakeaircall.Outbound, 0, exception{})
		}
	}
}

// callInSpiteOfRequest calls somebody who asked in the morning not to be called.
func (t *callGenerator) callInSpiteOfRequest(n *fakeaircall.Number, at time.Time) {
	t.exceptional(n, at.Add(-4*time.Hour), asksToStop, fakeaircall.Inbound, 70, exception{tag: DoNotCallTag})
	t.exceptional(n, at, asksToStop, fakeaircall.Outbound, 20, exception{})
}

// callEarly calls the west of America in its early morning, from the first American line.
func (t *callGenerator) callEarly(k int) {
	i := slices.IndexFunc(t.c.Numbers, func(n fakeaircall.Number) bool { return n.Country == "US" })
	if i < 0 {
		return
	}
	n := &t.c.Numbers[i]
	at := t.latest(n, 9, 40, 20, false).AddDate(0, 0, -k*exceptionEvery)
	t.exceptional(n, at, early, fakeaircall.Outbound, 60, exception{})
	t.exceptional(n, at.Add(10*time.Minute), earlyNobody, fakeaircall.Outbound, 40, exception{})
}

// callAbroad adds the expensive calls of a day: two of more than an hour by one user, one that costs more than the others, and,
// on the latest day alone, one to a country that was never called before.
func (t *callGenerator) callAbroad(n *fakeaircall.Number, at time.Time, k int) {
	user := t.c.Users[0].ID
	if len(n.UserIDs) > 0 {
		user = n.UserIDs[0]
	}
	for _, start := range []time.Time{at.Add(-3 * time.Hour), at} {
		t.exceptional(n, start, abroad, fakeaircall.Outbound, 65*60, exception{cost: "195.0", pricing: outOfBundle}).UserID = user
	}
	t.exceptional(n, at.Add(-50*time.Minute), dear, fakeaircall.Outbound, 41*60, exception{cost: "612.0", pricing: outOfBundle})
	if k == 0 {
		t.exceptional(n, at.Add(-95*time.Minute), newCountry, fakeaircall.Outbound, 6*60, exception{cost: "84.0", pricing: outOfBundle})
	}
}

// burst dials a dozen numbers at night.
func (t *callGenerator) burst(n *fakeaircall.Number, at time.Time) {
	for i := range 12 {
		t.exceptional(n, at.Add(time.Duration(3*i)*time.Minute), fmt.Sprintf("+44 28 9649 65%02d", 3*i), fakeaircall.Outbound, 0, exception{})
	}
}

// addQuietLines adds a call on NightLine every night, and two a week on OldLine that nobody takes.
func (t *callGenerator) addQuietLines() {
	for i := t.regularLines(); i < len(t.c.Numbers); i++ {
		n := &t.c.Numbers[i]
		local, _ := time.LoadLocation(n.TimeZone)
		for day := 0; day <= t.size.Days; day++ {
			now := t.c.Now.In(local)
			at := time.Date(now.Year(), now.Month(), now.Day()-day, 21, 30+day%20, 0, 0, local)
			who := t.strangers[n.ID][day%len(t.strangers[n.ID])].digits
			switch {
			case n.Name == NightLine:
				t.exceptional(n, at, who, fakeaircall.Inbound, 100+int64(day%7)*20, exception{})
			case n.Name == OldLine && (at.Weekday() == time.Tuesday || at.Weekday() == time.Friday):
				t.exceptional(n, at, who, fakeaircall.Inbound, 0, exception{}).MissedCallReason = fakeaircall.OutOfOpeningHours
			}
		}
	}
}

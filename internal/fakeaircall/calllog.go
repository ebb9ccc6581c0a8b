package fakeaircall

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Calls is a company for tests of paging: exactly n calls that start in (from, to], evenly spread, with sharing of
// them (0: none) in one second at the middle, and with one call in ten in the same second as the one before it. Its
// Now is to. A million calls take a quarter of a second and 215 MB.
func Calls(n int, from, to time.Time, sharing int) *Company {
	c := NewCompany(1, to, Size{Users: 4, Teams: 1, Numbers: 2, Contacts: 50, Days: -1})
	c.Calls = make([]Call, n)
	span := to.Unix() - from.Unix()
	const sidLength = 34
	var sids strings.Builder // one string for all: a million small ones would weigh twice as much
	sids.Grow(n * sidLength)
	for i := range n {
		fmt.Fprintf(&sids, "CA%032x", i)
	}
	starts := make([]int64, n)
	for i := range starts {
		starts[i] = from.Unix() + 1 + int64(i)*(span-1)/int64(max(n, 1))
		if i%10 == 9 {
			starts[i] = starts[i-1]
		}
	}
	middle := max(0, (n-sharing)/2)
	for i := middle; i < min(middle+sharing, n); i++ {
		starts[i] = starts[middle]
	}
	slices.Sort(starts)
	shown := make([]string, len(c.Contacts))
	for i, p := range c.Contacts {
		shown[i] = callerAt(p.PhoneNumbers[0].Value).digits
	}
	for i, start := range starts {
		p := &c.Contacts[i%len(c.Contacts)]
		call := Call{
			ID: firstCallID + int64(i)*7, SID: sids.String()[i*sidLength : (i+1)*sidLength],
			Direction: Inbound, StartedAt: start, EndedAt: min(start+20+int64(i%300), max(start, to.Unix())),
			RawDigits: shown[i%len(shown)], Cost: "0.0", CountryCode: "GB",
			NumberID: c.Numbers[i%len(c.Numbers)].ID, ContactID: p.ID,
		}
		switch i % 3 {
		case 0:
			call.Direction, call.UserID, call.AnsweredAt = Outbound, c.Users[i%len(c.Users)].ID, min(start+9, call.EndedAt)
		case 1:
			call.UserID, call.AnsweredAt = c.Users[i%len(c.Users)].ID, min(start+12, call.EndedAt)
		default:
			call.MissedCallReason = AgentsDidNotAnswer
		}
		call.Duration = int(call.EndedAt - call.StartedAt)
		c.Calls[i] = call
	}
	return c
}

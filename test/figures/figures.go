// Package figures counts the main figures of a company straight over its own data, in plain loops, so that documents,
// pages, controls and ready answers have something independent to be compared with.
package figures

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// Calls are figures of a group of calls that have ended. Times are in seconds.
type Calls struct {
	Inbound, Answered   int
	ShortAbandoned      int
	MissedByPeople      int            // agents_did_not_answer, no_available_agent
	Reasons             map[string]int // of the missed inbound calls
	Waits               []int64        // of the answered inbound calls, from the start, shortest first
	Outbound, Connected int
	Talks               []int64 // from answer to end, both directions
	Untagged            int     // answered without a tag, both directions

}

// A Missed is an inbound call that nobody took.
type Missed struct {
	Call       *fakeaircall.Call
	Caller     string // E.164, "" when withheld
	ReturnedBy string // callback, retry, or ""
	After      int64  // seconds from its start to that of the call that returned it
}

// Of are the figures of the calls that started from since on, of one kind for each key.
func Of[K comparable](c *fakeaircall.Company, since time.Time, key func(*fakeaircall.Call) K) map[K]*Calls {
	groups := map[K]*Calls{}
	for i := range c.Calls {
		call := &c.Calls[i]
		if call.StartedAt < since.Unix() || call.EndedAt == 0 {
			continue
		}
		k := key(call)
		if groups[k] == nil {
			groups[k] = &Calls{Reasons: map[string]int{}}
		}
		groups[k].add(call)
	}
	for _, g := range groups {
		slices.Sort(g.Waits)
		slices.Sort(g.Talks)
	}
	return groups
}

// All is one key for all calls.
func All(*fakeaircall.Call) string { return "" }

func (g *Calls) add(c *fakeaircall.Call) {
	answered := c.AnsweredAt != 0
	if answered {
		g.Talks = append(g.Talks, c.EndedAt-c.AnsweredAt)
		if len(c.Detail().Tags) == 0 {
			g.Untagged++
		}
	}
	if c.Direction == fakeaircall.Outbound {
		g.Outbound++
		if answered {
			g.Connected++
		}
		return
	}
	g.Inbound++
	if answered {
		g.Answered++
		g.Waits = append(g.Waits, c.AnsweredAt-c.StartedAt)
		return
	}
	g.Reasons[c.MissedCallReason]++
	switch c.MissedCallReason {
	case fakeaircall.ShortAbandoned:
		g.ShortAbandoned++
	case fakeaircall.AgentsDidNotAnswer, fakeaircall.NoAvailableAgent:
		g.MissedByPeople++
	}
}

// Percent is the share of a part, NaN of nothing.
func Percent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }

// Sum adds up.
func Sum(values []int64) (sum int64) {
	for _, v := range values {
		sum += v
	}
	return sum
}

// Mean is the average, NaN of nothing.
func Mean(values []int64) float64 { return float64(Sum(values)) / float64(len(values)) }

// Percentile is the smallest of the sorted values that at least the share of them does not exceed: percentile_disc.
func Percentile(sorted []int64, share float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return float64(sorted[max(0, int(math.Ceil(share*float64(len(sorted))))-1)])
}

// Within counts the values that do not exceed a limit.
func Within(values []int64, limit int64) (n int) {
	for _, v := range values {
		if v <= limit {
			n++
		}
	}
	return n
}

// Caller is the other party's number in E.164, or "" where it is withheld or is no number.
func Caller(c *fakeaircall.Call) string {
	if !strings.HasPrefix(c.RawDigits, "+") || strings.HasPrefix(c.RawDigits, "+0") {
		return ""
	}
	return strings.NewReplacer(" ", "", "-", "").Replace(c.RawDigits)
}

// MissedSince lists the missed calls that started from since on, oldest first, and how each was returned until now.
func MissedSince(c *fakeaircall.Company, since time.Time) (list []Missed) {
	for i := range c.Calls {
		call := &c.Calls[i]
		if call.StartedAt < since.Unix() || call.EndedAt == 0 || call.AnsweredAt != 0 || call.Direction != fakeaircall.Inbound {
			continue
		}
		m := Missed{Call: call, Caller: Caller(call)}
		for j := i + 1; j < len(c.Calls) && m.Caller != "" && m.ReturnedBy == ""; j++ {
			later := &c.Calls[j]
			if later.StartedAt > call.StartedAt && later.AnsweredAt != 0 && Caller(later) == m.Caller {
				m.ReturnedBy, m.After = "retry", later.StartedAt-call.StartedAt
				if later.Direction == fakeaircall.Outbound {
					m.ReturnedBy = "callback"
				}
			}
		}
		list = append(list, m)
	}
	return list
}

// Unhandled says that nobody has dealt with the voicemail of a missed call.
func (m Missed) Unhandled() bool {
	d := m.Call.Detail()
	return m.Call.HasVoicemail && m.ReturnedBy == "" && !m.Call.Archived && d.AssignedTo == 0 && len(d.Comments) == 0
}

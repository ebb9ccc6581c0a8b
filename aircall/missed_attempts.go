package aircall

import (
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// attempts counts how often callers have tried on a day, by the clock of the line that they missed. A missed call is
// kept until the earlier ones of its day have come.
type attempts struct {
	zones  map[string]*time.Location
	recent []*attempt // newest first
}

type attempt struct {
	missed *missedCall
	day    string // of the line
	zone   *time.Location
}

// add takes in a missed call of a caller who is known: it counts in those that came later on the day.
func (a *attempts) add(m *missedCall, c *api.Call, wanted bool) {
	m.attempt = new(int64(1))
	for _, later := range a.recent {
		if *later.missed.caller == *m.caller && m.startedAt.In(later.zone).Format(time.DateOnly) == later.day {
			*later.missed.attempt++
		}
	}
	if wanted {
		zone := a.zone(c.Number.OrEmpty().Zone.Ptr())
		a.recent = append(a.recent, &attempt{m, m.startedAt.In(zone).Format(time.DateOnly), zone})
	}
}

// complete takes out the missed calls whose whole day is later than an instant: every earlier call of that day has come.
func (a *attempts) complete(reached time.Time) []*missedCall {
	n := 0
	for n < len(a.recent) && a.recent[n].missed.startedAt.Sub(reached) > longestDay {
		n++
	}
	return a.take(n)
}

// all takes out the rest, when no older call will come.
func (a *attempts) all() []*missedCall { return a.take(len(a.recent)) }

func (a *attempts) take(n int) (missed []*missedCall) {
	for _, done := range a.recent[:n] {
		missed = append(missed, done.missed)
	}
	a.recent = a.recent[n:]
	return missed
}

// zone is UTC for a line whose time zone is not known.
func (a *attempts) zone(name *string) *time.Location {
	if name == nil {
		return time.UTC
	}
	if zone, known := a.zones[*name]; known {
		return zone
	}
	zone, err := loadZone(*name)
	if err != nil {
		zone = time.UTC
	}
	a.zones[*name] = zone
	return zone
}

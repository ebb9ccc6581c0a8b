package aircall

import (
	"fmt"
	"iter"
	"sort"
	"time"
	_ "time/tzdata" // time zones, on a machine that has none
)

// A calendar gives the bucket that an instant lies in, after the clocks of the instant's time zone:
// a day may have 23 or 25 hours.
type calendar func(time.Time) (start, end time.Time)

var calendars = map[string]calendar{"hour": hourOf, "day": dayOf, "week": weekOf}

// loadZone finds a time zone by its IANA name.
func loadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" { // which would be this machine's
		return nil, fmt.Errorf("%q is not a time zone: write one of the IANA names, such as Europe/Paris, America/New_York or UTC", name)
	}
	return zone, nil
}

// hourOf ends early where the clocks change within an hour.
func hourOf(t time.Time) (start, end time.Time) {
	start = t.Add(-time.Duration(t.Minute())*time.Minute - time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond()))
	end = start.Add(time.Hour)
	from, to := t.ZoneBounds()
	if from.After(start) {
		start = from
	}
	if !to.IsZero() && to.Before(end) {
		end = to
	}
	return start, end
}

func dayOf(t time.Time) (start, end time.Time) { return daysOf(t, 0, 1) }

// weekOf begins on Monday, as ISO 8601 has it.
func weekOf(t time.Time) (start, end time.Time) {
	sinceMonday := (int(t.Weekday()) + 6) % 7
	return daysOf(t, -sinceMonday, 7-sinceMonday)
}

// daysOf are the days from one to another, counted from the day of t.
func daysOf(t time.Time, from, to int) (start, end time.Time) {
	year, month, day := t.Date()
	return firstOfDay(year, month, day+from, t.Location()), firstOfDay(year, month, day+to, t.Location())
}

// firstOfDay is the first second of a day: where the clocks change at midnight, that may not exist or
// exist twice, and a day may be left out.
func firstOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	before := time.Date(year, month, day-2, 12, 0, 0, 0, zone)
	wanted := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	seconds := sort.Search(3*86_400, func(s int) bool {
		y, m, d := before.Add(time.Duration(s) * time.Second).Date()
		return !time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Before(wanted)
	})
	return before.Add(time.Duration(seconds) * time.Second)
}

// bucket is a stretch of a calendar and the seconds of it that are counted, both ends inclusive.
type bucket struct{ start, end, first, last time.Time }

// cut divides the seconds from first to last into the buckets of a calendar.
func (of calendar) cut(first, last time.Time) iter.Seq[bucket] {
	return func(yield func(bucket) bool) {
		start, end := of(first)
		for !start.After(last) {
			b := bucket{start, end, start, end.Add(-time.Second)}
			if b.first.Before(first) {
				b.first = first
			}
			if b.last.After(last) {
				b.last = last
			}
			// Clocks that go back over midnight leave nothing of a day that has ended.
			if !b.last.Before(b.first) && !yield(b) {
				return
			}
			start, end = of(end)
		}
	}
}

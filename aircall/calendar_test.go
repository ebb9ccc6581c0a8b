package aircall

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCalendarFollowsTheClocks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, zone, bucket, first, last string // local times with their offsets
		starts                          string
	}{
		{"a day of 23 hours", "Europe/London", "day", "2026-03-28T12:00:00Z", "2026-03-30T00:00:00+01:00",
			"2026-03-28T00:00:00Z 2026-03-29T00:00:00Z 2026-03-30T00:00:00+01:00"},
		{"a day of 25 hours", "America/New_York", "day", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00",
			"2026-11-01T00:00:00-04:00 2026-11-02T00:00:00-05:00"},
		{"an hour that is left out", "Europe/London", "hour", "2026-03-29T00:59:59Z", "2026-03-29T02:00:00+01:00",
			"2026-03-29T00:00:00Z 2026-03-29T02:00:00+01:00"},
		{"an hour that comes twice", "America/New_York", "hour", "2026-11-01T01:30:00-04:00", "2026-11-01T02:10:00-05:00",
			"2026-11-01T01:00:00-04:00 2026-11-01T01:00:00-05:00 2026-11-01T02:00:00-05:00"},
		{"half an hour that is left out", "Australia/Lord_Howe", "hour", "2026-10-04T01:10:00+10:30", "2026-10-04T03:10:00+11:00",
			"2026-10-04T01:00:00+10:30 2026-10-04T02:30:00+11:00 2026-10-04T03:00:00+11:00"},
		{"half an hour that comes twice", "Australia/Lord_Howe", "hour", "2026-04-05T01:10:00+11:00", "2026-04-05T02:10:00+10:30",
			"2026-04-05T01:00:00+11:00 2026-04-05T01:30:00+10:30 2026-04-05T02:00:00+10:30"},
		{"hours that begin at half past", "Asia/Kolkata", "hour", "2026-06-01T09:15:00+05:30", "2026-06-01T10:15:00+05:30",
			"2026-06-01T09:00:00+05:30 2026-06-01T10:00:00+05:30"},
		{"a day that begins at one", "Africa/Cairo", "day", "2026-04-23T23:59:59+02:00", "2026-04-24T01:00:00+03:00",
			"2026-04-23T00:00:00+02:00 2026-04-24T01:00:00+03:00"},
		{"a day that ends at eleven, twice", "Africa/Cairo", "day", "2026-10-29T10:00:00+03:00", "2026-10-30T00:00:00+02:00",
			"2026-10-29T00:00:00+03:00 2026-10-30T00:00:00+02:00"},
		{"a midnight that comes twice", "America/Havana", "day", "2026-10-31T10:00:00-04:00", "2026-11-01T00:30:00-05:00",
			"2026-10-31T00:00:00-04:00 2026-11-01T00:00:00-04:00"},
		{"a day that is left out", "Pacific/Apia", "day", "2011-12-29T10:00:00-10:00", "2011-12-31T10:00:00+14:00",
			"2011-12-29T00:00:00-10:00 2011-12-31T00:00:00+14:00"},
		{"weeks from Monday, over a change", "Europe/London", "week", "2026-03-29T23:59:59+01:00", "2026-04-06T00:00:00+01:00",
			"2026-03-23T00:00:00Z 2026-03-30T00:00:00+01:00 2026-04-06T00:00:00+01:00"},
		{"a week over the new year", "UTC", "week", "2026-01-01T00:00:00Z", "2026-01-04T23:59:59Z", "2025-12-29T00:00:00Z"},
		{"one second", "UTC", "day", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"nothing", "UTC", "day", "2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z", ""},
	} {
		zone, err := loadZone(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		var starts []string
		for b := range calendars[test.bucket].cut(instant(t, test.first).In(zone), instant(t, test.last)) {
			starts = append(starts, b.start.Format(time.RFC3339))
		}
		if got := strings.Join(starts, " "); got != test.starts {
			t.Errorf("%s: %s\nwant %s", test.name, got, test.starts)
		}
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestBucketsLeaveNoSecondOutAndCountNoneTwice: also where the clocks once went back over midnight.
func TestBucketsLeaveNoSecondOutAndCountNoneTwice(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Asia/Beirut", "America/St_Johns", "Pacific/Apia"} {
		zone, err := loadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		for kind, calendar := range calendars {
			for range 200 {
				first := time.Date(2008+r.IntN(19), 1, 1, 0, 0, r.IntN(366*86_400), 0, zone)
				last := first.Add(time.Duration(r.IntN(20*86_400)) * time.Second)
				next := first
				for b := range calendar.cut(first, last) {
					if !b.first.Equal(next) || b.last.Before(b.first) || b.first.Before(b.start) || !b.last.Before(b.end) {
						t.Fatalf("%s of %s from %s to %s: %v follows %s", kind, name, first, last, b, next)
					}
					next = b.last.Add(time.Second)
				}
				if !next.Equal(last.Add(time.Second)) {
					t.Fatalf("%s of %s from %s to %s end at %s", kind, name, first, last, next)
				}
			}
		}
	}
}

func TestTimeZonesHaveIANANames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Local", "Europe/Londres", "+02:00", "../UTC"} {
		if zone, err := loadZone(name); err == nil || !strings.Contains(err.Error(), "Europe/Paris") {
			t.Errorf("%q is %v, %v; want an error that shows a name", name, zone, err)
		}
	}
	names := []string{"UTC", "Etc/UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"}
	if i := slices.IndexFunc(names, func(name string) bool { _, err := loadZone(name); return err != nil }); i >= 0 {
		t.Errorf("%s is not known", names[i])
	}
}

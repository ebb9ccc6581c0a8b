package plan

import (
	"bytes"
	"cmp"
	"strings"
	"time"
)

// InstantFormat is how a time is written inside the engine, in UTC and as its own datetime() writes it; microseconds
// follow when there are any.
const InstantFormat = "2006-01-02 15:04:05"

// instantFormats are the time values of SQLite that stand for an instant, with T for the space between date and time.
var instantFormats = []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"}

// FormatInstant writes a time as the engine keeps it.
func FormatInstant(t time.Time) string {
	t = t.UTC()
	if t.Nanosecond() < 1000 {
		return t.Format(InstantFormat)
	}
	return t.Format(InstantFormat + ".000000")
}

// ParseInstant reads a date, or a date and a time with or without an offset; without one it is UTC.
func ParseInstant(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && (s[10] == ' ' || s[10] == 't') {
		s = s[:10] + "T" + s[11:]
	}
	if zulu, ok := strings.CutSuffix(s, "z"); ok {
		s = zulu + "Z"
	}
	s = strings.Replace(s, " +", "+", 1)
	s = strings.Replace(s, " -", "-", 1)
	for _, format := range instantFormats {
		for _, zone := range []string{"", "Z07:00", "Z0700", "Z07"} {
			if t, err := time.Parse(format+zone, s); err == nil {
				t = t.UTC()
				return t, t.Year() >= 0 && t.Year() <= 9999 // an offset may lead out of the years that can be written
			}
		}
	}
	return time.Time{}, false
}

// CompareInstants orders two texts as the instants that they stand for; what stands for none comes last, as text.
func CompareInstants(a, b []byte) int {
	if isCanonical(a) && isCanonical(b) {
		n := len(InstantFormat)
		return cmp.Or(bytes.Compare(a[:n], b[:n]), bytes.Compare(fraction(a), fraction(b)))
	}
	ta, oka := ParseInstant(string(a))
	tb, okb := ParseInstant(string(b))
	switch {
	case oka && okb:
		return ta.Compare(tb)
	case oka:
		return -1
	case okb:
		return 1
	}
	return bytes.Compare(a, b)
}

// isCanonical recognises what FormatInstant and datetime() write, without reading every digit.
func isCanonical(s []byte) bool {
	n := len(InstantFormat)
	if len(s) < n || s[4] != '-' || s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return false
	}
	for i, c := range s[n:] {
		if (c < '0' || c > '9') && (i > 0 || c != '.') {
			return false
		}
	}
	return true
}

func fraction(s []byte) []byte {
	return bytes.TrimRight(s[len(InstantFormat):], ".0")
}

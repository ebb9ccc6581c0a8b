package plan

import (
	"bytes"
	"cmp"
	"strings"
	"time"
)

// TimestampFormat is how a time is written inside the engine, in UTC and as its own datetime() writes it; microseconds
// follow when there are any.
const TimestampFormat = "2006-01-02 15:04:05"

// timestampFormats are the texts that SQLite reads as a date with or without a time, with T in place of the space.
var timestampFormats = []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"}

// FormatTimestamp writes a time as the engine keeps it.
func FormatTimestamp(t time.Time) string { return string(AppendTimestamp(nil, t)) }

// AppendTimestamp appends what FormatTimestamp writes.
func AppendTimestamp(b []byte, t time.Time) []byte {
	t = t.UTC()
	if t.Nanosecond() < 1000 {
		return t.AppendFormat(b, TimestampFormat)
	}
	return t.AppendFormat(b, TimestampFormat+".000000")
}

// ParseTimestamp reads a date, or a date and a time with or without an offset; without one it is UTC.
func ParseTimestamp(s string) (time.Time, bool) {
	if t, ok := parseCanonical(s); ok {
		return t, true
	}
	s = strings.TrimSpace(s)
	if len(s) > 10 && (s[10] == ' ' || s[10] == 't') {
		s = s[:10] + "T" + s[11:]
	}
	if zulu, ok := strings.CutSuffix(s, "z"); ok {
		s = zulu + "Z"
	}
	s = strings.Replace(s, " +", "+", 1)
	s = strings.Replace(s, " -", "-", 1)
	for _, format := range timestampFormats {
		for _, zone := range []string{"", "Z07:00", "Z0700", "Z07"} {
			if t, err := time.Parse(format+zone, s); err == nil {
				t = t.UTC()
				return t, t.Year() >= 0 && t.Year() <= 9999 // an offset may lead out of the years that can be written
			}
		}
	}
	return time.Time{}, false
}

// parseCanonical reads what FormatTimestamp and datetime() write for whole seconds: nearly all times that a result has.
func parseCanonical(s string) (t time.Time, ok bool) {
	if len(s) != len(TimestampFormat) || s[4] != '-' || s[7] != '-' || s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return t, false
	}
	digits := true
	number := func(from, to int) (n int) {
		for _, c := range []byte(s[from:to]) {
			digits = digits && c >= '0' && c <= '9'
			n = 10*n + int(c-'0')
		}
		return n
	}
	year, month, day, hour, minute, second := number(0, 4), time.Month(number(5, 7)), number(8, 10), number(11, 13), number(14, 16), number(17, 19)
	if !digits || hour > 23 || minute > 59 || second > 59 {
		return t, false
	}
	t = time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	return t, t.Month() == month && t.Day() == day // else there is no such day
}

// CompareTimestamps orders two texts by the times that they stand for. Texts that are no time come last, ordered as text.
func CompareTimestamps(a, b []byte) int {
	if isCanonical(a) && isCanonical(b) {
		n := len(TimestampFormat)
		return cmp.Or(bytes.Compare(a[:n], b[:n]), bytes.Compare(fraction(a), fraction(b)))
	}
	ta, oka := ParseTimestamp(string(a))
	tb, okb := ParseTimestamp(string(b))
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

// isCanonical recognises what FormatTimestamp and datetime() write, without reading every digit.
func isCanonical(s []byte) bool {
	n := len(TimestampFormat)
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
	return bytes.TrimRight(s[len(TimestampFormat):], ".0")
}

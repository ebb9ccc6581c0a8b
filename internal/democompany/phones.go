package democompany

import (
	"math/rand/v2"
	"strings"
)

// country is one in which there are lines and callers. Phone numbers come from ranges that its regulator reserves for fictional
// use: "#" stands for any digit, "%" for one from 1 to 9.
type country struct {
	code, timeZone, language string
	names                    []string // of its lines
	lines                    []string
	callers                  []string
}

var countries = []country{
	{"GB", "Europe/London", "en-GB", []string{"UK Orders", "UK Returns", "UK Accounts"},
		[]string{"+44 20 7946 0###"},
		[]string{"+44 20 7946 0###", "+44 113 496 0###", "+44 121 496 0###", "+44 131 496 0###",
			"+44 161 496 0###", "+44 117 496 0###", "+44 191 498 0###"}},
	{"US", "America/New_York", "en-US", []string{"US Sales", "US Support", "US Dispatch"},
		[]string{"+1 212-555-01##"},
		[]string{"+1 617-555-01##", "+1 646-555-01##", "+1 305-555-01##", "+1 404-555-01##", "+1 202-555-01##"}},
	{"FR", "Europe/Paris", "fr-FR", []string{"Service client", "Commandes France", "Comptabilité"},
		[]string{"+33 1 99 00 ## ##"},
		[]string{"+33 3 53 01 ## ##", "+33 2 61 91 ## ##", "+33 4 65 71 ## ##", "+33 5 36 49 ## ##"}},
	{"DE", "Europe/Berlin", "de-DE", []string{"Kundendienst", "Vertrieb", "Buchhaltung"},
		[]string{"+49 30 23125 %##"},
		[]string{"+49 171 39200##", "+49 69 90009 %##", "+49 40 66969 %##", "+49 89 99998 %##"}},
	{"AU", "Australia/Sydney", "en-AU", []string{"Australia Support", "Australia Orders", "Australia Accounts"},
		[]string{"+61 2 5550 ####"},
		[]string{"+61 2 7010 ####", "+61 3 5550 ####", "+61 7 7010 ####", "+61 8 5550 ####"}},
	{"US", "America/Los_Angeles", "en-US", []string{"West Coast Sales", "West Coast Support", "West Coast Dispatch"},
		[]string{"+1 415-555-01##"},
		[]string{"+1 213-555-01##", "+1 206-555-01##", "+1 503-555-01##", "+1 702-555-01##"}},
}

// unreadable are digits that are no number. Measured: what Aircall shows begins with a plus, unless it is anonymous.
var unreadable = []string{"+0 000", "+0 00-12", "+0 12"}

// fictitious draws a number in display form.
func fictitious(r *rand.Rand, patterns []string) string {
	pattern := []byte(patterns[r.IntN(len(patterns))])
	for i, c := range pattern {
		switch c {
		case '#':
			pattern[i] = byte('0' + r.IntN(10))
		case '%':
			pattern[i] = byte('1' + r.IntN(9))
		}
	}
	return string(pattern)
}

// e164 removes the spaces and dashes of the display form.
func e164(display string) string {
	return strings.Map(func(c rune) rune {
		if c == ' ' || c == '-' {
			return -1
		}
		return c
	}, display)
}

// Display writes a number in E.164 in the form in which Aircall shows it.
func Display(number string) string { return callerAt(number).digits }

// callerAt is the caller with that number in E.164, with its display form and country.
func callerAt(number string) caller {
	for _, at := range countries {
		if digits, ok := display(at.callers, number); ok {
			return caller{digits: digits, country: at.code}
		}
	}
	return caller{digits: number}
}

// display writes a number in E.164 as one of the patterns shows it.
func display(patterns []string, number string) (string, bool) {
	for _, pattern := range patterns {
		if len(e164(pattern)) != len(number) {
			continue
		}
		shown, j, same := []byte(pattern), 0, true
		for i, c := range shown {
			if c == ' ' || c == '-' {
				continue
			}
			digit := number[j]
			j++
			same = same && (c == '#' || c == '%' || c == digit)
			shown[i] = digit
		}
		if same {
			return string(shown), true
		}
	}
	return "", false
}

package mods_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
)

var areaCodeRow = regexp.MustCompile(`\('([A-Za-z_,/]*)', '([0-9 ]+)'\)`)

// TestAreaCodes compares the map of the United States' area codes with the phone number library's. A code may have more
// zones here: the library knows some borders of zones only below the area code.
func TestAreaCodes(t *testing.T) {
	t.Parallel()
	sql := readMod(t, complianceFolder).blocks["control"]["call_respects_calling_hours"].text("sql")
	zones := map[string][]string{}
	for _, row := range areaCodeRow.FindAllStringSubmatch(sql, -1) {
		for code := range strings.FieldsSeq(row[2]) {
			if _, twice := zones[code]; twice {
				t.Errorf("%s is there twice", code)
			}
			zones[code] = strings.FieldsFunc(row[1], func(r rune) bool { return r == ',' })
		}
	}
	// The regions under United States law: its states, and its territories.
	american := []string{"US", "PR", "VI", "GU", "MP", "AS"}
	for code := 200; code < 1000; code++ {
		if code == 689 { // of the same places in Florida as 407, and in another zone in the library
			continue
		}
		region, want := library(t, code)
		have, listed := zones[fmt.Sprint(code)]
		switch {
		case region == "" && !listed, region == "US" && len(want) > 6 && !listed: // not in use; toll-free and the like
		case region == "" || region == "US" && len(want) > 6:
			t.Errorf("%d is given zones, and is not in use or in no place", code)
		case !slices.Contains(american, region):
			if !listed || len(have) > 0 {
				t.Errorf("%d belongs to %s: it has the zones %q", code, region, have)
			}
		default:
			for _, zone := range want {
				if !slices.ContainsFunc(have, func(z string) bool { return sameClock(t, z, zone) }) {
					t.Errorf("%d is in %s: it has the zones %q", code, zone, have)
				}
			}
		}
	}
}

// library is what the phone number library says of an area code, by some of its numbers.
func library(t *testing.T, code int) (region string, zones []string) {
	t.Helper()
	for _, local := range []string{"2345678", "5550123", "7654321"} {
		number, err := phonenumbers.Parse(fmt.Sprintf("+1%d%s", code, local), "US")
		if err != nil {
			continue
		}
		if r := phonenumbers.GetRegionCodeForNumber(number); r != "" {
			region = r
		}
		some, _ := phonenumbers.GetTimezonesForNumber(number)
		for _, zone := range some {
			if !slices.Contains(zones, zone) {
				zones = append(zones, zone)
			}
		}
	}
	return region, zones
}

// sameClock reports whether the zones have the same time in winter and in summer.
func sameClock(t *testing.T, a, b string) bool {
	t.Helper()
	one, err := time.LoadLocation(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := time.LoadLocation(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, month := range []time.Month{time.January, time.July} {
		at := time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC)
		_, offset := at.In(one).Zone()
		if _, otherOffset := at.In(other).Zone(); offset != otherOffset {
			return false
		}
	}
	return true
}

//go:build e2e

package steampipe_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// moment is a time in the tests' past. It never lies a whole number of days before now.
var moment = companiesNow.UTC().Add(-(3*24 + 5) * time.Hour).Truncate(time.Hour)

// withMoment writes it into a statement, in place of MOMENT.
func withMoment(sql string) string {
	return strings.ReplaceAll(sql, "MOMENT", moment.Format(time.RFC3339))
}

// describe is a request in words: its path, what narrows it, and its page when that is not the first.
func describe(r fakeaircall.Request) string {
	query, _ := url.ParseQuery(r.Query)
	said := []string{r.Path}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		value := query.Get(name)
		switch name {
		case "order":
			continue
		case "page":
			if value == "1" {
				continue
			}
		case "per_page":
			if value == "50" {
				continue
			}
		case "from", "to":
			value = when(value, r.Time)
			if name == "to" && value == "now" {
				continue
			}
		}
		said = append(said, name+"="+value)
	}
	return strings.Join(said, " ")
}

// when is a time as now less so many days, or by its distance from moment.
func when(unix string, now time.Time) string {
	seconds, err := strconv.ParseInt(unix, 10, 64)
	if err != nil {
		return unix
	}
	at := time.Unix(seconds, 0)
	days := now.Sub(at).Round(24 * time.Hour)
	switch distance := at.Sub(moment); {
	case now.Sub(at.Add(days)).Abs() < time.Minute && days == 0:
		return "now"
	case now.Sub(at.Add(days)).Abs() < time.Minute:
		return fmt.Sprintf("now-%dd", days/(24*time.Hour))
	case distance == 0:
		return "moment"
	default:
		return fmt.Sprintf("moment%+ds", int(distance.Seconds()))
	}
}

// readings counts how often each list was read from its beginning, and each thing was asked for by its id.
func readings(requests []fakeaircall.Request) string {
	counts := map[string]int{}
	for _, r := range requests {
		query, _ := url.ParseQuery(r.Query)
		if page := query.Get("page"); (page == "" || page == "1") && !goesOn(r.Path, query.Get("to")) {
			counts[withoutID(r.Path)]++
		}
	}
	var said []string
	for _, path := range slices.Sorted(maps.Keys(counts)) {
		said = append(said, fmt.Sprintf("%d %s", counts[path], path))
	}
	return strings.Join(said, ", ")
}

// goesOn reports whether a request goes on with a search: each page of it is the first of what began no later than the
// page before. The search itself ends after all calls.
func goesOn(path, to string) bool {
	second, err := strconv.ParseInt(to, 10, 64)
	return err == nil && strings.HasSuffix(path, "/search") && second <= companiesNow.Unix()+1
}

func withoutID(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if _, err := strconv.ParseInt(part, 10, 64); err == nil {
			parts[i] = ":id"
		}
	}
	return strings.Join(parts, "/")
}

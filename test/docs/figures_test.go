//go:build !race

package docs_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
	"github.com/turbot/steampipe-plugin-aircall/test/figures"
)

// intricate is a company in which what is easily mistaken makes a difference: two lines, and two users, have one name, a
// caller tried two lines, and voicemails were archived, assigned or commented.
func intricate(t *testing.T, now time.Time) *fakeaircall.Company {
	t.Helper()
	c := democompany.New(seed, now, democompany.Size{Days: 40})
	c.Numbers[1].Name = c.Numbers[0].Name
	c.Users[3].Name = c.Users[0].Name
	var left []figures.Missed
	var earlier *fakeaircall.Call
	for _, m := range figures.MissedSince(c, now.AddDate(0, 0, -7)) {
		if m.Unhandled() {
			left = append(left, m)
		}
		if m.ReturnedBy == "" && m.Caller != "" && c.Number(m.Call.NumberID).Name < c.Numbers[0].Name {
			call := *m.Call
			call.ID, call.StartedAt, call.EndedAt, call.NumberID, call.Details = 1<<33, call.StartedAt-600, call.EndedAt-600, c.Numbers[0].ID, nil
			earlier = &call
		}
	}
	if len(left) < 4 || earlier == nil {
		t.Fatalf("%d voicemails are left, the caller of two lines is %v", len(left), earlier)
	}
	left[0].Call.Archived = true
	left[1].Call.EnsureDetails().AssignedTo = c.Users[0].ID
	left[2].Call.EnsureDetails().Comments = []fakeaircall.Comment{{ID: 1, Content: "Done", PostedAt: left[2].Call.EndedAt + 60}}
	c.Calls = append(c.Calls, *earlier)
	c.Sort()
	return c
}

// counting asks the ready answers about a company, and compares them with what is counted over its data.
type counting struct {
	*testing.T
	db      *localsql.DB
	company *fakeaircall.Company
	days    int
	since   time.Time
}

// ask gives the answer's rows by the text of its first columns, as many as there are in a key.
func (c *counting) ask(name string, keys int, values ...string) map[string]map[string]any {
	c.Helper()
	f, err := questions.Find(name)
	if err != nil {
		c.Fatal(err)
	}
	given := map[string]string{"days": fmt.Sprint(c.days)}
	for i := 0; i < len(values); i += 2 {
		given[values[i]] = values[i+1]
	}
	sql, err := f.SQL(questions.SQLite, given)
	if err != nil {
		c.Fatal(err)
	}
	r, err := query(c.T, c.db, sql)
	if err != nil {
		c.Fatalf("%s: %v", name, err)
	}
	rows := map[string]map[string]any{}
	for _, values := range r.rows {
		row := map[string]any{}
		for i, column := range r.columns {
			row[column] = values[i]
		}
		var key []string
		for i := range keys {
			key = append(key, fmt.Sprint(values[i]))
		}
		if rows[strings.Join(key, " ")] != nil {
			c.Errorf("%s has two rows of %q", name, key)
		}
		rows[strings.Join(key, " ")] = row
	}
	return rows
}

// compare wants these rows and no others. A column rounded to one place may be away by half of it; NaN is NULL.
func (c *counting) compare(name string, got map[string]map[string]any, want map[string]map[string]float64) {
	c.Helper()
	if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
		c.Errorf("%s has the rows %q, want %q", name, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	for key, columns := range want {
		for column, value := range columns {
			answer, there := got[key][column]
			if !there {
				c.Errorf("%s has no %s of %q", name, column, key)
			} else if !agrees(answer, value) {
				c.Errorf("%s: %s of %q is %v, counted are %v", name, column, key, answer, value)
			}
		}
	}
}

func agrees(answer any, value float64) bool {
	var number float64
	switch answer := answer.(type) {
	case nil:
		return math.IsNaN(value)
	case int64:
		number = float64(answer)
	case float64:
		number = answer
	default:
		return false
	}
	tolerance := 0.0
	switch {
	case value == math.Trunc(value):
	case number == math.Trunc(number):
		tolerance = 0.5
	default:
		tolerance = 0.05
	}
	return math.Abs(number-value) <= tolerance+1e-9
}

// TestReadyAnswersAreWhatIsCounted: the figures of docs/questions equal a straight count over the company's data.
func TestReadyAnswersAreWhatIsCounted(t *testing.T) {
	t.Parallel()
	for _, days := range []int{7, 30} {
		t.Run(fmt.Sprintf("%d days", days), func(t *testing.T) {
			t.Parallel()
			at(t, present, func(t *testing.T) {
				company := intricate(t, time.Now())
				c := &counting{T: t, company: company, days: days, since: time.Now().AddDate(0, 0, -days),
					db: connect(t, fakeaircall.New(company, fakeaircall.Options{RateLimit: -1}), "cache_seconds = 3600")}
				c.calls()
				c.people()
				c.missed()
				c.hours()
			})
		})
	}
}

func byLine(c *fakeaircall.Call) string { return fmt.Sprint(c.NumberID) }

// calls compares rates, service levels and key figures.
func (c *counting) calls() {
	lines := figures.Of(c.company, c.since, byLine)
	rates, levels := map[string]map[string]float64{}, map[string]map[string]float64{}
	for line, g := range lines {
		if g.Inbound == 0 {
			continue
		}
		rates[line] = map[string]float64{"inbound_calls": float64(g.Inbound), "of_all": figures.Percent(g.Answered, g.Inbound),
			"without_short": figures.Percent(g.Answered, g.Inbound-g.ShortAbandoned), "of_reachable": figures.Percent(g.Answered, g.Answered+g.MissedByPeople)}
		if offered := g.Answered + g.MissedByPeople; offered > 0 {
			within := figures.Within(g.Waits, 20)
			levels[line] = map[string]float64{"answered": float64(g.Answered), "service_level_of_answered": figures.Percent(within, g.Answered),
				"service_level_of_offered": figures.Percent(within, offered), "average_seconds": figures.Mean(g.Waits),
				"median_seconds": figures.Percentile(g.Waits, 0.5), "p90_seconds": figures.Percentile(g.Waits, 0.9)}
		}
	}
	c.compare("answer-rate", c.ask("answer-rate", 1), rates)
	c.compare("service-level", c.ask("service-level", 1), levels)

	g := figures.Of(c.company, c.since, figures.All)[""]
	key := map[string]float64{"inbound": float64(g.Inbound), "answered": float64(g.Answered), "answered_percent": figures.Percent(g.Answered, g.Inbound),
		"missed_by_people_percent": figures.Percent(g.MissedByPeople, g.Inbound), "outbound": float64(g.Outbound),
		"service_level_of_answered": figures.Percent(figures.Within(g.Waits, 30), g.Answered), "median_wait_seconds": figures.Percentile(g.Waits, 0.5),
		"connected_percent": figures.Percent(g.Connected, g.Outbound), "talk_hours": float64(figures.Sum(g.Talks)) / 3600, "average_talk_seconds": figures.Mean(g.Talks)}
	c.compare("key-figures", c.ask("key-figures", 0, "seconds", "30"), map[string]map[string]float64{"": key})

	reasons := map[string]map[string]float64{}
	for reason, n := range g.Reasons {
		reasons[reason] = map[string]float64{"missed": float64(n), "percent_of_inbound": figures.Percent(n, g.Inbound)}
	}
	c.compare("answer-rate-missed", c.ask("answer-rate-missed", 1), reasons)

	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		c.Fatal(err)
	}
	perDay := map[string]map[string]float64{}
	for day, g := range figures.Of(c.company, c.since, func(call *fakeaircall.Call) string {
		return time.Unix(call.StartedAt, 0).In(paris).Format(time.DateOnly)
	}) {
		if g.Inbound > 0 {
			perDay[day] = map[string]float64{"inbound_calls": float64(g.Inbound), "answered": float64(g.Answered), "of_all": figures.Percent(g.Answered, g.Inbound)}
		}
	}
	c.compare("answer-rate-by-day", c.ask("answer-rate-by-day", 1, "time_zone", "Europe/Paris"), perDay)
}

// people compares the scoreboard and the callers who call again.
func (c *counting) people() {
	users := figures.Of(c.company, c.since, func(call *fakeaircall.Call) int64 { return call.UserID })
	board := map[string]map[string]float64{}
	for _, u := range c.company.Users {
		g := users[u.ID]
		if g == nil {
			g = &figures.Calls{}
		}
		longest := math.NaN()
		if len(g.Talks) > 0 {
			longest = float64(g.Talks[len(g.Talks)-1])
		}
		board[fmt.Sprint(u.ID)] = map[string]float64{"inbound_answered": float64(g.Answered), "dials": float64(g.Outbound), "dials_answered": float64(g.Connected),
			"talk_minutes": float64(figures.Sum(g.Talks)) / 60, "average_talk_seconds": figures.Mean(g.Talks), "longest_seconds": longest, "untagged": float64(g.Untagged)}
	}
	c.compare("agent-scoreboard", c.ask("agent-scoreboard", 1), board)

	again := map[string]map[string]float64{}
	for i := range c.company.Calls { // also those that are still going on
		if call := &c.company.Calls[i]; call.StartedAt >= c.since.Unix() && call.Direction == fakeaircall.Inbound && figures.Caller(call) != "" {
			count(again, figures.Caller(call), "calls", 1)
			count(again, figures.Caller(call), "answered", one(call.AnsweredAt != 0))
		}
	}
	maps.DeleteFunc(again, func(_ string, columns map[string]float64) bool { return columns["calls"] < 4 })
	c.compare("repeat-callers", c.ask("repeat-callers", 1, "calls", "4"), again)
}

// count adds to a figure.
func count(in map[string]map[string]float64, key, column string, by float64) {
	if in[key] == nil {
		in[key] = map[string]float64{}
	}
	in[key][column] += by
}

// one is 1 of what is.
func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// hours compares the heat map, whose calls may still be going on.
func (c *counting) hours() {
	heat := map[string]map[string]float64{}
	for i := range c.company.Calls {
		call := &c.company.Calls[i]
		if call.StartedAt < c.since.Unix() || call.Direction != fakeaircall.Inbound {
			continue
		}
		zone, err := time.LoadLocation(c.company.Number(call.NumberID).TimeZone)
		if err != nil {
			c.Fatal(err)
		}
		started := time.Unix(call.StartedAt, 0).In(zone)
		hour := started.Format("15")
		if heat[hour] == nil {
			heat[hour] = map[string]float64{"monday": 0, "tuesday": 0, "wednesday": 0, "thursday": 0, "friday": 0, "saturday": 0, "sunday": 0}
		}
		heat[hour][strings.ToLower(started.Weekday().String())]++
	}
	c.compare("heat-map", c.ask("heat-map", 1), heat)
}

// TestReadyAnswersOfYoungAndEmptyCompanies: each has an answer, or no rows, and no error.
func TestReadyAnswersOfYoungAndEmptyCompanies(t *testing.T) {
	t.Parallel()
	for name, invent := range map[string]func(int64, time.Time) *fakeaircall.Company{"empty": democompany.Empty, "began yesterday": democompany.BeganYesterday} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at(t, present, func(t *testing.T) {
				company := invent(seed, time.Now())
				db := connect(t, fakeaircall.New(company, fakeaircall.Options{RateLimit: -1}), "")
				for _, d := range questions.All() {
					for _, f := range d.Figures {
						sql, err := f.SQL(questions.SQLite, nil)
						if err != nil {
							t.Fatal(err)
						}
						if r, err := query(t, db, sql); err != nil {
							t.Errorf("%s: %v", f.Name, err)
						} else if f.Name == "answer-rate" && (len(r.rows) > 0) != (len(company.Calls) > 0) {
							t.Errorf("%s has %d rows of %d calls", f.Name, len(r.rows), len(company.Calls))
						}
					}
				}
			})
		})
	}
}

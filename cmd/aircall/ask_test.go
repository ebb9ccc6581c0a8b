//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"encoding/csv"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

func TestReadyAnswersAreListed(t *testing.T) {
	t.Parallel()
	got := succeeded(t, command(t, "ask", "--output", "csv"))
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			if !strings.Contains(got, "\n"+f.Name+",") {
				t.Errorf("%s is not listed", f.Name)
			}
		}
	}
}

// TestAReadyAnswerIsThatOfItsDocument: its parameters are flags, and change the SQL that is asked.
func TestAReadyAnswerIsThatOfItsDocument(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	f, err := questions.Find("answer-rate")
	if err != nil {
		t.Fatal(err)
	}
	sql, err := f.SQL(questions.SQLite, map[string]string{"days": "5"})
	if err != nil {
		t.Fatal(err)
	}
	want := succeeded(t, command(t, "query", sql, "--config", config, "--output", "csv"))
	if got := succeeded(t, command(t, "ask", "answer-rate", "--days", "5", "--config", config, "--output", "csv")); got != want || strings.Count(got, "\n") < 2 {
		t.Errorf("%q, want %q", got, want)
	}
	if got := succeeded(t, command(t, "ask", "answer-rate", "--days", "5", "--sql")); strings.TrimSpace(got) != strings.TrimSpace(sql) {
		t.Errorf("%q, want %q", got, sql)
	}
	if got := succeeded(t, command(t, "ask", "answer-rate", "--help")); !strings.Contains(got, "What share of our calls do we answer?") || !strings.Contains(got, "--days number") {
		t.Errorf("%q", got)
	}
	for want, args := range map[string][]string{
		`(did you mean answer-rate?)`: {"answer-rat", "--days", "2"}, "unknown flag: --weeks": {"answer-rate", "--weeks", "2"}, "choose one of": {"weather"},
		`answer-rate: days is "many": write a whole number of at least 1, such as 30`: {"answer-rate", "--days", "many"},
		`"Paris" is not a time zone (did you mean 'Europe/Paris'?)`:                   {"answer-rate-by-day", "--demo", "--time-zone", "Paris"},
		"unknown flag: --dais (did you mean --days?)":                                 {"answer-rate", "--dais", "2"},
		"those of a question come behind its name":                                    {"--days", "2", "answer-rate-by-dya"},
		`answer-rate takes flags, and not "5": write --days 30`:                       {"answer-rate", "5"},
	} {
		if got := command(t, append([]string{"ask"}, args...)...); got.status != 1 || got.out != "" || !strings.Contains(got.err, want) {
			t.Errorf("%q: %+v, want %q", args, got, want)
		}
	}
}

// TestEveryReadyAnswer: with the defaults, and with each parameter changed, a question is answered as its document says. What a
// change does is looked at where it can be told: at the window that is asked of Aircall, or at the answer.
func TestEveryReadyAnswer(t *testing.T) {
	t.Parallel()
	company := democompany.New(demoSeed, time.Now(), democompany.Size{})
	ask := func(name string, flags ...string) (rows [][]string, days float64) {
		t.Helper()
		server, config := serve(t, company) // of which nothing is remembered
		out := succeeded(t, command(t, append([]string{"ask", name, "--config", config, "--output", "csv", "--header=false"}, flags...)...))
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows, daysAsked(t, server)
	}
	// What a changed text or number does to the answer.
	changed := map[string]struct {
		value string
		check func(before, after [][]string) bool
	}{
		"answer-rate-by-day --time-zone":     {"Pacific/Auckland", func(before, after [][]string) bool { return !slices.EqualFunc(before, after, slices.Equal) }},
		"key-figures --seconds":              {"86400", func(_, after [][]string) bool { return allAre(after, 4, "100") }},
		"service-level --seconds":            {"86400", func(_, after [][]string) bool { return allAre(after, 3, "100") }},
		"service-level-after-menu --seconds": {"86400", func(_, after [][]string) bool { return allAre(after, 6, "100") }},
		"repeat-callers --calls":             {"1", func(before, after [][]string) bool { return len(after) > len(before) }},
		"repeat-callers-in-a-day --calls":    {"1", func(before, after [][]string) bool { return len(after) > len(before) }},
	}
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			before, days := ask(f.Name)
			if len(before) == 0 {
				t.Errorf("%s has no rows", f.Name)
			}
			for _, p := range f.Parameters {
				flag := "--" + flagOf(p.Name)
				if p.Name == "days" {
					n, err := strconv.Atoi(p.Default)
					if err != nil {
						t.Fatal(err)
					}
					_, more := ask(f.Name, flag, strconv.Itoa(n+11))
					if math.Abs(days-float64(n)) > 0.01 || math.Abs(more-float64(n+11)) > 0.01 {
						t.Errorf("%s reads %.2f days, want %d, and %.2f with 11 more", f.Name, days, n, more)
					}
					continue
				}
				change, known := changed[f.Name+" "+flag]
				if !known {
					t.Errorf("%s %s: say here what it does", f.Name, flag)
					continue
				}
				if after, _ := ask(f.Name, flag, change.value); !change.check(before, after) {
					t.Errorf("%s %s %s: %q, before %q", f.Name, flag, change.value, after, before)
				}
			}
		}
	}
}

func allAre(rows [][]string, column int, value string) bool {
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(row []string) bool { return row[column] != value && row[column] != "" })
}

// daysAsked is how many days before now the oldest calls begin that were asked of Aircall.
func daysAsked(t *testing.T, server *fakeaircall.Server) (days float64) {
	t.Helper()
	for _, r := range server.Requests() {
		query, err := url.ParseQuery(r.Query)
		if err != nil {
			t.Fatal(err)
		}
		if from, err := strconv.ParseInt(query.Get("from"), 10, 64); err == nil {
			days = max(days, r.Time.Sub(time.Unix(from, 0)).Hours()/24)
		}
	}
	return days
}

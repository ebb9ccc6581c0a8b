//go:build e2e

package steampipe_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

// insightsFigures compare pages with the answers of docs/questions and with a count over the company's rows.
var insightsFigures = map[string]func(*testing.T, *shownPage){
	"contact_centre_dashboard": func(t *testing.T, p *shownPage) {
		inbound := p.ended(fakeaircall.Inbound)
		people := count(inbound, missedByPeople)
		p.cards(t, map[string]float64{
			"Inbound calls":                   float64(len(inbound)),
			"Answered, % of all inbound":      percent(count(inbound, answered), len(inbound)),
			"Missed by people, % of inbound":  percent(people, len(inbound)),
			"Outbound calls":                  float64(len(p.ended(fakeaircall.Outbound))),
			"Hours of talk":                   math.Round(float64(talk(p.ended("")))/360) / 10,
			"Callers waiting for a call-back": float64(len(p.answer(t, "unreturned-missed-calls"))),
		})
		p.same(t, "Lines, by calls that people missed", []string{"Line", "Inbound", "Answered, %", "Without short, %", "Of reachable, %"},
			"answer-rate", []string{"number_name", "inbound_calls", "of_all", "without_short", "of_reachable"})
		if bars := total(p.table("Inbound calls by day and outcome"), "Calls"); bars != len(inbound) {
			t.Errorf("the days have %d calls, want %d", bars, len(inbound))
		}
		if reasons := total(p.table("Why calls were missed"), "Calls"); reasons != len(inbound)-count(inbound, answered) {
			t.Errorf("the reasons are of %d calls, and %d were missed", reasons, len(inbound)-count(inbound, answered))
		}
	},
	"missed_call_report": func(t *testing.T, p *shownPage) {
		p.same(t, "The work list: one line for each caller who waits", []string{"Caller", "Tries"}, "unreturned-missed-calls", []string{"phone_number", "tries"})
		returned := map[string]int{}
		for _, row := range p.table("Missed calls with a known number, returned (call-back or retry) after") {
			returned[fmt.Sprint(row["How"])] += int(row["Calls"].(float64))
		}
		var want [3]int
		for _, row := range p.answer(t, "unreturned-missed-calls-by-line") {
			want[0] += whole(row["called_back"])
			want[1] += whole(row["called_again"])
			want[2] += whole(row["waiting"])
		}
		if have := [3]int{returned["We called back"], returned["The caller tried again"], returned["Not returned"]}; have != want {
			t.Errorf("called back, called again and waiting are %v, want %v", have, want)
		}
		p.cards(t, map[string]float64{"Callers waiting": float64(len(p.answer(t, "unreturned-missed-calls"))), "Saved by retry": float64(want[1])})
	},
	"staffing_dashboard": func(t *testing.T, p *shownPage) {
		want := map[string]int{}
		for _, c := range p.calls {
			if c.Direction == fakeaircall.Inbound {
				zone, err := time.LoadLocation(p.rows.Number(c.NumberID).TimeZone)
				if err != nil {
					t.Fatal(err)
				}
				at := time.Unix(c.StartedAt, 0).In(zone)
				want[fmt.Sprint((int(at.Weekday())+6)%7+1, " ", at.Hour())]++
			}
		}
		have, documented := map[string]int{}, map[string]int{}
		for _, cell := range list(t, p.with()["volume"]) {
			have[fmt.Sprint(cell["day"], " ", cell["hour"])] = whole(cell["value"])
		}
		for _, row := range p.answer(t, "heat-map") {
			hour, err := strconv.Atoi(fmt.Sprint(row["hour"]))
			if err != nil {
				t.Fatal(err)
			}
			for day := range 7 {
				if n := whole(row[strings.ToLower(time.Weekday((day+1)%7).String())]); n > 0 {
					documented[fmt.Sprint(day+1, " ", hour)] = n
				}
			}
		}
		if !maps.Equal(have, want) || !maps.Equal(have, documented) {
			t.Errorf("the week is %v, that of docs/questions %v, want %v", have, documented, want)
		}
	},
	"agent_dashboard": func(t *testing.T, p *shownPage) {
		p.same(t, "Scoreboard", []string{"Agent", "Inbound, answered", "Dials", "Dials answered", "Minutes of talk", "Average talk, s", "Longest talk, s", "Untagged"},
			"agent-scoreboard", []string{"name", "inbound_answered", "dials", "dials_answered", "talk_minutes", "average_talk_seconds", "longest_seconds", "untagged"})
		untagged := count(p.ended(""), func(c fakeaircall.Call) bool {
			return answered(c) && c.UserID != 0 && isUntagged(c) && p.rows.User(c.UserID) != nil
		})
		if n := total(p.table("Scoreboard"), "Untagged"); n != untagged {
			t.Errorf("%d calls are untagged, want %d", n, untagged)
		}
	},
	"agent_detail": func(t *testing.T, p *shownPage) {
		user := p.rows.Users[0].ID
		calls := slices.DeleteFunc(slices.Clone(p.calls), func(c fakeaircall.Call) bool { return c.UserID != user })
		if n := len(p.table("Calls, the newest first")); n != len(calls) {
			t.Errorf("%d calls are listed, want %d", n, len(calls))
		}
		p.cards(t, map[string]float64{"Dials": float64(count(calls, func(c fakeaircall.Call) bool { return c.Direction == fakeaircall.Outbound && c.EndedAt != 0 }))})
	},
	"line_dashboard": func(t *testing.T, p *shownPage) {
		p.same(t, "Lines", []string{"Line", "Service level, %"}, "service-level-after-menu", []string{"number_name", "service_level_after_menu"})
		p.same(t, "Lines", []string{"Line", "Inbound", "Answered, %"}, "answer-rate", []string{"number_name", "inbound_calls", "of_all"})
	},
	"voicemail_report": func(t *testing.T, p *shownPage) {
		p.same(t, "Voicemails that nobody has dealt with, the oldest first", []string{"Call", "Line"}, "voicemails-left", []string{"id", "number_name"})
	},
	"outbound_dashboard": func(t *testing.T, p *shownPage) {
		dials := p.ended(fakeaircall.Outbound)
		p.cards(t, map[string]float64{"Dials": float64(len(dials)), "Connected, %": percent(count(dials, answered), len(dials))})
		if n := total(p.table("Dials by hour of the day"), "Number"); n != len(dials) {
			t.Errorf("the hours have %d dials, want %d", n, len(dials))
		}
	},
	"cost_dashboard": func(t *testing.T, p *shownPage) {
		cents, priced, out := 0.0, 0, 0
		for _, c := range p.ended("") {
			var cost float64
			if _, err := fmt.Sscan(c.Cost, &cost); err == nil {
				cents += cost
			}
			if c.PricingType != "" {
				priced++
				if c.PricingType != fakeaircall.InBundle {
					out++
				}
			}
		}
		p.cards(t, map[string]float64{"Cost, US dollars": math.Round(cents) / 100, "Out of bundle, % of priced": percent(out, priced)})
	},
	"customer_dashboard": func(t *testing.T, p *shownPage) {
		p.same(t, "Repeat callers", []string{"Caller", "Calls", "Answered", "Users spoken to"}, "repeat-callers", []string{"phone_number", "calls", "answered", "users_spoken_to"})
		p.cards(t, map[string]float64{"3 calls in 24 h": float64(len(p.answer(t, "repeat-callers-in-a-day")))})
	},
	"tag_dashboard": func(t *testing.T, p *shownPage) {
		calls := slices.DeleteFunc(p.ended(""), func(c fakeaircall.Call) bool { return !answered(c) })
		untagged := count(calls, isUntagged)
		p.cards(t, map[string]float64{"Answered calls without a tag": float64(untagged), "Answered calls without a tag, %": percent(untagged, len(calls))})
	},
	"account_inventory_report": func(t *testing.T, p *shownPage) {
		idle := 0
		for _, u := range p.rows.Users {
			if u.CreatedAt.Before(p.since) && !slices.ContainsFunc(p.calls, func(c fakeaircall.Call) bool { return c.UserID == u.ID }) {
				idle++
			}
		}
		p.cards(t, map[string]float64{"Users": float64(len(p.rows.Users)), "Idle seats": float64(idle), "Teams": float64(len(p.rows.Teams)),
			"Lines": float64(len(p.rows.Numbers)), "Webhooks": float64(len(p.rows.Webhooks))})
	},
}

// shownPage is a page of a company, opened with a window of seven days, and the company's calls of that window.
type shownPage struct {
	snapshot
	*company
	since, until time.Time
	calls        []fakeaircall.Call
}

func newShownPage(t *testing.T, s snapshot, c *company) *shownPage {
	t.Helper()
	p := &shownPage{snapshot: s, company: c}
	var err error
	if p.until, err = time.Parse("2006-01-02 15:04:05.999999-07", fmt.Sprint(p.with()["until"])); err != nil {
		t.Fatal(err)
	}
	p.since = p.until.Add(-7 * 24 * time.Hour)
	p.calls = c.rows.Between(p.since, p.until)
	return p
}

// with is the row of the page's one reading.
func (p *shownPage) with() map[string]any { return p.of("with")[0].Data.Rows[0] }

func (p *shownPage) ended(direction string) []fakeaircall.Call {
	return slices.DeleteFunc(slices.Clone(p.calls), func(c fakeaircall.Call) bool { return c.EndedAt == 0 || direction != "" && c.Direction != direction })
}

// table are the rows of the panel of that title.
func (p *shownPage) table(title string) []map[string]any {
	for _, panel := range p.data() {
		if panel.Title == title {
			return panel.Data.Rows
		}
	}
	return nil
}

func (p *shownPage) cards(t *testing.T, want map[string]float64) {
	t.Helper()
	have := map[string]any{}
	for _, card := range p.of("card") {
		have[fmt.Sprint(card.Data.Rows[0]["label"])] = card.Data.Rows[0]["value"]
	}
	for label, value := range want {
		if have[label] != value {
			t.Errorf("the card %q says %v, want %v", label, have[label], value)
		}
	}
}

// answer is what docs/questions answers for the seven days that the page shows.
func (p *shownPage) answer(t *testing.T, name string) []map[string]any {
	t.Helper()
	figure, err := questions.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	sql, err := figure.SQL(questions.Postgres, map[string]string{"days": "7"})
	if err != nil {
		t.Fatal(err)
	}
	sql = strings.ReplaceAll(sql, "now()", "timestamptz '"+p.until.Format("2006-01-02 15:04:05.999999-07")+"'")
	conn := steampipe.session(t, p.schema())
	var text string
	if err := conn.QueryRow(t.Context(), "with answer as ("+strings.TrimRight(strings.TrimSpace(sql), ";")+"\n) select coalesce(json_agg(answer), '[]')::text from answer").Scan(&text); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return list(t, text)
}

// same compares columns of a panel with columns of an answer, whatever the order of the rows. Lines without a call are
// shown, and so is one without an answered call; the answers have neither.
func (p *shownPage) same(t *testing.T, title string, shown []string, name string, answered []string) {
	t.Helper()
	counted := slices.DeleteFunc(slices.Clone(p.table(title)), func(row map[string]any) bool {
		return title == "Lines" && (row["Inbound"] == 0.0 || row[shown[1]] == nil)
	})
	have, want := lines(counted, shown), lines(p.answer(t, name), answered)
	if len(want) == 0 || !slices.Equal(have, want) {
		t.Errorf("%s:\n%s\nand the answer of %s is:\n%s", title, strings.Join(have, "\n"), name, strings.Join(want, "\n"))
	}
}

func lines(rows []map[string]any, columns []string) []string {
	var all []string
	for _, row := range rows {
		var values []string
		for _, column := range columns {
			if number, ok := row[column].(float64); ok {
				values = append(values, strconv.FormatFloat(number, 'f', -1, 64))
				continue
			}
			values = append(values, fmt.Sprint(row[column]))
		}
		all = append(all, strings.Join(values, " | "))
	}
	slices.Sort(all)
	return all
}

// list is a JSON list of objects.
func list(t *testing.T, text any) []map[string]any {
	t.Helper()
	var rows []map[string]any
	if err := json.Unmarshal([]byte(fmt.Sprint(text)), &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func whole(value any) int {
	number, _ := value.(float64)
	return int(number)
}

func total(rows []map[string]any, column string) (sum int) {
	for _, row := range rows {
		sum += whole(row[column])
	}
	return sum
}

func count(calls []fakeaircall.Call, is func(fakeaircall.Call) bool) (n int) {
	for _, c := range calls {
		if is(c) {
			n++
		}
	}
	return n
}

func answered(c fakeaircall.Call) bool { return c.AnsweredAt != 0 }

func isUntagged(c fakeaircall.Call) bool { return c.Details == nil || len(c.Details.Tags) == 0 }

func missedByPeople(c fakeaircall.Call) bool {
	return c.MissedCallReason == fakeaircall.AgentsDidNotAnswer || c.MissedCallReason == fakeaircall.NoAvailableAgent
}

func talk(calls []fakeaircall.Call) (seconds int64) {
	for _, c := range calls {
		if answered(c) && c.EndedAt != 0 {
			seconds += c.EndedAt - c.AnsweredAt
		}
	}
	return seconds
}

// percent is a share with one decimal.
func percent(part, of int) float64 { return math.Round(1000*float64(part)/float64(of)) / 10 }

//go:build !race

package docs_test

import (
	"fmt"
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/test/figures"
)

// missed compares what became of missed calls.
func (c *counting) missed() {
	missed := figures.MissedSince(c.company, c.since)
	lines, returns, histogram := map[string]map[string]float64{}, map[string][]int64{}, map[string]map[string]float64{}
	voicemails, unhandled, closed := map[string]map[string]float64{}, map[string]map[string]float64{}, map[string]map[string]float64{}
	waiting, lost := map[string]map[string]float64{}, map[string]map[string]bool{}
	total := map[string]float64{"callers_waiting": 0, "calls_waiting": 0, "withheld": 0}
	for _, m := range missed {
		line := fmt.Sprint(m.Call.NumberID)
		waits := m.ReturnedBy == "" && m.Caller != ""
		people := m.Call.MissedCallReason == fakeaircall.AgentsDidNotAnswer || m.Call.MissedCallReason == fakeaircall.NoAvailableAgent
		for column, is := range map[string]bool{"missed": true, "missed_by_people": people, "called_back": m.ReturnedBy == "callback",
			"called_again": m.ReturnedBy == "retry", "after_more_than_a_day": m.After > 86400, "waiting": waits, "withheld": m.Caller == ""} {
			count(lines, line, column, one(is))
		}
		if m.ReturnedBy == "callback" {
			returns[line] = append(returns[line], m.After)
		}
		if m.Caller != "" {
			count(histogram, bar(m), "missed_calls", 1)
		}
		if waits {
			count(waiting, m.Caller, "tries", 1)
			count(waiting, m.Caller, "voicemails", one(m.Call.HasVoicemail))
			total["calls_waiting"]++
		}
		total["withheld"] += one(m.Caller == "")
		if m.Call.HasVoicemail {
			count(voicemails, line, "voicemails", 1)
			count(voicemails, line, "spoken_since", one(m.ReturnedBy != ""))
		}
		if m.Unhandled() {
			count(unhandled, fmt.Sprint(m.Call.ID), "duration", float64(m.Call.Duration))
		}
		if m.Call.MissedCallReason == fakeaircall.OutOfOpeningHours {
			count(closed, line, "calls", 1)
			count(closed, line, "voicemails", one(m.Call.HasVoicemail))
			if lost[line] == nil {
				lost[line] = map[string]bool{}
			}
			if m.Caller != "" {
				lost[line][m.Caller] = lost[line][m.Caller] || m.ReturnedBy == ""
			}
		}
	}
	total["callers_waiting"] = float64(len(waiting))
	for line, callers := range lost {
		closed[line]["callers"], closed[line]["callers_lost"] = float64(len(callers)), 0
		for _, isLost := range callers {
			closed[line]["callers_lost"] += one(isLost)
		}
	}
	times := map[string]map[string]float64{}
	for line, columns := range lines {
		after := returns[line]
		slices.Sort(after)
		times[line] = map[string]float64{"called_back": columns["called_back"], "not_returned": columns["waiting"], "median_minutes": figures.Percentile(after, 0.5) / 60,
			"p90_minutes": figures.Percentile(after, 0.9) / 60, "within_an_hour_of_called_back": figures.Percent(figures.Within(after, 3600), len(after))}
	}
	c.compare("unreturned-missed-calls-by-line", c.ask("unreturned-missed-calls-by-line", 1), lines)
	c.compare("unreturned-missed-calls-count", c.ask("unreturned-missed-calls-count", 0), map[string]map[string]float64{"": total})
	c.compare("unreturned-missed-calls", c.ask("unreturned-missed-calls", 1), waiting)
	c.compare("time-to-call-back", c.ask("time-to-call-back", 1), times)
	c.compare("time-to-call-back-histogram", c.ask("time-to-call-back-histogram", 1), histogram)
	c.compare("voicemails-left-by-line", c.ask("voicemails-left-by-line", 1), voicemails)
	c.compare("voicemails-left", c.ask("voicemails-left", 1), unhandled)
	c.compare("after-hours-demand", c.ask("after-hours-demand", 1), closed)
	c.lastLines(missed)
}

// lastLines: the line of a caller who waits is that of the last try.
func (c *counting) lastLines(missed []figures.Missed) {
	last := map[string]string{}
	for _, m := range missed {
		if m.ReturnedBy == "" && m.Caller != "" {
			last[m.Caller] = c.company.Number(m.Call.NumberID).Name
		}
	}
	for caller, row := range c.ask("unreturned-missed-calls", 1) {
		if row["line"] != last[caller] {
			c.Errorf("the last try of a caller was on %v, want %q", row["line"], last[caller])
		}
	}
}

// bar is the one of the histogram in which a missed call is.
func bar(m figures.Missed) string {
	switch {
	case m.ReturnedBy == "":
		return "5 not yet"
	case m.After <= 15*60:
		return "1 within 15 minutes"
	case m.After <= 60*60:
		return "2 within an hour"
	case m.After <= 24*60*60:
		return "3 within a day"
	}
	return "4 after more than a day"
}

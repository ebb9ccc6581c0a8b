//go:build e2e

package steampipe_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// costs is how a page's document states what it costs.
var costs = regexp.MustCompile("Requests: `(?:calls / 50 of (the period|twice the period|two months|one agent) \\+ )?(\\d+)(?:, and (\\d+) more at most)?`")

// checkCost compares the requests of a page that was opened cold with its document.
func (p *insightsPage) checkCost(t *testing.T, requests int, asked []fakeaircall.Request) {
	t.Helper()
	document, err := os.ReadFile(filepath.Join("..", "..", string(insights), p.Documentation))
	if err != nil {
		t.Fatal(err)
	}
	m := costs.FindStringSubmatch(string(document))
	if m == nil {
		t.Fatalf("%s does not say what the page costs", p.Documentation)
	}
	least, _ := strconv.Atoi(m[2])
	more, _ := strconv.Atoi(m[3])
	days := map[string]int{"the period": 7, "twice the period": 14, "two months": 60, "one agent": 7}[m[1]]
	if days > 0 {
		calls := p.demo.rows.Between(time.Now().AddDate(0, 0, -days), time.Now())
		if m[1] == "one agent" {
			user := p.demo.rows.Users[0].ID
			calls = slices.DeleteFunc(slices.Clone(calls), func(c fakeaircall.Call) bool { return c.UserID != user })
		}
		least += max(1, (len(calls)+49)/50)
	}
	if requests < least || requests > least+more {
		t.Errorf("it costs %d requests, and its document says %d to %d:\n%s", requests, least, least+more, strings.Join(described(asked), "\n"))
	}
}

// described are requests in words, in order.
func described(requests []fakeaircall.Request) []string {
	var all []string
	for _, r := range requests {
		all = append(all, describe(r))
	}
	return all
}

// TestInsightsReadTheirWindow runs each query of each page under a generic and under a custom plan, for which Powerpipe's
// pool of connections decides: no list of calls is asked for without a bound, or for more than the page's window.
func TestInsightsReadTheirWindow(t *testing.T) {
	conn := steampipe.session(t, plain.schema())
	for _, p := range insightsPages {
		c := p.first(plain.rows)
		if _, asks := c["ask"]; asks {
			continue // no list of calls, and no add-on
		}
		s := insights.dashboard(t, plain.schema(), p.Name, c.args()...)
		if failed := s.failed(); failed != nil {
			t.Fatalf("%s failed: %q", p.Name, failed)
		}
		for _, panel := range slices.Concat(s.data(), s.of("with"), s.of("input")) {
			if !strings.Contains(panel.SQL, "aircall_") {
				continue
			}
			for _, plan := range []string{"generic", "custom"} {
				execute(t, conn, "set plan_cache_mode = force_"+plan+"_plan")
				plain.ResetRequests()
				run(t, conn, panel)
				for _, r := range plain.Requests() {
					if !p.isWithinWindow(r) {
						t.Errorf("%s, %s (%s), %s plan: %s", p.Name, panel.Title, panel.Name, plan, describe(r))
						break
					}
				}
			}
		}
	}
}

// isWithinWindow reports whether a request for calls begins no earlier than the page's longest window.
func (p *insightsPage) isWithinWindow(r fakeaircall.Request) bool {
	if r.Path != "/v1/calls" && r.Path != "/v1/calls/search" {
		return true
	}
	days := 14
	if p.Name == "menu_key_report" {
		days = 60
	}
	query, _ := url.ParseQuery(r.Query)
	from, err := strconv.ParseInt(query.Get("from"), 10, 64)
	return err == nil && time.Unix(from, 0).After(time.Now().AddDate(0, 0, -days).Add(-10*time.Minute))
}

// run runs the query of a panel as Powerpipe does: prepared, with its arguments.
func run(t testing.TB, conn *pgx.Conn, p panel) {
	t.Helper()
	var args []any
	list, _ := p.Args.([]any)
	for _, arg := range list {
		if text, ok := arg.(string); ok {
			args = append(args, text)
			continue
		}
		text, err := json.Marshal(arg)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, string(text))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	rows, err := conn.Query(ctx, p.SQL, args...)
	if err == nil {
		rows.Close()
		err = rows.Err()
	}
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", p.Name, err))
	}
}

package api

import (
	"fmt"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
)

// A list costs ceil(n/50) requests; beyond 10,000 rows one more for each 10,000, and one for the two hours that are about to
// age out. Nothing beyond the depth that Aircall lists is ever asked for.
func TestListIsCompleteAtTheLeastCost(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 49, 50, 51, 100, 1_000, 9_999, 10_000, 10_001, 25_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				company := callsOf(n, 0)
				a := serve(t, company, unlimited)
				rows, err := allCalls(t.Context(), a.client("c", Config{}))
				if err != nil {
					t.Fatal(err)
				}
				wantCalls(t, rows, company.Calls)
				most := max(1, (n+49)/50)
				if n > 10_000 {
					most += 1 + n/10_000
				}
				if got := len(a.Requests()); got > most {
					t.Errorf("%d requests, want at most %d", got, most)
				}
				for _, r := range a.Requests() {
					if r.Status != 200 {
						t.Errorf("%s?%s was answered %d", r.Path, r.Query, r.Status)
					}
				}
			})
		})
	}
}

func TestMoreThanTheDepthInOneSecondIsAnError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(10_500, 10_002), unlimited)
		_, err := allCalls(t.Context(), a.client("c", Config{}))
		var depth *DepthError
		if !asError(err, &depth) || depth.At.IsZero() {
			t.Fatalf("got %v, want a DepthError that names the second", err)
		}
	})
}

// 10,000 calls may share a second as long as they are all listed.
func TestFullSecondIsRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := callsOf(10_300, 9_900)
		a := serve(t, company, unlimited)
		rows, err := allCalls(t.Context(), a.client("c", Config{}))
		if err != nil {
			t.Fatal(err)
		}
		wantCalls(t, rows, company.Calls)
	})
}

// Every list of Aircall ends where it should, the one of webhooks too, whose meta has no links.
func TestEveryListIsReadToItsEnd(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := democompany.New(7, time.Now(), democompany.Size{
			Users: 101, Teams: 60, Numbers: 50, Contacts: 120, Tags: 99, Webhooks: 75, CallsPerDay: 2, Days: 30,
		})
		a := serve(t, company, unlimited)
		c, ctx := a.client("c", Config{}), t.Context()
		users, err := collect(c.Users(ctx, ListOptions{}))
		check(t, "users", len(users), len(company.Users), err)
		availabilities, err := collect(c.Availabilities(ctx, ListOptions{}))
		check(t, "availabilities", len(availabilities), len(company.Users), err)
		teams, err := collect(c.Teams(ctx, ListOptions{}))
		check(t, "teams", len(teams), len(company.Teams), err)
		numbers, err := collect(c.Numbers(ctx, ListOptions{}))
		check(t, "numbers", len(numbers), len(company.Numbers), err)
		contacts, err := collect(c.Contacts(ctx, ContactQuery{}))
		check(t, "contacts", len(contacts), len(company.Contacts), err)
		tags, err := collect(c.Tags(ctx, ListOptions{}))
		check(t, "tags", len(tags), len(company.Tags), err)
		webhooks, err := collect(c.Webhooks(ctx, ListOptions{}))
		check(t, "webhooks", len(webhooks), len(company.Webhooks), err)
	})
}

func check(t *testing.T, what string, got, want int, err error) {
	t.Helper()
	if err != nil || got != want {
		t.Errorf("%s: %d rows, %v; want %d", what, got, err, want)
	}
}

// LIMIT is one request of that size; a consumer that stops has cost what it read and what was in flight.
func TestLimitAndStopping(t *testing.T) {
	tests := map[string]struct {
		limit, stopAfter, most int
		perPage                string
	}{
		"limit 10":                        {limit: 10, stopAfter: 10, most: 1, perPage: "10"},
		"limit 50":                        {limit: 50, stopAfter: 50, most: 1, perPage: "50"},
		"limit 120":                       {limit: 120, stopAfter: 120, most: 3, perPage: "50"},
		"stops after 120 without a limit": {stopAfter: 120, most: 8, perPage: "50"},
		"limit that is passed":            {limit: 60, stopAfter: 160, most: 4, perPage: "50"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, callsOf(10_000, 0), unlimited)
				n := 0
				for _, err := range a.client("c", Config{}).Calls(t.Context(), CallQuery{ListOptions: ListOptions{Limit: test.limit}}) {
					if err != nil {
						t.Fatal(err)
					}
					if n++; n == test.stopAfter {
						break
					}
				}
				requests := a.Requests()
				if n != test.stopAfter || len(requests) > test.most {
					t.Errorf("%d rows for %d requests, want %d for at most %d", n, len(requests), test.stopAfter, test.most)
				}
				for _, r := range requests {
					if got := query(t, r.Query).Get("per_page"); got != test.perPage {
						t.Errorf("per_page=%s, want %s", got, test.perPage)
					}
				}
			})
		})
	}
}

// The bounds of a window become from and to, exactly.
func TestWindowBecomesFromAndTo(t *testing.T) {
	at := time.Unix(1_790_000_000, 0)
	tests := map[string]struct {
		window   Window
		from, to string
	}{
		"closed":          {Window{at, at.Add(time.Hour)}, "1789999999", "1790003600"},
		"one second":      {Window{at, at}, "1789999999", "1790000000"},
		"between seconds": {Window{at.Add(time.Microsecond), at.Add(2500 * time.Millisecond)}, "1790000000", "1790000002"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				time.Sleep(time.Until(at.Add(24 * time.Hour)))
				a := serve(t, callsOf(0, 0), unlimited)
				if _, err := collect(a.client("c", Config{}).Calls(t.Context(), CallQuery{ListOptions: ListOptions{Window: test.window}})); err != nil {
					t.Fatal(err)
				}
				q := query(t, a.Requests()[0].Query)
				if q.Get("from") != test.from || q.Get("to") != test.to {
					t.Errorf("from=%s to=%s, want %s and %s", q.Get("from"), q.Get("to"), test.from, test.to)
				}
			})
		})
	}
}

func TestContradictoryWindowCostsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(10, 0), unlimited)
		now := time.Now()
		rows, err := collect(a.client("c", Config{}).Calls(t.Context(), CallQuery{ListOptions: ListOptions{Window: Window{now, now.Add(-time.Hour)}}}))
		if err != nil || len(rows) != 0 || len(a.Requests()) != 0 {
			t.Errorf("%d rows, %v, %d requests; want none", len(rows), err, len(a.Requests()))
		}
	})
}

//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// A world is what statements are asked about: a company, or several and all of them together.
type world struct {
	name    string
	fakes   []*fakeaircall.Server
	schemas []string // none of a single company
	tables  []string // that statements are made of
	plain   *plainTables
	listing map[string]int // what reading a table whole costs, in requests
}

// latency is how long an answer takes, on the clock of the bubble.
const latency = 20 * time.Millisecond

func fakeOf(c *fakeaircall.Company, isCapped bool) *fakeaircall.Server {
	return fakeaircall.New(c, fakeaircall.Options{RateLimit: -1, CapTotal: isCapped, Latency: func(*http.Request) time.Duration { return latency }})
}

// worlds are made anew for each run of a test: several read a company at once.
var worlds = map[string]func() *world{
	// every table, for a week
	"week": func() *world {
		company := democompany.New(1, present, democompany.Size{Days: 7, Contacts: 60, Numbers: 3, Users: 4})
		return &world{fakes: []*fakeaircall.Server{fakeOf(company, false)}}
	},
	// calls in the same second, across the borders of pages
	"ties": func() *world {
		company := fixture.Calls(430, present.Add(-3*time.Minute), present, 130)
		return &world{fakes: []*fakeaircall.Server{fakeOf(company, false)}}
	},
	// more calls than Aircall lists, or counts, at once
	"many": func() *world {
		company := fixture.Calls(10_300, present.AddDate(0, 0, -20), present, 130)
		return &world{fakes: []*fakeaircall.Server{fakeOf(company, true)}, tables: []string{"aircall_call", "aircall_missed_call", "aircall_number", "aircall_user"}}
	},
	// two companies, and an aggregator of both
	"both": func() *world {
		one := democompany.New(2, present, democompany.Size{Days: 3, Contacts: 20, Numbers: 2, Users: 3})
		two := democompany.New(2, present, democompany.Size{Days: 2, Contacts: 10, Numbers: 2, Users: 2}) // shares ids with the first
		return &world{fakes: []*fakeaircall.Server{fakeOf(one, false), fakeOf(two, false)}, schemas: []string{"one", "two", "both"}}
	},
}

// newWorld makes a world and reads it whole.
func newWorld(t *testing.T, name string) *world {
	t.Helper()
	w := worlds[name]()
	w.name, w.plain, w.listing = name, newPlainTables(t), map[string]int{}
	if w.tables == nil {
		w.tables = compared
	}
	db, stop := w.open(t, "cache_seconds = 0")
	defer stop()
	for _, schema := range slices.Concat(w.schemas, []string{""})[:max(1, len(w.schemas))] {
		if schema != "" {
			if err := w.plain.Exec("attach ':memory:' as " + schema); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range db.Tables() {
			if slices.Contains(w.tables, table.Name) {
				before := w.requests()
				w.plain.copyTable(t, db, schema, table)
				w.listing[w.plain.tables[len(w.plain.tables)-1].name] = w.requests() - before
			}
		}
	}
	return w
}

func (w *world) requests() (n int) {
	for _, fake := range w.fakes {
		n += len(fake.Requests())
	}
	return n
}

// lastRequests counts, by what was asked, so many of the last requests of each company.
func (w *world) lastRequests(n int) map[string]int {
	counts := map[string]int{}
	for _, fake := range w.fakes {
		all := fake.Requests()
		for _, r := range all[max(0, len(all)-n):] {
			path := strings.Split(r.Path, "/")
			for i, part := range path {
				if part != "" && part[0] >= '0' && part[0] <= '9' {
					path[i] = ":id"
				}
			}
			query, _ := url.ParseQuery(r.Query)
			counts[strings.Join(path, "/")+" "+query.Get("from")+"-"+query.Get("to")]++
		}
	}
	return counts
}

// open gives an engine that has read nothing yet.
func (w *world) open(t *testing.T, config string) (*localsql.DB, func()) {
	t.Helper()
	var (
		connections []localsql.Connection
		stops       []func()
		names       []string
	)
	for i, fake := range w.fakes {
		base, stop := network.Connect(fake)
		stops = append(stops, stop)
		name := fmt.Sprintf("world_%d", opened.Add(1))
		if w.schemas != nil {
			name = w.schemas[i]
		}
		names = append(names, name)
		connections = append(connections, localsql.Connection{Name: name, Config: strings.Join([]string{fmt.Sprintf("base_url = %q", base), fmt.Sprintf("access_token = %q", fakeaircall.DemoAccessToken),
			"max_requests_per_minute = 1000", config}, "\n")})
	}
	options := embedded.Options(connections...)
	if len(names) < len(w.schemas) {
		options.Aggregators = []localsql.Aggregator{{Name: w.schemas[len(names)], Connections: names}}
	}
	db, err := localsql.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return db, func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		for _, stop := range stops {
			stop()
		}
	}
}

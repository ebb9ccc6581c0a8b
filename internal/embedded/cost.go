package embedded

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// Cost is what a query has cost.
type Cost struct {
	Requests   int           // sent to Aircall, repeated ones included
	FromMemory int           // pages that cost no request, because they had just been read
	RowsRead   int           // on all pages, whatever the query made of them
	Waited     time.Duration // for the limit and between attempts, of all requests together
	Took       time.Duration // since the meter began
	// Limit is how many requests a minute the company allows, and Left how many of them are left now; both are 0 where no
	// request was sent. Of several companies they are those of the one with the fewest left.
	Limit, Left int
}

// Summary is one line about a query whose result had so many rows: "14 requests, 690 rows, 2.1 s, 86 of this minute left".
func (c Cost) Summary(rows int) string {
	return c.line(Count(c.Requests, "request"), Count(rows, "row"))
}

// Detail is all of it in one line: "14 requests, 3 pages from memory, waited 12.0 s, 690 rows read, 12 rows, 2.1 s, …".
func (c Cost) Detail(rows int) string {
	return c.line(Count(c.Requests, "request"), Count(c.FromMemory, "page")+" from memory", fmt.Sprintf("waited %.1f s", c.Waited.Seconds()),
		Count(c.RowsRead, "row")+" read", Count(rows, "row"))
}

func (c Cost) line(parts ...string) string {
	parts = append(parts, fmt.Sprintf("%.1f s", c.Took.Seconds()))
	if c.Limit > 0 {
		parts = append(parts, fmt.Sprintf("%d of this minute left", c.Left))
	}
	return strings.Join(parts, ", ")
}

// Count is a number and what it counts: 1 request, 2 requests.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// A Meter counts what the queries of a context cost. It is safe for concurrent use.
type Meter struct {
	now   func() time.Time
	began time.Time

	mu    sync.Mutex
	cost  Cost
	usage map[any]func() api.Usage // of each company that was asked
}

// WithMeter returns a context for queries, and the meter that counts them from now on; now is the clock, time.Now outside of
// tests. A page that two queries share is counted where the first asked for it.
func WithMeter(ctx context.Context, now func() time.Time) (context.Context, *Meter) {
	m := &Meter{now: now, began: now(), usage: map[any]func() api.Usage{}}
	return api.WithTrace(ctx, &api.Trace{Request: m.request, Page: m.page, Waited: m.waited}), m
}

// Cost is what the queries have cost until now.
func (m *Meter) Cost() Cost {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cost
	c.Took = m.now().Sub(m.began)
	for _, usage := range m.usage {
		if u := usage(); c.Limit == 0 || u.Left() < c.Left {
			c.Limit, c.Left = u.Limit, u.Left()
		}
	}
	return c
}

func (m *Meter) request(e api.RequestEvent) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.Requests++
	m.usage[e.Company] = e.Usage
}

func (m *Meter) page(e api.PageEvent) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.RowsRead += e.Rows
	if e.Cached {
		m.cost.FromMemory++
	}
}

func (m *Meter) waited(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.Waited += d
}

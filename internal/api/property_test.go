package api

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

var (
	seedFlag  = flag.Uint64("seed", 0, "of the property tests; 0: one after the other, from anywhere")
	casesFlag = flag.Int("cases", 200, "of each seed")
	forFlag   = flag.Duration("for", 4*time.Second, "after which a property test begins no further seed")
)

// property runs random cases, each in a bubble of its own, and says which one failed. A case returns the error that
// a query ended with, if that was allowed.
func property[D any](t *testing.T, draw func(*rand.Rand) D, run func(*testing.T, D) error) {
	t.Helper()
	t.Parallel()
	began, first := time.Now(), *seedFlag
	if first == 0 {
		first = rand.Uint64N(1 << 32)
	}
	cases, failed := 0, 0
	for seed := first; seed == first || *seedFlag == 0 && time.Since(began) < *forFlag; seed++ {
		for i := range *casesFlag {
			d := draw(rand.New(rand.NewPCG(seed, uint64(i))))
			synctest.Test(t, func(t *testing.T) { // a failure ends the whole test
				if run(t, d) != nil {
					failed++
				}
				if t.Failed() {
					t.Logf("-seed=%d, case %d: %+v", seed, i, d)
				}
			})
			cases++
		}
	}
	if cases >= 100 && failed > cases/3 {
		t.Errorf("from -seed=%d: %d of %d cases ended in an error, which says little of the others", first, failed, cases)
	}
}

// Whatever company, window, fault and change is drawn: the answer is complete, or an error.
func TestAnswerIsCompleteOrAnError(t *testing.T) {
	property(t, draw, func(t *testing.T, d drawn) error {
		err := d.run(t)
		if err != nil && !d.mayFail() {
			t.Error(err)
		}
		return err
	})
}

// drawn is one case.
type drawn struct {
	calls, sharing int
	from, to       time.Duration // of the window, from the company's first call; negative: open
	concurrent     int
	cached         bool
	shuffle        uint64
	faults         []fakeaircall.Fault
	lasting        bool           // one of the faults never heals
	changes        map[int]change // by the request that they come before
}

// change happens to the company while it is read.
type change struct {
	kind string // delete, insert, move, start, or swap: one leaves and another starts
	at   float64
	n    int
}

const secondsPerCall = 20

func draw(r *rand.Rand) drawn {
	sizes := []int{0, 1, 49, 50, 51, 99, 100, 101, 150, 200 + r.IntN(300), r.IntN(60)}
	d := drawn{calls: sizes[r.IntN(len(sizes))], concurrent: 1 + r.IntN(6), cached: r.IntN(3) == 0, shuffle: r.Uint64(), from: -1, to: -1, changes: map[int]change{}}
	if r.IntN(120) == 0 {
		d.calls = 10_000 + r.IntN(300)
	}
	if r.IntN(3) == 0 {
		d.sharing = r.IntN(1 + min(d.calls, 120))
	}
	whole := time.Duration(d.calls+1) * secondsPerCall * time.Second
	if r.IntN(2) == 0 {
		d.from = rand.N(whole).Truncate(500 * time.Millisecond)
	}
	if r.IntN(2) == 0 {
		d.to = max(d.from, 0) + rand.N(whole)
	}
	kinds := []fakeaircall.Kind{fakeaircall.StatusCode, fakeaircall.TooManyRequests, fakeaircall.MissingEnvelope,
		fakeaircall.TruncatedBody, fakeaircall.ConnectionReset, fakeaircall.Slow}
	for range r.IntN(3) {
		f := fakeaircall.Fault{Kind: kinds[r.IntN(len(kinds))], Page: 1 + r.IntN(d.calls/50+2), Times: 1 + r.IntN(2),
			Status: []int{500, 502, 503, 504}[r.IntN(4)], Body: fakeaircall.BodyShape(r.IntN(3)), Delay: 10 * time.Second}
		if r.IntN(12) == 0 {
			f.Times, d.lasting = fakeaircall.Forever, true
		}
		d.faults = append(d.faults, f)
	}
	for range r.IntN(4) {
		kind := []string{"delete", "insert", "move", "start", "swap"}[r.IntN(5)]
		d.changes[2+r.IntN(d.calls/50+3)] = change{kind: kind, at: r.Float64(), n: 1 + r.IntN(60)}
	}
	return d
}

// mayFail: a fault that lasts, and a list that changes all the time.
func (d drawn) mayFail() bool { return d.lasting || len(d.changes) > 1 }

// run asks for the window and compares the answer with the company. Which rows there are is its
// business; that those which were there all the time came once is what it returns no error for.
func (d drawn) run(t *testing.T) error {
	begin := time.Now()
	time.Sleep(time.Duration(d.calls+1) * secondsPerCall * time.Second)
	company := fixture.Calls(d.calls, begin, time.Now(), d.sharing)
	window := Window{}
	if d.from >= 0 {
		window.From = begin.Add(d.from)
	}
	if d.to >= 0 {
		window.To = begin.Add(d.to)
	}
	inside := func(call fakeaircall.Call) bool {
		at := time.Unix(call.StartedAt, 0)
		return !at.Before(window.From) && (window.To.IsZero() || !at.After(window.To))
	}
	finalised := map[int64]bool{}
	must := map[int64]bool{} // there before, during and after
	for _, call := range company.Calls {
		must[call.ID] = inside(call)
	}
	a := serve(t, company, fakeaircall.Options{RateLimit: -1, Latency: shuffled(d.shuffle), BeforeRequest: func(n int, _ *http.Request, c *fakeaircall.Company) {
		if change, ok := d.changes[n]; ok {
			change.apply(c, finalised)
		}
		present := map[int64]bool{}
		for _, call := range c.Calls {
			present[call.ID] = inside(call)
		}
		for id := range must {
			must[id] = must[id] && present[id]
		}
	}})
	for _, f := range d.faults {
		a.Fault(f)
	}
	cfg := Config{MaxConcurrentRequests: d.concurrent}
	if d.cached {
		cfg.CacheFor = time.Minute
	}
	c := a.client("c", cfg)
	rows, err := collect(c.Calls(t.Context(), CallQuery{ListOptions: ListOptions{Window: window}}))
	if err != nil {
		return err
	}
	d.compare(t, rows, must, inside)
	if d.cached && len(d.changes) == 0 {
		again, err := collect(c.Calls(t.Context(), CallQuery{ListOptions: ListOptions{Window: window}}))
		if err != nil || len(again) != len(rows) {
			t.Errorf("from memory: %d rows and %v, not %d", len(again), err, len(rows))
		}
	}
	return nil
}

func (d drawn) compare(t *testing.T, rows []*Call, must map[int64]bool, inside func(fakeaircall.Call) bool) {
	got := map[int64]bool{}
	for _, row := range rows {
		if got[row.ID] {
			t.Errorf("call %d came twice", row.ID)
		}
		got[row.ID] = true
		if !inside(fakeaircall.Call{StartedAt: row.StartedAt.Unix()}) {
			t.Errorf("call %d lies outside the window", row.ID)
		}
	}
	for id, wanted := range must {
		if wanted && !got[id] {
			t.Errorf("call %d is lost", id)
		}
	}
	if len(d.changes) == 0 && len(got) != countTrue(must) {
		t.Errorf("%d rows, want %d", len(got), countTrue(must))
	}
}

func countTrue(m map[int64]bool) (n int) {
	for _, v := range m {
		if v {
			n++
		}
	}
	return n
}

func (x change) apply(c *fakeaircall.Company, finalised map[int64]bool) {
	if len(c.Calls) == 0 {
		return
	}
	i := int(x.at * float64(len(c.Calls)))
	switch x.kind {
	case "delete":
		c.Calls = slices.Delete(c.Calls, i, min(i+x.n, len(c.Calls)))
	case "insert":
		for k := range x.n {
			late := c.Calls[i]
			late.ID = 9_000_000_000 + int64(i*1000+k)
			c.Calls = slices.Insert(c.Calls, i, late)
		}
	case "move":
		for k := i; k < min(i+x.n, len(c.Calls)); k++ {
			if !finalised[c.Calls[k].ID] { // which happens once
				c.Calls[k].StartedAt++
				finalised[c.Calls[k].ID] = true
			}
		}
	case "start":
		x.start(c, i, x.n)
	case "swap":
		c.Calls = slices.Delete(c.Calls, i, i+1)
		x.start(c, i, 1)
	}
}

func (x change) start(c *fakeaircall.Company, i, n int) {
	for k := range n {
		c.Calls = append(c.Calls, fakeaircall.Call{ID: 8_000_000_000 + int64(i*1000+k), StartedAt: time.Now().Unix(), Direction: "inbound"})
	}
}

func (x change) String() string { return fmt.Sprintf("%s %d at %.2f", x.kind, x.n, x.at) }

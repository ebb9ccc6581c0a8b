package api

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// A busy company's oldest calls age out of the six months while they are read: 222,000 calls, 100 a minute, take three quarters of
// an hour. The reading ends, and costs what Aircall's pages allow and one request.
func TestCallsThatAgeOutDoNotEndTheReading(t *testing.T) {
	for _, budget := range []int{100, 20} { // at 20 a minute it takes longer than what is kept back
		t.Run(fmt.Sprint(budget), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				const calls = 222_000
				s := newSteady(time.Now().AddDate(0, -retentionMonths, 0), 600*time.Millisecond, calls)
				c := s.client(t, Config{MaxRequestsPerMinute: budget})
				seen := make([]bool, calls)
				n := 0
				for call, err := range c.Calls(t.Context(), CallQuery{}) {
					if err != nil {
						t.Fatal(err)
					}
					if seen[call.ID-1] {
						t.Fatalf("call %d came twice", call.ID)
					}
					seen[call.ID-1] = true
					n++
				}
				first := s.after(time.Now().AddDate(0, -retentionMonths, 0).Unix())
				for i := first; i < calls; i++ {
					if !seen[i] {
						t.Fatalf("call %d is lost", i)
					}
				}
				least := (n + maxPerPage - 1) / maxPerPage
				t.Logf("%d calls of %d are left, %d requests", n, calls, s.requests.Load())
				if most := (calls+maxPerPage-1)/maxPerPage + 1; budget == 100 && int(s.requests.Load()) > most || int(s.requests.Load()) > least*106/100 {
					t.Errorf("%d requests for %d calls, want %d at most", s.requests.Load(), n, most)
				}
			})
		})
	}
}

// Whether meta.total goes beyond 10,000 is not established: the answer and the count are whole if it does not.
func TestTotalThatStopsAtTheDepth(t *testing.T) {
	for _, n := range []int{9_999, 10_000, 10_001, 10_050, 25_000} {
		for _, capped := range []bool{false, true} {
			t.Run(fmt.Sprint(n, capped), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					company := callsOf(n, 0)
					a := serve(t, company, fakeaircall.Options{RateLimit: -1, CapTotal: capped})
					c := a.client("c", Config{})
					time.Sleep(time.Minute)
					for name, window := range map[string]Window{"open": {}, "closed": {To: time.Now().Add(-10 * time.Second)}} {
						q := CallQuery{ListOptions: ListOptions{Window: window}}
						rows, err := collect(c.Calls(t.Context(), q))
						if err != nil {
							t.Fatal(err)
						}
						wantCalls(t, rows, company.Calls)
						a.ResetRequests()
						count, err := c.CountCalls(t.Context(), q)
						if err != nil || count != int64(n) {
							t.Errorf("%s: %d calls counted, %v", name, count, err)
						}
						if got := len(a.Requests()); got > 2+3*(n/maxDepth) || n < maxDepth && got != 1 {
							t.Errorf("%s: the count cost %d requests", name, got)
						}
					}
				})
			})
		}
	}
}

// What Aircall says of a list may be wrong. Then all rows come, or an error does, after few requests.
func TestWrongMetaIsAnErrorOrIgnored(t *testing.T) {
	const rows = 120
	next := "http://127.0.0.1/next"
	link := func(more bool) any {
		if more {
			return next
		}
		return nil
	}
	page := func(q url.Values, size int64) (ids []int64, more bool) {
		first := (param(q, "page") - 1) * size
		return between(min(first, rows), min(first+size, rows)), first+size < rows
	}
	tests := map[string]struct {
		answer func(q url.Values) answer
		whole  bool // all 120 rows come; otherwise an error
		most   int64
	}{
		"no total, and pages that are smaller than was asked": {func(q url.Values) answer {
			ids, more := page(q, 20)
			return answer{ids: ids, meta: map[string]any{"next_page_link": link(more)}}
		}, true, 2 * 7},
		"no total and no links": {func(q url.Values) answer {
			ids, _ := page(q, 50)
			return answer{ids: ids}
		}, true, 2 * 4},
		"a total that is too low beside a next link": {func(q url.Values) answer {
			ids, more := page(q, 50)
			return answer{ids: ids, meta: map[string]any{"total": 50, "next_page_link": link(more)}}
		}, true, 2 * 3},
		"small pages beside a right total": {func(q url.Values) answer {
			ids, more := page(q, 20)
			return answer{ids: ids, meta: map[string]any{"total": rows, "next_page_link": link(more)}}
		}, true, 2 * 7},
		"a total of a thousand million": {func(q url.Values) answer {
			ids, more := page(q, 50)
			return answer{ids: ids, meta: map[string]any{"total": 1_000_000_000, "next_page_link": link(more)}}
		}, false, 60},
		"a total of a thousand million, and no links": {func(q url.Values) answer {
			ids, _ := page(q, 50)
			return answer{ids: ids, meta: map[string]any{"total": 1_000_000_000}}
		}, false, 60},
		"a total that is one too high": {func(q url.Values) answer {
			ids, more := page(q, 50)
			return answer{ids: ids, meta: map[string]any{"total": rows + 1, "next_page_link": link(more)}}
		}, false, 60},
		"the same page for ever": {func(url.Values) answer {
			return answer{ids: between(0, 50), meta: map[string]any{"total": rows, "next_page_link": next}}
		}, false, 60},
		"the same page for ever, without a total": {func(url.Values) answer {
			return answer{ids: between(0, 50), meta: map[string]any{"next_page_link": next}}
		}, false, 60},
		"empty pages that go on": {func(url.Values) answer {
			return answer{meta: map[string]any{"total": rows, "next_page_link": next}}
		}, false, 30},
		"a total that is negative": {func(q url.Values) answer {
			ids, more := page(q, 50)
			return answer{ids: ids, meta: map[string]any{"total": math.MinInt32, "next_page_link": link(more)}}
		}, true, 2 * 3},
		"more rows than were asked for": {func(url.Values) answer {
			return answer{ids: between(0, rows), meta: map[string]any{"total": rows, "next_page_link": nil}}
		}, false, 1},
	}
	lists := map[string]func(context.Context, *Client) (int, error){
		"calls": func(ctx context.Context, c *Client) (int, error) {
			rows, err := allCalls(ctx, c)
			return len(rows), err
		},
		"teams": func(ctx context.Context, c *Client) (int, error) {
			rows, err := collect(c.Teams(ctx, ListOptions{}))
			return len(rows), err
		},
		"tags": func(ctx context.Context, c *Client) (int, error) {
			rows, err := collect(c.Tags(ctx, ListOptions{}))
			return len(rows), err
		},
	}
	for name, test := range tests {
		for list, read := range lists {
			t.Run(list+"/"+name, func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					at := time.Now().Add(-time.Hour).Unix() // one second for all: the next segment cannot begin elsewhere
					l := &lying{answer: func(q url.Values) answer {
						if q.Has("to") && param(q, "to") < at { // what ages out is read apart
							return answer{meta: map[string]any{"total": 0, "next_page_link": nil}}
						}
						a := test.answer(q)
						a.at = at
						return a
					}}
					n, err := read(t.Context(), l.client(t, Config{}))
					switch {
					case test.whole && (err != nil || n != rows):
						t.Errorf("%d rows, %v; want %d", n, err, rows)
					case !test.whole && (err == nil || !strings.Contains(err.Error(), "/v1/"+list) || strings.Contains(err.Error(), "-1")):
						t.Errorf("%d rows, %v; want an error that names the list", n, err)
					}
					if got := l.requests.Load(); got > test.most {
						t.Errorf("%d requests, want %d at most", got, test.most)
					}
				})
			})
		}
	}
}

// An order that is not the one that was asked for, a time that was not, or none: nothing can go on from such a row.
func TestRowsThatWereNotAskedFor(t *testing.T) {
	tests := map[string]func(q url.Values, now int64) (first, step int64){
		"the oldest first": func(_ url.Values, now int64) (int64, int64) { return now - 10_000, 10 },
		"outside the time": func(_ url.Values, now int64) (int64, int64) { return now + 600, -1 },
		"without a time":   func(url.Values, int64) (int64, int64) { return 0, 0 },
	}
	for name, start := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &ordered{start: start}
				rows, err := collect(l.client(t).Calls(t.Context(), CallQuery{}))
				var unusable *BodyError
				if !asError(err, &unusable) {
					t.Errorf("%d rows, %v; want a BodyError", len(rows), err)
				}
			})
		})
	}
}

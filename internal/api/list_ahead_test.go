package api

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestLargePagesAreRequestedFewAhead: what a slow reader has not looked at yet is bounded in bytes too.
func TestLargePagesAreRequestedFewAhead(t *testing.T) {
	for name, test := range map[string]struct {
		comment int // bytes of each call's
		pages   int // of 20 that are requested while the reader looks at the second
	}{
		"small pages":   {100, 2 + 5},    // as many as may be in flight
		"pages of 1 MB": {20_000, 2 + 1}, // 2 MB
		"pages of 3 MB": {60_000, 2 + 0},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				company := callsOf(1000, 0)
				for i := range company.Calls {
					company.Calls[i].Details = &fakeaircall.Details{Comments: []fakeaircall.Comment{{Content: strings.Repeat("x", test.comment)}}}
				}
				a := serve(t, company, unlimited)
				c := a.client("ahead", Config{})
				rows := 0
				for _, err := range c.Calls(t.Context(), CallQuery{}) {
					if err != nil {
						t.Fatal(err)
					}
					if rows++; rows <= 50 {
						continue
					}
					synctest.Wait()
					if n := len(a.asked()); n != test.pages {
						t.Errorf("%d pages were requested, want %d", n, test.pages)
					}
					break
				}
			})
		})
	}
}

// decodedCall is a call that counts how often one was decoded.
type decodedCall struct{ Call }

var decodedCalls atomic.Int64

func (c *decodedCall) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	decodedCalls.Add(1)
	return json.UnmarshalDecode(d, &c.Call)
}

// TestSharedPagesAreDecodedWhenTheirRowsAreWanted: twenty queries that share pages do not hold twenty times those ahead,
// decoded, which takes more room than they have as they were received.
func TestSharedPagesAreDecodedWhenTheirRowsAreWanted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const queries, perPage = 20, 50
		a := serve(t, callsOf(10*perPage, 0), unlimited)
		c := a.client("shared", Config{CacheFor: time.Minute})
		calls := list[decodedCall, int64]{
			listSpec: CallQuery{}.list().listSpec,
			id:       func(c *decodedCall) int64 { return c.ID },
			at:       func(c *decodedCall) Time { return c.StartedAt },
		}
		decodedCalls.Store(0)
		goOn := make(chan struct{})
		var rows atomic.Int64
		var all sync.WaitGroup
		for range queries {
			all.Go(func() {
				given := 0
				if err := readList(t.Context(), c, calls, ListOptions{}, func(*decodedCall) bool {
					rows.Add(1)
					if given++; given > perPage { // the first page is read alone
						<-goOn
					}
					return true
				}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		requested := int64(len(a.Requests()))
		if most := (2*queries + requested) * perPage; requested < 2+5 || decodedCalls.Load() > most {
			t.Errorf("%d rows were decoded after %d requests, want %d at most", decodedCalls.Load(), requested, most)
		}
		close(goOn)
		all.Wait()
		if n := len(a.Requests()); rows.Load() != queries*10*perPage || n != 10 {
			t.Errorf("%d rows came, of %d requests", rows.Load(), n)
		}
	})
}

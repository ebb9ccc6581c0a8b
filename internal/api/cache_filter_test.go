package api

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// A search by direction or user is answered from a whole reading that is in memory: its calls tell. What the reading cannot
// know is asked for.
func TestSearchIsAnsweredFromAWholeReading(t *testing.T) {
	for what, test := range map[string]struct {
		whole    CallQuery
		limit    int // the whole reading stops after so many rows; 0: it does not
		after    time.Duration
		cacheFor time.Duration // 0: a minute
		search   CallQuery     // by direction, and by user where UserID is 1
		requests int           // of the search; -1: as many as without the reading
	}{
		"by direction":            {search: CallQuery{Direction: "inbound"}},
		"by user":                 {search: CallQuery{UserID: 1}},
		"by both":                 {search: CallQuery{Direction: "outbound", UserID: 1}},
		"in a part of the window": {search: CallQuery{Direction: "inbound", ListOptions: ListOptions{Window: Window{From: present.AddDate(0, 0, -3), To: present.AddDate(0, 0, -1)}}}},
		"some seconds later":      {after: 10 * time.Second, search: CallQuery{Direction: "inbound"}, requests: 1}, // of the seconds since
		"with a limit":            {search: CallQuery{Direction: "inbound", ListOptions: ListOptions{Limit: 3}}},
		"too late":                {after: 2 * time.Minute, search: CallQuery{Direction: "inbound"}, requests: -1},
		"of a longer time":        {whole: CallQuery{ListOptions: ListOptions{Window: Window{From: present.AddDate(0, 0, -3)}}}, search: CallQuery{Direction: "inbound"}, requests: -1},
		"with more of each call":  {search: CallQuery{Direction: "inbound", Expand: Expand{Contact: true}}, requests: -1},
		"of what nobody has read": {limit: 60, search: CallQuery{Direction: "inbound"}, requests: -1},
		"by what a call hides":    {search: CallQuery{Direction: "inbound", PhoneNumber: "+447700900417"}, requests: -1},
		"by tags":                 {search: CallQuery{Direction: "inbound", TagIDs: []int64{1}}, requests: -1},
		"where nothing is kept":   {cacheFor: -1, search: CallQuery{Direction: "inbound"}, requests: -1},
	} {
		t.Run(what, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				time.Sleep(time.Until(present))
				company := democompany.New(1, present, democompany.Size{Days: 7})
				if test.search.UserID == 1 {
					test.search.UserID = mostActiveUser(company)
				}
				if test.cacheFor == 0 {
					test.cacheFor = time.Minute
				}
				a, fresh := serve(t, company, unlimited), serve(t, company, unlimited)
				c := a.client("c", Config{CacheFor: test.cacheFor})
				if _, err := collect(limited(c.Calls(t.Context(), test.whole), test.limit)); err != nil {
					t.Fatal(err)
				}
				time.Sleep(test.after)
				synctest.Wait() // pages that were being read ahead arrive or are given up
				before := len(a.Requests())
				got, err := collect(limited(c.Calls(t.Context(), test.search), test.search.Limit))
				want, errFresh := collect(limited(fresh.client("c", Config{}).Calls(t.Context(), test.search), test.search.Limit))
				if err != nil || errFresh != nil || !slices.EqualFunc(got, want, func(a, b *Call) bool { return a.ID == b.ID }) {
					t.Errorf("%d calls, want %d; errors %v, %v", len(got), len(want), err, errFresh)
				}
				if hides := test.search.PhoneNumber != "" || test.search.TagIDs != nil; len(want) == 0 && !hides {
					t.Error("there is nothing to find")
				}
				requests := test.requests
				if requests < 0 {
					requests = len(fresh.Requests())
				}
				if n := len(a.Requests()) - before; n != requests {
					t.Errorf("%d requests, want %d", n, requests)
				}
			})
		})
	}
}

// present is when the company of these tests lives.
var present = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func mostActiveUser(c *fakeaircall.Company) (user int64) {
	calls := map[int64]int{}
	for _, call := range c.Calls {
		if calls[call.UserID]++; call.UserID != 0 && calls[call.UserID] > calls[user] {
			user = call.UserID
		}
	}
	return user
}

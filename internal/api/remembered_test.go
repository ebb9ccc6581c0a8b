package api

import (
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestCallsAreRememberedForTheCacheTime(t *testing.T) {
	bubble(t, callsAreRememberedForTheCacheTime)
}

func callsAreRememberedForTheCacheTime(t *testing.T) {
	const n = 120
	company := callsOf(n, 1)
	a := serve(t, company, fakeaircall.Options{})
	c := a.client("remembers", Config{CacheFor: time.Minute})
	known := func() (found int) {
		before := len(a.Requests())
		for _, call := range company.Calls {
			if remembered := c.RememberedCall(call.ID); remembered != nil {
				found++
				if remembered.ID != call.ID || remembered.StartedAt.Unix() != call.StartedAt {
					t.Errorf("call %d is remembered as %d of %v", call.ID, remembered.ID, remembered.StartedAt)
				}
			}
		}
		if asked := len(a.Requests()) - before; asked > 0 {
			t.Errorf("%d requests for what is remembered", asked)
		}
		return found
	}
	if found := known(); found > 0 {
		t.Errorf("%d calls before anything was read", found)
	}
	for call, err := range c.Calls(t.Context(), CallQuery{}) { // stops within the first page, at which others may be under way
		if err != nil || call == nil {
			t.Fatal(err)
		}
		if found := known(); found < 50 {
			t.Errorf("%d calls while the list is read, want those of its first page", found)
		}
		break
	}
	if rows, err := allCalls(t.Context(), c); err != nil || len(rows) != n || known() != n {
		t.Errorf("%d calls of %d rows (%v), want all", known(), len(rows), err)
	}
	c.NoteServed("topics")
	time.Sleep(30 * time.Second)
	one := company.Calls[7].ID
	if _, err := c.Call(t.Context(), one, Expand{}); err != nil {
		t.Fatal(err)
	}
	if !c.ServedLately("topics") || c.ServedLately("summary") {
		t.Error("what was served is not what was noted")
	}
	time.Sleep(31 * time.Second)
	if found := known(); found != 1 || c.RememberedCall(one) == nil {
		t.Errorf("%d calls after the cache time of the list, want the one that was read later", found)
	}
	if c.ServedLately("topics") {
		t.Error("what was served is remembered for ever")
	}
	a.registry.Forget()
	if found := known(); found > 0 {
		t.Errorf("%d calls after everything was forgotten", found)
	}
	if forgetful := a.client("forgetful", Config{}); forgetful.RememberedCall(one) != nil || forgetful.ServedLately("topics") {
		t.Error("a connection without a cache remembers")
	}
}

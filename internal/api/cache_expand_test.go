package api

import (
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// More flags than are asked for do no harm.
func TestExpandedReadingAnswersAPlainQuestion(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(20, 0), unlimited)
		c := a.client("c", Config{CacheFor: time.Minute})
		twice(t, c, CallQuery{Expand: Expand{Contact: true, ShortURLs: true}}, CallQuery{Expand: Expand{Contact: true}})
		if got := len(a.Requests()); got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
	})
}

// A plain query that shares a reading which was begun for an expanded one asks for its pages expanded too: a join in
// Postgres pauses the one until the other has come to its end.
func TestPlainQueryExpandsThePagesItShares(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := callsOf(1_000, 0)
		for i := range company.Calls {
			call := &company.Calls[i]
			call.Details = &fakeaircall.Details{AIVoiceAgents: []fakeaircall.AIVoiceAgent{{AgentID: "a", StartedAt: call.StartedAt}}}
		}
		a := serve(t, company, fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration { return 100 * time.Millisecond }})
		c := a.client("c", Config{CacheFor: time.Minute})
		next, stop := iter.Pull2(c.Calls(t.Context(), CallQuery{Expand: Expand{AIVoiceAgents: true}}))
		defer stop()
		var expanded []*Call
		take := func() bool {
			row, err, more := next()
			if err != nil {
				t.Fatal(err)
			}
			if more {
				expanded = append(expanded, row)
			}
			return more
		}
		take()
		rows, err := allCalls(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		wantCalls(t, rows, company.Calls)
		for take() {
		}
		wantCalls(t, expanded, company.Calls)
		again, err := collect(c.Calls(t.Context(), CallQuery{Expand: Expand{AIVoiceAgents: true}}))
		if err != nil {
			t.Fatal(err)
		}
		for _, reading := range [][]*Call{expanded, again} {
			bare := 0
			for _, row := range reading {
				if len(row.AIVoiceAgents.Value()) == 0 {
					bare++
				}
			}
			if bare > 0 {
				t.Errorf("%d of %d calls came without their agents", bare, len(reading))
			}
		}
	})
}

package fakeaircall_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// clock is moved by hand.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// limitHeaders are the headers that a 429 alone has.
func limitHeaders(w *httptest.ResponseRecorder) string {
	var values []string
	for _, name := range []string{"X-AircallApi-Limit", "X-AircallApi-Remaining", "X-AircallApi-Reset", "Retry-After"} {
		for sent, value := range w.Header() {
			if strings.EqualFold(sent, name) {
				values = append(values, value...)
			}
		}
	}
	return strings.Join(values, " ")
}

// Documented: 120 requests a minute. Measured: no rate headers on other answers. Inferred: the reset is a Unix time.
func TestRateLimitCountsAnySixtySeconds(t *testing.T) {
	t.Parallel()
	c := &clock{noon}
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: c.Now})
	for i := range 120 {
		if w := ask(t, s, "/v1/tags?page=501"); w.Code != http.StatusBadRequest || limitHeaders(w) != "" {
			t.Fatalf("request %d: %d with %q", i+1, w.Code, limitHeaders(w))
		}
		c.now = c.now.Add(100 * time.Millisecond)
	}
	w := ask(t, s, "/v1/ping")
	if want := fmt.Sprintf("120 0 %d", noon.Unix()+60); w.Code != http.StatusTooManyRequests || limitHeaders(w) != want {
		t.Errorf("request 121: %d with %q, want %q", w.Code, limitHeaders(w), want)
	}
	c.now = noon.Add(60*time.Second - time.Nanosecond)
	if got := ask(t, s, "/v1/ping").Code; got != http.StatusTooManyRequests {
		t.Errorf("just before the reset: %d", got)
	}
	c.now = noon.Add(60 * time.Second) // one request has left the window
	if first, second := ask(t, s, "/v1/ping").Code, ask(t, s, "/v1/ping").Code; first != 200 || second != 429 {
		t.Errorf("at the reset: %d and %d, want one more", first, second)
	}
}

// Only requests with a good key count.
func TestRefusedKeysDoNotCount(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon), RateLimit: 1})
	for range 5 {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/ping", nil))
	}
	if first, second := ask(t, s, "/v1/ping").Code, ask(t, s, "/v1/ping").Code; first != 200 || second != 429 {
		t.Errorf("%d and %d", first, second)
	}
}

// Documented: exceeding the limit blocks access for 60 seconds; the reset may be in milliseconds, and Retry-After may come.
func TestPassingTheLimitBlocks(t *testing.T) {
	t.Parallel()
	c := &clock{noon}
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: c.Now, RateLimit: 2, BlockFor: time.Minute, ResetInMilliseconds: true, SendRetryAfter: true, UnknownBodies: fakeaircall.GatewayBody})
	ask(t, s, "/v1/ping")
	ask(t, s, "/v1/ping")
	c.now = noon.Add(59 * time.Second)
	w := ask(t, s, "/v1/ping")
	if want := fmt.Sprintf("2 0 %d 60", (noon.Unix()+119)*1000); limitHeaders(w) != want || w.Body.String() != `{"message":"Too Many Requests"}` {
		t.Errorf("%q %s, want %q", limitHeaders(w), w.Body, want)
	}
	c.now = noon.Add(118 * time.Second)
	if got := ask(t, s, "/v1/ping").Code; got != http.StatusTooManyRequests {
		t.Errorf("within the block: %d", got)
	}
	c.now = noon.Add(119 * time.Second)
	if got := ask(t, s, "/v1/ping").Code; got != http.StatusOK {
		t.Errorf("after the block: %d", got)
	}
}

// Measured: no rate headers on a 200, and the limit is the company's, whichever key asks.
func TestRateLimitIsSharedByAllKeysOfACompany(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon), RateLimit: 2})
	if w := ask(t, s, "/v1/tags"); w.Code != http.StatusOK || limitHeaders(w) != "" {
		t.Errorf("%d with the headers %q", w.Code, limitHeaders(w))
	}
	if body := bearer(t, s, "/v1/ping"); !strings.Contains(body, "pong") {
		t.Errorf("another key: %s", body)
	}
	if got := ask(t, s, "/v1/ping").Code; got != http.StatusTooManyRequests {
		t.Errorf("the third request: %d", got)
	}
}

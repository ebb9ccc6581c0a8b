package api

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// What may succeed the next time is asked for again, at most five times; the answer is whole then.
func TestTemporaryFaultsHeal(t *testing.T) {
	faults := map[string]fakeaircall.Fault{
		"500":       {Kind: fakeaircall.StatusCode, Status: 500},
		"502":       {Kind: fakeaircall.StatusCode, Status: 502, Body: fakeaircall.HTMLBody},
		"503":       {Kind: fakeaircall.StatusCode, Status: 503, Body: fakeaircall.HTMLBody},
		"504":       {Kind: fakeaircall.StatusCode, Status: 504, Body: fakeaircall.EdgeBody},
		"429":       {Kind: fakeaircall.TooManyRequests},
		"key-less":  {Kind: fakeaircall.KeylessBody},
		"truncated": {Kind: fakeaircall.TruncatedBody},
		"reset":     {Kind: fakeaircall.ConnectionReset},
		"timeout":   {Kind: fakeaircall.Slow, Delay: 2 * time.Minute},
	}
	for name, fault := range faults {
		for _, page := range []int{1, 3, 5} {
			t.Run(name, func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					company := callsOf(250, 0)
					a := serve(t, company, unlimited)
					fault.Page, fault.Times = page, 2
					a.Fault(fault)
					rows, err := allCalls(t.Context(), a.client("c", Config{}))
					if err != nil {
						t.Fatal(err)
					}
					wantCalls(t, rows, company.Calls)
					if got := len(a.Requests()); got != 5+2 {
						t.Errorf("%d requests, want each page once and two again", got)
					}
				})
			})
		}
	}
}

func TestLastingFaultIsTheQuerysError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(250, 0), unlimited)
		a.Fault(fakeaircall.Fault{Kind: fakeaircall.StatusCode, Status: 503, Body: fakeaircall.HTMLBody, Page: 4, Times: fakeaircall.Forever})
		rows, err := allCalls(t.Context(), a.client("c", Config{}))
		var tried *RetryError
		var status *Error
		if !asError(err, &tried) || tried.Attempts != maxAttempts || !asError(err, &status) || status.Status != 503 {
			t.Errorf("got %d rows and %v, want a 503 after five tries", len(rows), err)
		}
		if len(rows) > 150 {
			t.Errorf("%d rows came from before the fourth page", len(rows))
		}
	})
}

// A 4xx is never asked for again.
func TestClientErrorsAreFinal(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 422} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, callsOf(100, 0), unlimited)
				a.Fault(fakeaircall.Fault{Kind: fakeaircall.StatusCode, Status: status, Times: fakeaircall.Forever})
				_, err := allCalls(t.Context(), a.client("c", Config{}))
				if !hasStatus(err, status) || len(a.Requests()) != 1 {
					t.Errorf("got %v after %d requests, want the %d after one", err, len(a.Requests()), status)
				}
			})
		})
	}
}

// Retries pause ever longer, but a request is not retried for longer than two minutes.
func TestBackoffIsBounded(t *testing.T) {
	t.Parallel()
	var sum time.Duration
	for attempt := 1; attempt < maxAttempts; attempt++ {
		longest := time.Duration(0)
		for range 200 {
			d := backoff(attempt, io.EOF)
			if d < firstBackoff<<(attempt-1)/2 || d > firstBackoff<<(attempt-1) {
				t.Fatalf("attempt %d: %v", attempt, d)
			}
			longest = max(longest, d)
		}
		sum += longest
	}
	if sum > maxRetrying {
		t.Errorf("%v of pauses", sum)
	}
}

// An unreadable value will not be better the next time: an error at once, which names the field and quotes the value.
func TestUnreadableValueNamesTheField(t *testing.T) {
	t.Parallel()
	l := CallQuery{}.list()
	body := `{"calls":[{"id":1,"started_at":1},{"id":2,"started_at":1,"comments":[{"id":3,"posted_at":"yesterday"}]}],"meta":{"total":2}}`
	_, err := l.decodePage(request{}, []byte(body))
	err = request{path: "/v1/calls"}.decodingError(err, []byte(body))
	var unusable *BodyError
	if !asError(err, &unusable) || retryable(err) {
		t.Fatalf("got %v, want a final BodyError", err)
	}
	for _, part := range []string{"/v1/calls", "/calls/1/comments/0/posted_at", "yesterday"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func TestRetryErrorUnwraps(t *testing.T) {
	t.Parallel()
	inner := &Error{Status: 500}
	if !errors.Is(&RetryError{Attempts: 3, Err: inner}, inner) {
		t.Error("the last error is hidden")
	}
}

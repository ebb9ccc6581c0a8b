package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// faulty is everything that can go wrong with a page and may heal.
var faulty = map[string]fakeaircall.Fault{
	"500":       {Kind: fakeaircall.StatusCode, Status: 500},
	"502":       {Kind: fakeaircall.StatusCode, Status: 502, Body: fakeaircall.HTMLBody},
	"503":       {Kind: fakeaircall.StatusCode, Status: 503, Body: fakeaircall.HTMLBody},
	"504":       {Kind: fakeaircall.StatusCode, Status: 504, Body: fakeaircall.GatewayBody},
	"429":       {Kind: fakeaircall.TooManyRequests},
	"key-less":  {Kind: fakeaircall.MissingEnvelope},
	"truncated": {Kind: fakeaircall.TruncatedBody},
	"reset":     {Kind: fakeaircall.ConnectionReset},
	"timeout":   {Kind: fakeaircall.Slow, Delay: 2 * time.Minute},
}

// lists read each list to its end and count the rows.
var lists = map[string]func(context.Context, *Client) (int, error){
	"/v1/calls": counted(func(ctx context.Context, c *Client) iter.Seq2[*Call, error] { return c.Calls(ctx, CallQuery{}) }),
	"/v1/contacts": counted(func(ctx context.Context, c *Client) iter.Seq2[*Contact, error] {
		return c.Contacts(ctx, ContactQuery{})
	}),
	"/v2/users":    counted(func(ctx context.Context, c *Client) iter.Seq2[*User, error] { return c.Users(ctx, ListOptions{}) }),
	"/v1/tags":     counted(func(ctx context.Context, c *Client) iter.Seq2[*Tag, error] { return c.Tags(ctx, ListOptions{}) }),
	"/v1/webhooks": counted(func(ctx context.Context, c *Client) iter.Seq2[*Webhook, error] { return c.Webhooks(ctx, ListOptions{}) }),
}

func counted[T any](list func(context.Context, *Client) iter.Seq2[*T, error]) func(context.Context, *Client) (int, error) {
	return func(ctx context.Context, c *Client) (int, error) {
		rows, err := collect(list(ctx, c))
		return len(rows), err
	}
}

// What may succeed the next time is asked for again, at most five times: the answer is whole, or an
// error with the number of tries. Each fault, at the first, a middle and the last page, once and for ever.
func TestFaultsAreRetriedOrAreErrors(t *testing.T) {
	t.Parallel()
	for path, read := range lists {
		for name, fault := range faulty {
			for _, place := range []string{"first", "middle", "last"} {
				for _, times := range []int{1, fakeaircall.Forever} {
					t.Run(fmt.Sprintf("%s/%s/%s/%d", path, name, place, times), func(t *testing.T) {
						bubble(t, func(t *testing.T) { meetFault(t, path, read, fault, place, times) })
					})
				}
			}
		}
	}
}

func meetFault(t *testing.T, path string, read func(context.Context, *Client) (int, error), fault fakeaircall.Fault, place string, times int) {
	company := democompany.New(9, time.Now(), democompany.Size{Users: 110, Contacts: 130, Tags: 105, Webhooks: 75, CallsPerDay: 30, Days: 5})
	rows := map[string]int{"/v1/calls": len(company.Calls), "/v1/contacts": len(company.Contacts), "/v2/users": len(company.Users),
		"/v1/tags": len(company.Tags), "/v1/webhooks": len(company.Webhooks)}[path]
	pages := (rows + 49) / 50
	if path == "/v1/tags" { // a list without an order is read twice
		pages *= 2
	}
	fault.Path, fault.After, fault.Times = path, map[string]int{"first": 0, "middle": pages / 2, "last": pages - 1}[place], times
	a := serve(t, company, unlimited)
	a.Fault(fault)
	got, err := read(t.Context(), a.client("c", Config{}))
	var tried *RetryError
	switch {
	case times == 1 && (err != nil || got != rows || len(a.Requests()) != pages+1):
		t.Errorf("%d rows of %d, %v, %d requests for %d pages", got, rows, err, len(a.Requests()), pages)
	case times != 1 && (!asError(err, &tried) || tried.Attempts != maxAttempts || !strings.Contains(err.Error(), path)):
		t.Errorf("%d rows of %d and %v, want an error after %d tries", got, rows, err, maxAttempts)
	}
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

// Retries pause ever longer, but no request pauses for longer than eight seconds in all.
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
	if sum > 8*time.Second {
		t.Errorf("%v of pauses", sum)
	}
}

// An unreadable time by which a list is ordered will not be better the next time: an error at once, which
// names the field, and nothing of the value.
func TestUnreadableValueNamesTheField(t *testing.T) {
	t.Parallel()
	l := CallQuery{}.list()
	body := `{"calls":[{"id":1,"started_at":1},{"id":2,"started_at":"yesterday"}],"meta":{"total":2}}`
	_, err := l.decodePage(request{}, []byte(body))
	err = request{path: "/v1/calls"}.decodingError(err, []byte(body))
	var unusable *BodyError
	if !asError(err, &unusable) || retryable(err) {
		t.Fatalf("got %v, want a final BodyError", err)
	}
	for _, part := range []string{"/v1/calls", "/calls/1/started_at", "no time"} {
		if !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "yesterday") {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

// A list that is null or not there is no empty list, and asked for again; a row without an id or without its time is no
// row, and final.
func TestEnvelopeIsStrict(t *testing.T) {
	t.Parallel()
	l := CallQuery{}.list()
	for body, again := range map[string]bool{
		`{"calls":null,"meta":{"total":0}}`:      true,
		`{"meta":{"total":0}}`:                   true,
		`{"calls":{},"meta":{"total":0}}`:        false,
		`{"calls":[{"started_at":1}]}`:           false,
		`{"calls":[{"id":0,"started_at":1}]}`:    false,
		`{"calls":[{"id":1,"started_at":null}]}`: false,
		`{"calls":[null]}`:                       false,
		`[]`:                                     false,
	} {
		_, err := l.decodePage(request{}, []byte(body))
		err = request{path: "/v1/calls"}.decodingError(err, []byte(body))
		var unusable *BodyError
		if !asError(err, &unusable) || retryable(err) != again {
			t.Errorf("%s: %v; should be asked for again: %v", body, err, again)
		}
	}
	if p, err := l.decodePage(request{}, []byte(`{"calls":[],"meta":{"total":0}}`)); err != nil || len(p.rows) != 0 {
		t.Errorf("an empty list: %v", err)
	}
}

func TestRetryErrorUnwraps(t *testing.T) {
	t.Parallel()
	inner := &Error{Status: 500}
	if !errors.Is(&RetryError{Attempts: 3, Err: inner}, inner) {
		t.Error("the last error is hidden")
	}
}

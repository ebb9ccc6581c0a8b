package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// answer is a page of calls or tags as a test wants it: rows, and a meta that may lie.
type answer struct {
	ids  []int64
	at   int64 // of a call: when it started
	meta map[string]any
}

// lying answers every list by a function of the request's parameters.
type lying struct {
	answer   func(url.Values) answer
	requests atomic.Int64
}

// client returns a client that asks l.
func (l *lying) client(t *testing.T, cfg Config) *Client {
	t.Helper()
	cfg.BaseURL, cfg.APIID, cfg.APIToken = "http://127.0.0.1", fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken
	if cfg.MaxRequestsPerMinute == 0 {
		cfg.MaxRequestsPerMinute = 1000
	}
	c, err := (&Registry{Transport: l}).Client("c", cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// RoundTrip answers a request.
func (l *lying) RoundTrip(r *http.Request) (*http.Response, error) {
	l.requests.Add(1)
	a := l.answer(r.URL.Query())
	rows := make([]string, len(a.ids))
	for i, id := range a.ids {
		rows[i] = fmt.Sprintf(`{"id":%d,"started_at":%d}`, id+1, a.at)
	}
	meta, err := json.Marshal(a.meta)
	if err != nil {
		return nil, err
	}
	key := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	body := fmt.Sprintf(`{%q:[%s],"meta":%s}`, key, strings.Join(rows, ","), meta)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// between gives the ids of a page, from first on.
func between(first, end int64) (ids []int64) {
	for ; first < end; first++ {
		ids = append(ids, first)
	}
	return ids
}

func param(q url.Values, name string) int64 {
	n, _ := strconv.ParseInt(q.Get(name), 10, 64)
	return n
}

// steady is a company whose calls started one after the other at one pace, and of which Aircall forgets those of more than six
// months ago. It answers in order=desc alone, and writes into direct_link when it answered.
type steady struct {
	lying
	first int64         // Unix milliseconds of call 0
	pace  int64         // milliseconds between two calls
	calls int64         // in all
	takes time.Duration // of an answer
}

func newSteady(first time.Time, pace time.Duration, calls int64) *steady {
	return &steady{first: first.UnixMilli(), pace: pace.Milliseconds(), calls: calls, takes: 300 * time.Millisecond}
}

func (s *steady) client(t *testing.T, cfg Config) *Client {
	c := s.lying.client(t, cfg)
	c.http.Transport = s
	return c
}

func (s *steady) second(call int64) int64 { return (s.first + call*s.pace) / 1000 }

// after is the first call that started after a second.
func (s *steady) after(second int64) int64 {
	if n := ((second+1)*1000 - s.first + s.pace - 1) / s.pace; n > 0 {
		return min(n, s.calls)
	}
	return 0
}

// RoundTrip answers /v1/calls.
func (s *steady) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests.Add(1)
	time.Sleep(s.takes)
	q := r.URL.Query()
	low := s.after(time.Now().AddDate(0, -retentionMonths, 0).Unix() - 1)
	high := s.calls
	if q.Has("from") {
		low = max(low, s.after(param(q, "from")))
	}
	if q.Has("to") {
		high = s.after(param(q, "to"))
	}
	page, perPage := param(q, "page"), param(q, "per_page")
	var rows []string
	for i := high - 1 - (page-1)*perPage; i >= low && i > high-1-page*perPage; i-- {
		rows = append(rows, fmt.Sprintf(`{"id":%d,"started_at":%d,"direct_link":"%d"}`, i+1, s.second(i), time.Now().UnixMilli()))
	}
	next := "null"
	if high-low > page*perPage {
		next = `"http://127.0.0.1/next"`
	}
	body := fmt.Sprintf(`{"calls":[%s],"meta":{"total":%d,"next_page_link":%s}}`, strings.Join(rows, ","), max(0, high-low), next)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// ordered answers with 50 of 120 calls, in whatever order.
type ordered struct {
	lying
	start func(q url.Values, now int64) (first, step int64)
}

func (o *ordered) client(t *testing.T) *Client {
	c := o.lying.client(t, Config{})
	c.http.Transport = o
	return c
}

// RoundTrip answers every page alike.
func (o *ordered) RoundTrip(r *http.Request) (*http.Response, error) {
	at, step := o.start(r.URL.Query(), time.Now().Unix())
	var rows []string
	for id := range 50 {
		started := strconv.FormatInt(at+int64(id)*step, 10)
		if at == 0 {
			started = "null"
		}
		rows = append(rows, fmt.Sprintf(`{"id":%d,"started_at":%s}`, id+1, started))
	}
	body := `{"calls":[` + strings.Join(rows, ",") + `],"meta":{"total":120}}`
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

package api

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// A redirect is an error, wherever it leads: nothing more is sent, and the credential stays at home.
func TestRedirectIsAnError(t *testing.T) {
	tests := map[string]struct {
		status int
		to     func(own, other string) string
		want   string // what the error names
	}{
		"to another host": {http.StatusFound, func(_, other string) string { return other + "/v1/ping" }, "https://127.0.0.1:"},
		"to plain http":   {http.StatusMovedPermanently, func(own, _ string) string { return strings.Replace(own, "https:", "http:", 1) + "/v1/ping" }, "http://127.0.0.1:"},
		"to another path": {http.StatusTemporaryRedirect, func(string, string) string { return "/v2/users/ada@okafor.example" }, "https://127.0.0.1:"},
		"to itself":       {http.StatusPermanentRedirect, func(own, _ string) string { return own + "/v1/ping" }, "https://127.0.0.1:"},
		"to nowhere":      {http.StatusFound, func(string, string) string { return "" }, "elsewhere"},
		"that is cached":  {http.StatusNotModified, func(string, string) string { return "" }, "elsewhere"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			other := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(100) }))
			defer other.Close()
			var own *httptest.Server
			own = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				if to := test.to(own.URL, other.URL); to != "" {
					w.Header().Set("Location", to)
				}
				w.WriteHeader(test.status)
			}))
			defer own.Close()
			registry := Registry{Transport: own.Client().Transport}
			c, err := registry.Client("c", Config{BaseURL: own.URL, APIID: "id", APIToken: secretToken})
			if err != nil {
				t.Fatal(err)
			}
			err = c.Ping(t.Context())
			var e *Error
			if !asError(err, &e) || e.Status != test.status || e.Cause != CauseBaseURL || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "okafor") {
				t.Errorf("got %v, want an error that names %q", err, test.want)
			}
			if n, u := asked.Load(), c.Usage(); n != 1 || u.Requests != 1 {
				t.Errorf("%d requests arrived and %d were counted, want one", n, u.Requests)
			}
		})
	}
}

// net/http repeats a request by itself when a connection that it kept is closed under it: the limit counts that too.
func TestRepeatOfTheTransportCounts(t *testing.T) {
	t.Parallel()
	const budget, queries = 6, 12
	clock := scaledClock{time.Now(), 600}
	base, requests := forgetful(t, clock)
	registry := Registry{Clock: clock}
	c, err := registry.Client("c", Config{BaseURL: base, APIID: "id", APIToken: secretToken, MaxRequestsPerMinute: budget, MaxConcurrentRequests: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range queries {
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got := requests()
	if len(got) < queries+queries/2-1 {
		t.Fatalf("%d requests for %d queries: nothing was repeated", len(got), queries)
	}
	if u := c.Usage(); int(u.Requests) != len(got) || u.InFlight != 0 {
		t.Errorf("%d requests were counted of %d, and %d are in flight", u.Requests, len(got), u.InFlight)
	}
	if most := busiest(got); most > budget {
		t.Errorf("%d requests in 60 seconds, want %d at most", most, budget)
	}
}

// forgetful is a server that answers the first request of a connection, reads the second, and closes without a word.
func forgetful(t *testing.T, clock Clock) (base string, requests func() []fakeaircall.Request) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	var mu sync.Mutex
	var log []fakeaircall.Request
	serve := func(conn net.Conn) {
		defer func() { _ = conn.Close() }()
		read := bufio.NewReader(conn)
		for n := range 2 {
			if _, err := http.ReadRequest(read); err != nil {
				return
			}
			mu.Lock()
			log = append(log, fakeaircall.Request{Time: clock.Now()})
			mu.Unlock()
			if n == 0 {
				fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"ping\":\"pong\"}")
			}
		}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return "http://" + listener.Addr().String(), func() []fakeaircall.Request {
		mu.Lock()
		defer mu.Unlock()
		return log
	}
}

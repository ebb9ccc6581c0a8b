package api

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// aircall is an invented company and clients that ask it, over pipes, so that the clock of
// testing/synctest rules both sides.
type aircall struct {
	*fakeaircall.Server
	t        *testing.T
	registry Registry
}

// bubble runs a test on a clock of its own.
func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

// scaledClock runs faster than the machine's from an instant on, the same for all who know that instant.
type scaledClock struct {
	start time.Time
	speed time.Duration
}

func (c scaledClock) Now() time.Time { return c.start.Add(c.speed * time.Since(c.start)) }

func (c scaledClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d/c.speed, f).Stop
}

func serve(t *testing.T, company *fakeaircall.Company, o fakeaircall.Options) *aircall {
	t.Helper()
	server := fakeaircall.New(company, o)
	transport, stop := server.Pipe()
	t.Cleanup(stop)
	return &aircall{Server: server, t: t, registry: Registry{Transport: transport}}
}

// client returns the client of a connection; what cfg leaves out is that of the demo.
func (a *aircall) client(name string, cfg Config) *Client {
	a.t.Helper()
	cfg.BaseURL = "http://127.0.0.1"
	if cfg.APIID == "" && cfg.AccessToken == "" {
		cfg.APIID, cfg.APIToken = fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken
	}
	if cfg.MaxRequestsPerMinute == 0 {
		cfg.MaxRequestsPerMinute = 1000
	}
	c, err := a.registry.Client(name, cfg)
	if err != nil {
		a.t.Fatal(err)
	}
	return c
}

// asked returns what the server was asked, as "path?query".
func (a *aircall) asked() []string {
	var lines []string
	for _, r := range a.Requests() {
		lines = append(lines, strings.TrimSuffix(r.Path+"?"+r.Query, "?"))
	}
	return lines
}

// unlimited is a server that never answers 429.
var unlimited = fakeaircall.Options{RateLimit: -1}

// collect reads a list to its end or its error.
func collect[T any](list iter.Seq2[*T, error]) (rows []*T, err error) {
	for row, err := range list {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// callsOf is a company with n calls in the last hours.
func callsOf(n, sharing int) *fakeaircall.Company {
	now := time.Now()
	return fixture.Calls(n, now.Add(-time.Duration(n+1)*10*time.Second), now, sharing)
}

// allCalls asks for the calls of a company without any bound.
func allCalls(ctx context.Context, c *Client) ([]*Call, error) {
	return collect(c.Calls(ctx, CallQuery{}))
}

// wantCalls fails unless rows are exactly the calls of the company, each once.
func wantCalls(t *testing.T, rows []*Call, want []fakeaircall.Call) {
	t.Helper()
	got := map[int64]int{}
	for _, row := range rows {
		got[row.ID]++
	}
	if len(rows) != len(want) || len(got) != len(want) {
		t.Fatalf("got %d rows of %d calls, want %d", len(rows), len(got), len(want))
	}
	for _, call := range want {
		if got[call.ID] != 1 {
			t.Fatalf("call %d came %d times", call.ID, got[call.ID])
		}
	}
}

func query(t *testing.T, raw string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func asError[E error](err error, target *E) bool { return errors.As(err, target) }

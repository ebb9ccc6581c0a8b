package fakeaircall_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// Measured: no header is 401, a wrong or malformed credential 403, an unknown route 404 whoever asks, each in the gateway's words.
func TestGatewayRefusesBeforeTheApplication(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	basic := func(id, token string) func(*http.Request) { return func(r *http.Request) { r.SetBasicAuth(id, token) } }
	header := func(value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", value) }
	}
	for _, test := range []struct {
		name, method, path string
		key                func(*http.Request)
		status             int
		body               string
	}{
		{"ping", "GET", "/v1/ping", basic(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken), 200, `{"ping":"pong"}`},
		{"bearer", "GET", "/v1/ping", header("Bearer " + fakeaircall.DemoAccessToken), 200, `{"ping":"pong"}`},
		{"no header", "GET", "/v1/ping", nil, 401, `{"message":"Unauthorized"}`},
		{"wrong token", "GET", "/v1/ping", basic(fakeaircall.DemoAPIID, "nope"), 403, `{"message":"Forbidden"}`},
		{"wrong id", "GET", "/v1/calls", basic("nope", fakeaircall.DemoAPIToken), 403, `{"message":"Forbidden"}`},
		{"malformed", "GET", "/v1/ping", header("Basic %%%"), 403, `{"message":"Forbidden"}`},
		{"wrong bearer", "GET", "/v1/ping", header("Bearer nope"), 403, `{"message":"Forbidden"}`},
		{"unknown route", "GET", "/v1/nothing", basic(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken), 404, `{"message":"Not Found"}`},
		{"unknown route without a key", "GET", "/v3/calls", nil, 404, `{"message":"Not Found"}`},
		{"another method", "POST", "/v1/ping", basic(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken), 404, `{"message":"Not Found"}`},
	} {
		r := httptest.NewRequestWithContext(t.Context(), test.method, test.path, nil)
		if test.key != nil {
			test.key(r)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != test.status || w.Body.String() != test.body {
			t.Errorf("%s: %d %s, want %d %s", test.name, w.Code, w.Body, test.status, test.body)
		}
	}
}

func TestServerAcceptsOnlyItsCredentials(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon), Credentials: fakeaircall.Credentials{AccessToken: "only-this"}})
	if got := ask(t, s, "/v1/ping").Code; got != http.StatusForbidden {
		t.Errorf("the demo key opens a server with its own credentials: %d", got)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/ping", nil)
	r.SetBasicAuth("", "")
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != http.StatusForbidden {
		t.Errorf("an empty pair opens a server that has none: %d", w.Code)
	}
}

// Measured: one company, without id and time.
func TestCompanyHasNeitherIDNorTime(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	want := fmt.Sprintf(`{"company":{"name":%q,"users_count":17,"numbers_count":9}}`, c.Name)
	if got := ask(t, s, "/v1/company").Body.String(); got != want {
		t.Errorf("company is %s, want %s", got, want)
	}
}

// Measured: answers are JSON, contacts alone name their charset; and the date is the server's own.
func TestContactsAloneNameTheirCharset(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	for path, contentType := range map[string]string{"/v1/tags": "application/json", "/v1/contacts": "application/json; charset=utf-8"} {
		header := ask(t, s, path).Header()
		if header.Get("Content-Type") != contentType || header.Get("Date") != "Tue, 29 Sep 2026 12:00:00 GMT" || header.Get("Apigw-Requestid") == "" {
			t.Errorf("%s: %v", path, header)
		}
	}
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	ask(t, s, "/v1/calls?from=1&per_page=1")
	ask(t, s, "/v1/nothing")
	want := []fakeaircall.Request{
		{Method: "GET", Path: "/v1/calls", Query: "from=1&per_page=1", Time: noon, Status: 200},
		{Method: "GET", Path: "/v1/nothing", Time: noon, Status: 404},
	}
	if got := s.Requests(); !slices.Equal(got, want) {
		t.Errorf("requests %+v, want %+v", got, want)
	}
	if s.ResetRequests(); len(s.Requests()) != 0 {
		t.Error("requests are not forgotten")
	}
}

// Rows may come while a reader pages, and a change is seen by the next request.
func TestCompanyChangesBetweenPages(t *testing.T) {
	t.Parallel()
	c := fixture.Calls(60, noon.AddDate(0, 0, -1), noon, 0)
	s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), BeforeRequest: func(n int, _ *http.Request, c *fakeaircall.Company) {
		if n == 2 {
			c.Calls = append(c.Calls, fakeaircall.Call{ID: 1, Direction: fakeaircall.Inbound, StartedAt: noon.AddDate(0, 0, -1).Unix() + 1, NumberID: c.Numbers[0].ID})
		}
	}})
	if got := total(t, s, "/v1/calls"); got != 60 {
		t.Errorf("%d calls before the change", got)
	}
	if got := rows(t, s, "/v1/calls?per_page=2", "calls"); got[0]["id"] != 1.0 && got[1]["id"] != 1.0 {
		t.Error("the new call is not where it belongs")
	}
	s.Change(func(c *fakeaircall.Company) { c.Calls = c.Calls[:10] })
	if got := total(t, s, "/v1/calls"); got != 10 {
		t.Errorf("%d calls after the change", got)
	}
}

func TestServerIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				if i == 0 {
					s.Change(func(c *fakeaircall.Company) { c.FinaliseCall(c.Calls[len(c.Calls)/2].ID) })
				}
				ask(t, s, "/v1/calls?per_page=50&fetch_contact=true")
				s.Requests()
			}
		})
	}
	group.Wait()
}

func TestServerListensOnLoopbackAndInMemory(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	base, stop, err := s.ListenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/v1/ping", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("ping over loopback: %s", answer.Status)
	}
}

// A page of fifty calls with readablePaths asked for must cost far less than a client needs to read it.
func BenchmarkPageOfCalls(b *testing.B) {
	from := noon.AddDate(0, 0, -30)
	s := fakeaircall.New(fixture.Calls(1_000_000, from, noon, 0), fakeaircall.Options{Now: at(noon), RateLimit: -1})
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/v1/calls?per_page=50&page=200&fetch_contact=true&fetch_call_timeline=true", nil)
	r.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		b.SetBytes(int64(w.Body.Len()))
		s.ResetRequests()
	}
}

func BenchmarkMillionCalls(b *testing.B) {
	for b.Loop() {
		fixture.Calls(1_000_000, noon.AddDate(0, 0, -30), noon, 0)
	}
}

// latency is asked for each request.
func TestLatencyDelaysAnswers(t *testing.T) {
	t.Parallel()
	asked := ""
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon), Latency: func(r *http.Request) time.Duration {
		asked = r.URL.Path
		return 0
	}})
	if ask(t, s, "/v1/tags"); asked != "/v1/tags" {
		t.Errorf("latency was asked for %q", asked)
	}
}

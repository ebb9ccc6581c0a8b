package fakeaircall_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// codes asks n times and notes each status.
func codes(t *testing.T, s http.Handler, target string, n int) (got []int) {
	t.Helper()
	for range n {
		got = append(got, ask(t, s, target).Code)
	}
	return got
}

func TestFaultHitsTheRequestsThatItMatches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		fault  fakeaircall.Fault
		target string
		want   [4]int
	}{
		{"once", fakeaircall.Fault{Path: "/v1/tags"}, "/v1/tags", [4]int{500, 200, 200, 200}},
		{"twice", fakeaircall.Fault{Path: "/v1/tags", Times: 2, Status: 502}, "/v1/tags", [4]int{502, 502, 200, 200}},
		{"for ever", fakeaircall.Fault{Times: fakeaircall.Forever, Status: 503}, "/v1/tags", [4]int{503, 503, 503, 503}},
		{"after two", fakeaircall.Fault{After: 2}, "/v1/tags", [4]int{200, 200, 500, 200}},
		{"another path", fakeaircall.Fault{Path: "/v1/tags", Times: fakeaircall.Forever}, "/v1/teams", [4]int{200, 200, 200, 200}},
		{"a pattern", fakeaircall.Fault{Path: "/v1/tags/*", Times: fakeaircall.Forever}, "/v1/tags/61002", [4]int{500, 500, 500, 500}},
		{"a prefix", fakeaircall.Fault{Path: "/v1/", Times: fakeaircall.Forever}, "/v1/tags/61002", [4]int{500, 500, 500, 500}},
		{"page 2", fakeaircall.Fault{Page: 2, Times: fakeaircall.Forever}, "/v1/tags?page=2", [4]int{500, 500, 500, 500}},
		{"page 2 only", fakeaircall.Fault{Page: 2, Times: fakeaircall.Forever}, "/v1/tags", [4]int{200, 200, 200, 200}},
		{"page 1 unsaid", fakeaircall.Fault{Page: 1, Times: fakeaircall.Forever}, "/v1/tags", [4]int{500, 500, 500, 500}},
		{"429", fakeaircall.Fault{Kind: fakeaircall.TooManyRequests}, "/v1/tags", [4]int{429, 200, 200, 200}},
	} {
		s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon)})
		s.Fault(test.fault)
		if got := [4]int(codes(t, s, test.target, 4)); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	_, s := demo(t)
	s.Fault(fakeaircall.Fault{Times: fakeaircall.Forever})
	if s.ClearFaults(); ask(t, s, "/v1/tags").Code != http.StatusOK {
		t.Error("faults are not healed")
	}
}

// Errors come in the application's shape, in the gateway's, or as a page of the network in front.
func TestFaultHasTheBodyAskedFor(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	for shape, want := range map[fakeaircall.BodyShape]string{fakeaircall.AppBody: `{"error":"Bad Gateway","troubleshoot":`, fakeaircall.GatewayBody: `{"message":"Bad Gateway"}`, fakeaircall.HTMLBody: "<!DOCTYPE html>"} {
		s.Fault(fakeaircall.Fault{Status: http.StatusBadGateway, Body: shape})
		w := ask(t, s, "/v1/tags")
		if !strings.HasPrefix(w.Body.String(), want) || (shape == fakeaircall.HTMLBody) != (w.Header().Get("Content-Type") == "text/html") {
			t.Errorf("shape %d: %v %s", shape, w.Header(), w.Body)
		}
	}
	s.Fault(fakeaircall.Fault{Kind: fakeaircall.TooManyRequests, Reset: 5 * time.Second})
	if got := limitHeaders(ask(t, s, "/v1/tags")); !strings.HasSuffix(got, " 0 1790683205") {
		t.Errorf("429 with %q", got)
	}
}

// Seen by a client: bodies without their list.
func TestMissingEnvelopeLeavesOutTheKey(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	s.Fault(fakeaircall.Fault{Kind: fakeaircall.MissingEnvelope, Times: 2})
	if body := read(t, s, "/v1/tags"); body["tags"] != nil || body["meta"] == nil {
		t.Errorf("tags: %v", body)
	}
	if body := read(t, s, "/v1/company"); len(body) != 0 {
		t.Errorf("company: %v", body)
	}
	if body := read(t, s, "/v1/tags"); body["tags"] == nil {
		t.Errorf("the fault does not heal: %v", body)
	}
}

// over asks through a real connection in memory.
func over(t *testing.T, transport http.RoundTripper, target string) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://aircall.example"+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
	answer, err := transport.RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}

func TestConnectionEndsWithoutAWholeAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, s := demo(t)
		transport, stop := s.Pipe()
		defer stop()
		s.Fault(fakeaircall.Fault{Kind: fakeaircall.TruncatedBody})
		if body, err := over(t, transport, "/v1/tags"); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(body, `{"tags":[`) {
			t.Errorf("truncated: %q, %v", body, err)
		}
		s.Fault(fakeaircall.Fault{Kind: fakeaircall.ConnectionReset})
		if body, err := over(t, transport, "/v1/tags"); err == nil || body != "" {
			t.Errorf("reset: %q, %v", body, err)
		}
		if body, err := over(t, transport, "/v1/tags"); err != nil || !strings.HasSuffix(body, "}") {
			t.Errorf("healed: %q, %v", body, err)
		}
		for i, want := range []int{0, 0, 200} {
			if got := s.Requests()[i].Status; got != want {
				t.Errorf("request %d has status %d, want %d", i, got, want)
			}
		}
	})
}

func TestSlowAnswerComesAfterItsDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration { return 200 * time.Millisecond }})
		transport, stop := s.Pipe()
		defer stop()
		s.Fault(fakeaircall.Fault{Kind: fakeaircall.Slow, Delay: 7 * time.Second})
		for _, want := range []time.Duration{7200 * time.Millisecond, 200 * time.Millisecond} {
			start := time.Now()
			if _, err := over(t, transport, "/v1/tags"); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took != want {
				t.Errorf("an answer after %v, want %v", took, want)
			}
		}
	})
}

package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
)

// sharing lets a registry stand for a process that shares its limits in a folder.
func sharing(folder string) func() ratelimit.Folder {
	return func() ratelimit.Folder { return ratelimit.Folder{Variable: "AIRCALL_STATE_DIR", Named: folder} }
}

// another returns a client of the same company in what stands for another process.
func (a *aircall) another(folder string, cfg Config) *Client {
	a.t.Helper()
	process := &aircall{Server: a.Server, t: a.t, registry: Registry{Transport: a.registry.Transport, StateFolder: sharing(folder)}}
	return process.client("c", cfg)
}

// idle is a folder in which the company's window is known to be empty, so that nothing is paced.
func (a *aircall) idle(cfg Config) (folder string) {
	a.t.Helper()
	folder = a.t.TempDir()
	if err := a.another(folder, cfg).Ping(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
	time.Sleep(3 * time.Minute)
	a.ResetRequests()
	return folder
}

func TestProcessesShareTheLimit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(4_000, 0), fakeaircall.Options{RateLimit: 60, BlockFor: time.Minute, Latency: func(*http.Request) time.Duration { return 300 * time.Millisecond }})
		folder := a.idle(Config{})
		var processes sync.WaitGroup
		for range 3 {
			c := a.another(folder, Config{MaxRequestsPerMinute: 60})
			processes.Go(func() {
				if _, err := allCalls(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		began := time.Now()
		processes.Wait()
		requests := a.Requests()
		if slices.ContainsFunc(requests, func(r fakeaircall.Request) bool { return r.Status != http.StatusOK }) {
			t.Error("the server refused a request")
		}
		if got := busiest(requests); got > 60 || got < 54 {
			t.Errorf("%d requests in the busiest 60 seconds, want what is allowed, 60, and no more", got)
		}
		if took := time.Since(began); len(requests) != 240 || took > 4*time.Minute {
			t.Errorf("%d requests in %v, want 240 in four minutes", len(requests), took)
		}
	})
}

// One after the other too: what the first process sent counts when the next begins.
func TestProcessesThatFollowEachOtherShareTheLimit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(600, 0), fakeaircall.Options{RateLimit: 20, BlockFor: time.Minute})
		folder := a.idle(Config{})
		for range 5 {
			if _, err := allCalls(t.Context(), a.another(folder, Config{MaxRequestsPerMinute: 20})); err != nil {
				t.Fatal(err)
			}
		}
		if got := busiest(a.Requests()); got != 20 {
			t.Errorf("%d requests in the busiest 60 seconds, want 20", got)
		}
	})
}

// A refusal holds up all processes, and one request of one of them goes first.
func TestRefusalBlocksAllProcesses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(1, 0), fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration { return time.Second }})
		folder := a.idle(Config{})
		a.Fault(fakeaircall.Fault{Kind: fakeaircall.TooManyRequests, Reset: 40 * time.Second})
		began := time.Now()
		var processes sync.WaitGroup
		for i := range 3 {
			c := a.another(folder, Config{})
			processes.Go(func() {
				if i > 0 {
					time.Sleep(2 * time.Second) // the first has been refused
					if u := c.Usage(); u.BlockedUntil.Sub(began) < 39*time.Second || !u.Shared || u.RateLimited != 0 {
						t.Errorf("another process sees %+v", u)
					}
				}
				if err := c.Ping(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		processes.Wait()
		var at []time.Duration
		for _, r := range a.Requests() {
			at = append(at, r.Time.Sub(began).Round(time.Second))
		}
		if len(at) != 4 || at[0] != 0 || at[1] < 40*time.Second || at[2] != at[1]+time.Second || at[3] != at[2] {
			t.Errorf("requests at %v, want one, one after the block, and the others together after its answer", at)
		}
	})
}

// Where nothing is known of the minute before, a small query does not wait, and a large one is paced.
func TestFirstMinuteIsSlowWhereNothingIsKnown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(5_000, 0), unlimited)
		c := a.another(t.TempDir(), Config{MaxRequestsPerMinute: 100})
		began := time.Now()
		for range 20 {
			if err := c.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("twenty requests took %v on a server that answers at once", took)
		}
		if _, err := allCalls(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		within := func(d time.Duration) (n int) {
			for _, r := range a.Requests() {
				if r.Time.Sub(began) < d {
					n++
				}
			}
			return n
		}
		if half, all := within(30*time.Second), within(time.Minute); half < 58 || half > 60 || all < 98 || all > 100 {
			t.Errorf("%d requests in the first half of the minute and %d in all of it, want 60 and 100", half, all)
		}
	})
}

// What cannot be shared is said once, and goes on by itself.
func TestLimitThatCannotBeShared(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(1, 0), unlimited)
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		c := a.another(file, Config{})
		var notices []string
		ctx := WithTrace(t.Context(), &Trace{Notice: func(message string) { notices = append(notices, message) }})
		for range 3 {
			if err := c.Ping(ctx); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Minute)
		}
		if len(notices) != 1 || !strings.Contains(notices[0], "AIRCALL_STATE_DIR") || c.Usage().Shared {
			t.Errorf("told %q; shared: %v", notices, c.Usage().Shared)
		}
	})
}

// What answers on this machine is nobody else's, and leaves no trace of the demo or a test: unless a folder is named.
func TestLoopbackSharesNoLimitUnlessAFolderIsNamed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	users := ratelimit.Folder{Candidates: []string{folder}}
	named := ratelimit.Folder{Named: folder}
	for _, test := range []struct {
		base   string
		folder *ratelimit.Folder
		want   bool
	}{
		{"", nil, false}, {"", &users, true}, {"", &named, true},
		{"https://proxy.example", &users, true},
		{"http://127.0.0.1:8080", &users, false}, {"http://localhost:8080", &users, false}, {"https://[::1]:8080", &users, false},
		{"http://127.0.0.1:8080", &named, true},
	} {
		var registry Registry
		if test.folder != nil {
			registry.StateFolder = func() ratelimit.Folder { return *test.folder }
		}
		c, err := registry.Client("c", Config{BaseURL: test.base, APIID: "id", APIToken: secretToken})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Usage().Shared; got != test.want {
			t.Errorf("%q with %+v: shared %v, want %v", test.base, test.folder, got, test.want)
		}
	}
	if files, err := filepath.Glob(filepath.Join(folder, "*.json")); err != nil || len(files) > 0 {
		t.Errorf("%v was made though nothing was sent, %v", files, err)
	}
}

// A file's name is the same for everybody with the key, another for every other company, and holds nothing of either.
func TestNameOfALimit(t *testing.T) {
	t.Parallel()
	name := func(base string, cfg Config) string {
		u, err := parseBaseURL(base)
		if err != nil {
			t.Fatal(err)
		}
		return limitName(u, cfg)
	}
	key := Config{APIID: "0123456789abcdef", APIToken: secretToken}
	names := map[string]string{
		"key":    name("", key),
		"other":  name("", Config{APIID: "0123456789abcdee", APIToken: secretToken}),
		"host":   name("https://proxy.example", key),
		"bearer": name("", Config{AccessToken: secretToken}),
	}
	for one, n := range names {
		for other, m := range names {
			if one != other && n == m {
				t.Errorf("%s and %s have one name", one, other)
			}
		}
		if len(n) != 32 || strings.Contains(n, "01234567") || strings.Contains(n, secretToken[:8]) {
			t.Errorf("%s has the name %q", one, n)
		}
	}
	key.APIToken = "another"
	if again := name("https://API.aircall.io/", key); again != names["key"] {
		t.Error("the secret half of the key, or the case of the host, changes the name")
	}
}

// Processes of their own: this test binary, started again.

const childVariable = "AIRCALL_TEST_CHILD"

func TestMain(m *testing.M) {
	if arguments := os.Getenv(childVariable); arguments != "" {
		if err := child(strings.Fields(arguments)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// The children's minute lasts two seconds.
const childSpeed = 30

// child makes a number of requests, five at once.
func child(arguments []string) error {
	base, folder := arguments[0], arguments[1]
	start, err1 := strconv.ParseInt(arguments[2], 10, 64)
	perMinute, err2 := strconv.Atoi(arguments[3])
	n, err3 := strconv.Atoi(arguments[4])
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	registry := Registry{Clock: scaledClock{time.Unix(0, start), childSpeed}, Transport: impatient{}, StateFolder: sharing(folder)}
	c, err := registry.Client("c", Config{BaseURL: base, APIID: fakeaircall.DemoAPIID, APIToken: fakeaircall.DemoAPIToken, MaxRequestsPerMinute: perMinute})
	if err != nil {
		return err
	}
	var requests sync.WaitGroup
	failures := make(chan error, n)
	for range n {
		requests.Go(func() { failures <- c.Ping(context.Background()) })
	}
	requests.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			return err
		}
	}
	if !c.Usage().Shared {
		return errors.New("the limit is not shared")
	}
	return nil
}

// impatient gives up in time by the children's clock.
type impatient struct{}

func (impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), ratelimit.MaxFlight/childSpeed)
	defer cancel()
	answer, err := http.DefaultTransport.RoundTrip(r.Clone(ctx))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	answer.Body = http.NoBody
	if err == nil {
		answer.Body = readCloser{strings.NewReader(string(body))}
	}
	return answer, err
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// Six processes at once, and others that are killed while their requests are under way, never pass the limit.
func TestSixProcessesKeepTheLimit(t *testing.T) {
	t.Parallel()
	const perMinute, workers, each, victims = 40, 6, 15, 6
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	clock := scaledClock{time.Now().Round(0), childSpeed}
	server := fakeaircall.New(fixture.Sparse(time.Now()), fakeaircall.Options{
		Now: clock.Now, RateLimit: perMinute, BlockFor: time.Minute,
		Latency: func(*http.Request) time.Duration { return 20 * time.Millisecond },
	})
	base, stop, err := server.ListenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	folder := t.TempDir()
	start := func(requests int) *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %d %d %d", childVariable, base, folder, clock.start.UnixNano(), perMinute, requests))
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	var processes sync.WaitGroup
	for range workers {
		cmd := start(each)
		processes.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("a process ended with %v", err)
			}
		})
	}
	for range victims {
		cmd := start(1000)
		before := len(server.Requests())
		for len(server.Requests()) == before && ctx.Err() == nil {
			time.Sleep(5 * time.Millisecond)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // it was killed
	}
	processes.Wait()
	requests := server.Requests()
	if slices.ContainsFunc(requests, func(r fakeaircall.Request) bool { return r.Status == http.StatusTooManyRequests }) {
		t.Error("the limit was passed")
	}
	if got := busiest(requests); len(requests) < workers*each || got > perMinute {
		t.Errorf("%d requests, %d of them in the busiest minute, want %d at most", len(requests), got, perMinute)
	}
}

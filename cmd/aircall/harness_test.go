package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// asCommand makes the test binary the command itself: with the machine's clock when it is 1, else with a scaledClock
// that began at this time, in nanoseconds.
const asCommand = "AIRCALL_TEST_AS_COMMAND"

// No test reads the credentials, or the configuration, of whoever runs it.
func TestMain(m *testing.M) {
	if start := os.Getenv(asCommand); start != "" {
		if n, err := strconv.ParseInt(start, 10, 64); err == nil && n > 1 {
			aircall.Clients.Clock = scaledClock{time.Unix(0, n)}
		}
		main()
	}
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "AIRCALL_") || strings.HasPrefix(name, "STEAMPIPE_") {
			_ = os.Unsetenv(name)
		}
	}
	home, err := os.MkdirTemp("", "aircall")
	if err != nil {
		panic(err)
	}
	_ = os.Setenv("HOME", home)
	status := m.Run()
	_ = os.RemoveAll(home)
	os.Exit(status)
}

// scaledClock is one whose minute lasts two seconds, the same for all processes that know when it began.
type scaledClock struct{ start time.Time }

const clockSpeed = 30

func (c scaledClock) Now() time.Time { return c.start.Add(clockSpeed * time.Since(c.start)) }

func (scaledClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d/clockSpeed, f).Stop
}

// ended is what a command leaves behind.
type ended struct {
	status   int
	out, err string
}

// aircall runs the command in this process, in a pipe.
func command(t *testing.T, args ...string) ended {
	t.Helper()
	return commandReading(t, strings.NewReader(""), args...)
}

func commandReading(t *testing.T, in io.Reader, args ...string) ended {
	t.Helper()
	var out, err bytes.Buffer
	status := run(t.Context(), args, streams{in, &out, &err, func(any) int { return 0 }})
	return ended{status, out.String(), err.String()}
}

// commandOnTerminal runs it with standard error, and perhaps standard output, on a terminal.
func commandOnTerminal(t *testing.T, outToo bool, args ...string) ended {
	t.Helper()
	var out, err bytes.Buffer
	status := run(t.Context(), args, streams{strings.NewReader(""), &out, &err, func(stream any) int {
		if stream == &err || outToo && stream == &out {
			return 60
		}
		return 0
	}})
	return ended{status, out.String(), err.String()}
}

// succeeded gives the output of a command that must say nothing else.
func succeeded(t *testing.T, e ended) string {
	t.Helper()
	if e.status != 0 || e.err != "" {
		t.Fatalf("status %d, on standard error: %s", e.status, e.err)
	}
	return e.out
}

// serve starts an Aircall for the company, without a limit, and returns it with the file that configures a connection to it.
func serve(t *testing.T, c *fakeaircall.Company) (server *fakeaircall.Server, config string) {
	t.Helper()
	return serveWith(t, c, fakeaircall.Options{RateLimit: -1})
}

// serveWith is serve of an Aircall with options.
func serveWith(t *testing.T, c *fakeaircall.Company, o fakeaircall.Options) (server *fakeaircall.Server, config string) {
	t.Helper()
	server, url := listenWith(t, c, o)
	return server, configFile(t, connectionTo(url))
}

// listen is serve for tests that configure the connection themselves.
func listen(t *testing.T, c *fakeaircall.Company) (server *fakeaircall.Server, url string) {
	t.Helper()
	return listenWith(t, c, fakeaircall.Options{RateLimit: -1})
}

func listenWith(t *testing.T, c *fakeaircall.Company, o fakeaircall.Options) (server *fakeaircall.Server, url string) {
	t.Helper()
	server = fakeaircall.New(c, o)
	url, stop, err := server.ListenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return server, url
}

func connectionTo(url string) string {
	return fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\nmax_requests_per_minute = 1000", url, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
}

var connections atomic.Int64

// configFile writes a connection with these arguments, under a name that no other test uses.
func configFile(t *testing.T, arguments ...string) string {
	t.Helper()
	name := fmt.Sprintf("company_%d", connections.Add(1))
	return writeFile(t, "test.spc", fmt.Sprintf("connection %q {\nplugin = \"aircall\"\n%s\n}\n", name, strings.Join(arguments, "\n")))
}

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// calls are the requests for pages of calls.
func calls(s *fakeaircall.Server) (n int) {
	for _, r := range s.Requests() {
		if strings.HasPrefix(r.Path, "/v1/calls") {
			n++
		}
	}
	return n
}

// small is a company of a few calls.
func small() *fakeaircall.Company {
	return democompany.New(2, time.Now(), democompany.Size{Days: 14, CallsPerDay: 20, Contacts: 20})
}

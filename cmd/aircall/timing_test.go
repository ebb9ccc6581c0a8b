//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestTimingSaysWhatTheQueryHasCost(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	args := []string{"query", "--config", config, "--output", "csv", "--header=false"}
	detail := regexp.MustCompile(`^(\d+) requests?, \d+ pages? from memory, waited 0\.0 s, (\d+) rows read, 1 row, \d+\.\d s, \d+ of this minute left\n$`)
	got := command(t, append(args, "--timing", "select count(id) from ("+lastWeek+")")...)
	found := detail.FindStringSubmatch(got.err)
	if found == nil || found[2]+"\n" != got.out || found[1] == "0" {
		t.Errorf("%+v", got)
	}
	_, config = serve(t, small())
	args[2] = config
	summary := regexp.MustCompile(`\r\x1b\[K\d+ requests?, 1 row, \d+\.\d s, \d+ of this minute left\n$`)
	if got := commandOnTerminal(t, false, append(args, "select count(id) from ("+lastWeek+")")...); !summary.MatchString(got.err) {
		t.Errorf("on a terminal: %q", got.err)
	}
	if got := command(t, append(args, "select 1")...); got.err != "" {
		t.Errorf("in a pipe: %q", got.err)
	}
}

// detailOfCost is what --timing and .timing say.
var detailOfCost = regexp.MustCompile(`(\d+) requests?, (\d+) pages? from memory, waited (\d+\.\d) s, (\d+) rows? read, (\d+) rows?, \d+\.\d s(?:, (\d+) of this minute left)?`)

// A timed query is what its timing says.
type timed struct{ requests, fromMemory, rowsRead, rows, left int }

func timingIn(t *testing.T, text string) (said timed, waited float64) {
	t.Helper()
	m := detailOfCost.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no timing in %q", lastOf(text))
	}
	number := func(i int) int {
		n, _ := strconv.Atoi(m[i]) // "": nothing was asked
		return n
	}
	waited, err := strconv.ParseFloat(m[3], 64)
	if err != nil {
		t.Fatal(err)
	}
	return timed{number(1), number(2), number(4), number(5), number(6)}, waited
}

// TestTimingIsWhatAircallHasSeen: in a shell, where the second query is answered from memory, and of a request that is repeated.
func TestTimingIsWhatAircallHasSeen(t *testing.T) {
	t.Parallel()
	company := democompany.New(2, time.Now(), democompany.Size{Contacts: 120, Days: 2})
	server, config := serve(t, company)
	server.Fault(fakeaircall.Fault{Path: "/v1/contacts", Page: 2, Times: 1, Status: http.StatusBadGateway})
	sh := startShell(t, t.TempDir(), nil, "--config", config)
	sh.ask(".timing on")
	const perMinute, pages = 1000, 3
	for i, step := range []struct {
		sql  string
		want timed // but for left
	}{
		{"select id from aircall_contact order by id limit 110;", timed{pages + 1, 0, 120, 110, 0}},
		{"select count(id) from aircall_contact;", timed{0, pages, 120, 1, 0}},
		{"select 1 where false;", timed{}},
		{"select count(id) from aircall_tag;", timed{1, 0, len(company.Tags), 1, 0}},
	} {
		before := len(server.Requests())
		said, _ := timingIn(t, sh.ask(step.sql))
		seen := len(server.Requests())
		if step.want.fromMemory > 0 && seen == before+1 { // a second has passed: whether a contact has come
			step.want.requests = 1
		}
		if step.want.requests > 0 {
			step.want.left = perMinute - seen
		}
		if said != step.want || said.requests != seen-before {
			t.Errorf("%d: %+v is said, want %+v; Aircall has seen %d requests", i, said, step.want, seen-before)
		}
	}
}

// TestTimingOfAWait: with two requests a minute the further ones wait.
func TestTimingOfAWait(t *testing.T) {
	t.Parallel()
	clock := scaledClock{time.Now().Round(0)}
	company := democompany.New(2, time.Now(), democompany.Size{Contacts: 120, Days: 2})
	server, url := listenWith(t, company, fakeaircall.Options{Now: clock.Now, RateLimit: 2, BlockFor: time.Minute})
	config := configFile(t, fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\nmax_requests_per_minute = 2", url, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken))
	cmd, out, errs := process(t, "query", "select count(id) from aircall_contact", "--config", config, "--output", "csv", "--timing")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", asCommand, clock.start.UnixNano()), "AIRCALL_STATE_DIR="+t.TempDir())
	if err := cmd.Run(); err != nil {
		t.Fatal(err, errs)
	}
	requests := server.Requests()
	said, waited := timingIn(t, errs.String())
	var atMost float64 // what all requests waited together, since the first
	for _, r := range requests {
		atMost += r.Time.Sub(requests[0].Time).Seconds()
	}
	if !strings.HasSuffix(out.String(), "\n120\n") || said.requests != 3 || len(requests) != 3 || waited <= 0 || waited > atMost+1 {
		t.Errorf("%+v, %.1f s waited, at most %.1f s by %d requests: %q", said, waited, atMost, len(requests), out)
	}
}

//go:build !race || atomicsdk

package mcpserver_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/mcpserver"
)

// TestACutIsSaid: an answer that has not all rows, or cannot have them, says so in words.
func TestACutIsSaid(t *testing.T) { bubble(t, aCutIsSaid) }

func aCutIsSaid(t *testing.T) {
	db, _ := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	const numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 4512) select i from n"
	for _, test := range []struct {
		arguments   object
		rows, total int
		cut         string
	}{
		{object{"sql": numbers}, 200, 4512, "the first 200 of 4,512 rows; add a LIMIT, aggregate, or raise max_rows"},
		{object{"sql": numbers, "max_rows": 1000}, 1000, 4512, "the first 1,000 of 4,512 rows; add a LIMIT, aggregate, or raise max_rows"},
		{object{"sql": numbers + " limit 200"}, 200, 200, ""},
		{object{"sql": "select 1", "max_rows": 1}, 1, 1, ""},
		{object{"sql": "select printf('%.*c', 90000, 'x') as text from (" + numbers + " limit 5)"}, 2, 5,
			"the first 2 of 5 rows; an answer may have 200,000 bytes: select fewer columns, aggregate, or take a part of long texts (substr)"},
	} {
		a, failure := call(t, session, "query", test.arguments)
		if failure != "" {
			t.Errorf("%v: %s", test.arguments, failure)
			continue
		}
		cut, _ := a["cut"].(string)
		if got := len(a["rows"].([]any)); got != test.rows || a["total_rows"] != float64(test.total) || cut != test.cut || a["complete"] != (cut == "") {
			t.Errorf("%v: %d rows of %v, complete: %v, %q", test.arguments, got, a["total_rows"], a["complete"], cut)
		}
	}
}

// TestWhatCannotBeAnswered: mistakes are tool errors, with the command's sentences, before anything is read.
func TestWhatCannotBeAnswered(t *testing.T) { bubble(t, whatCannotBeAnswered) }

func whatCannotBeAnswered(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	for _, test := range []struct {
		tool      string
		arguments any
		want      string
	}{
		{"query", object{}, "sql is empty: write a select"},
		{"query", object{"sql": "select * from calls"}, "no such table: calls (did you mean aircall_call?)"},
		{"query", object{"sql": "select started_at::date from aircall_call"}, "for x::date write"},
		{"query", object{"sql": "attach '/tmp/x.db' as x"}, "is refused: SQL may read the tables"},
		{"query", object{"sql": "create temp table t (a)"}, "the SQL has no result: end it with a select"},
		{"query", object{"sql": "select 1; select 2"}, "the SQL has several results"},
		{"query", object{"sql": "select :a"}, "a parameter without a value"},
		{"query", object{"sql": "select 1", "params": object{"a": 1}}, "the SQL has no parameter :a"},
		{"query", object{"sql": "select :a", "params": object{"a": []int{1}}}, "params: a is no single value"},
		{"query", object{"sql": "select 1", "max_rows": 1001}, "max_rows is 1001: write a whole number from 1 to 1000"},
		{"query", object{"sql": "select 1", "max_rows": 0}, "max_rows is 0"},
		{"query", object{"sql": "select 1", "max_requests": 1001}, "max_requests is 1001: write a whole number from 0 to 1000"},
		{"query", object{"sql": "select 1", "max_requests": 2.5}, "max_requests is a JSON number: write a whole number"},
		{"query", object{"sql": 5}, "query: sql is a JSON number: write a text in double quotes"},
		{"query", object{"sql": "select 1", "limit": 5}, `query: there is no argument "limit": the arguments are sql, params, max_rows, max_requests`},
		{"query", object{"sql": "select 1", "params": "a=1"}, "params is a JSON string: write an object"},
		{"query", []int{1}, "the arguments are no JSON object"},
		{"query", object{"sql": "select printf('%.*c', 300000, 'x')"}, "the first row has 300,004 bytes, and an answer may have 200,000 bytes"},
		{"query", object{"sql": "select '" + strings.Repeat("x", 10<<20) + "'"}, "query: the arguments have 10,485,779 bytes, and at most 1,000,000 bytes are read"},
		{"query", object{"sql": "select " + strings.Repeat("x", 900_000)}, "no such column: xxx"},
		{"explain", object{"sql": ""}, "sql is empty"},
		{"explain", object{"sql": "select * from aircall_campaign_contact"}, "can only be asked with a condition on campaign_id"},
		{"describe", object{"table": strings.Repeat("x", 900_000)}, "no such table: xxx"},
		{"describe", object{"name": "aircall_call"}, `there is no argument "name": the arguments are table`},
	} {
		answer, failure := call(t, session, test.tool, test.arguments)
		if !strings.Contains(failure, test.want) || len(failure) > 5000 {
			t.Errorf("%.200v: %v, %.300q, want %q", test.arguments, answer, failure, test.want)
		}
	}
	for _, tool := range []string{"delete", strings.Repeat("x", 1<<20)} {
		_, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool})
		if err == nil || !strings.Contains(err.Error(), "choose one of query, explain, describe, ask") || len(err.Error()) > 500 {
			t.Errorf("%.20s: %.300v", tool, err)
		}
	}
	if n := len(fake.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// TestTooDearAQueryEndsBeforeItReads: with its cost, and the bound that is missing.
func TestTooDearAQueryEndsBeforeItReads(t *testing.T) { bubble(t, tooDearAQueryEndsBeforeItReads) }

func tooDearAQueryEndsBeforeItReads(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	for _, test := range []struct {
		sql, want string
		requests  int
	}{
		{"select id from aircall_call", "the query would cost at least 10 requests to Aircall, and max_requests allows 8. It has no lower bound on started_at that is sent to Aircall: " +
			"add one, such as started_at >= datetime('now', '-7 days') (a function of the column, such as date(started_at), is not sent), or raise max_requests", 1},
		{"select id from aircall_call where started_at >= datetime('now', '-13 days')", "Take less time between the bounds on started_at, add another condition that is sent to Aircall, or raise max_requests", 1},
		{"select id" + lastDays, "", 6}, // as the first error advises, though the beginning of the longer list is in memory
	} {
		fake.ResetRequests()
		_, failure := call(t, session, "query", object{"sql": test.sql, "max_requests": 8})
		if !strings.Contains(failure, test.want) || (failure == "") != (test.want == "") || len(fake.Requests()) != test.requests {
			t.Errorf("%s: %q after %d requests, want %q after %d", test.sql, failure, len(fake.Requests()), test.want, test.requests)
		}
	}
	fake.ResetRequests()
	if _, failure := call(t, session, "query", object{"sql": "select call_id from aircall_call_summary where call_started_at >= datetime('now', '-13 days')"}); !strings.Contains(failure, "and max_requests allows 100. Take less time") || len(fake.Requests()) > 100 {
		t.Errorf("without max_requests: %q after %d requests", failure, len(fake.Requests()))
	}
	db, _ = open(t, company(), fakeaircall.Options{}, 1000)
	session = connect(t, mcpserver.Options{DB: db}, nil)
	call(t, session, "explain", object{"sql": "select id from aircall_call"})
	if e, failure := call(t, session, "explain", object{"sql": "select id from aircall_call where started_at >= datetime('now', '-2 days')"}); e["least_requests"] != 3.0 {
		t.Errorf("after a longer list was explained: %v, %s", e, failure)
	}
}

// TestACallHasItsTime: it ends with an error; where its rows are whole and only their number is not, with them.
func TestACallHasItsTime(t *testing.T) { bubble(t, aCallHasItsTime) }

func aCallHasItsTime(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	fake.Fault(fakeaircall.Fault{Path: "/v1/calls", Page: 2, Times: fakeaircall.Forever, Kind: fakeaircall.Slow, Delay: time.Hour})
	session := connect(t, mcpserver.Options{DB: db, Timeout: 3 * time.Minute}, nil)
	began := time.Now()
	_, failure := call(t, session, "query", object{"sql": "select count(id)" + lastDays})
	if took := time.Since(began); !strings.HasPrefix(failure, "the answer was not there within 3m0s. Read less") || took != 3*time.Minute {
		t.Errorf("%q after %v", failure, took)
	}
	a, failure := call(t, session, "query", object{"sql": "select id from aircall_call where started_at >= datetime('now', '-6 days')", "max_rows": 5})
	if failure != "" || a["complete"] != false || a["total_rows"] != nil || len(a["rows"].([]any)) != 5 || a["cut"] != "the first 5 of more rows than were counted in time; add a LIMIT, aggregate, or raise max_rows" {
		t.Errorf("%v, %s", a, failure)
	}
	if took := time.Since(began); took != 6*time.Minute {
		t.Errorf("both took %v", took)
	}
}

// TestCancellingStopsRequests: at once, and for good.
func TestCancellingStopsRequests(t *testing.T) { bubble(t, cancellingStopsRequests) }

func cancellingStopsRequests(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	db, fake := open(t, company(), fakeaircall.Options{Latency: func(*http.Request) time.Duration { return time.Second }}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	go func() {
		time.Sleep(2500 * time.Millisecond)
		once.Do(cancel)
	}()
	_, _, err := callWith(ctx, session, &mcp.CallToolParams{Name: "query", Arguments: object{"sql": "select count(id) from aircall_call"}})
	if err == nil {
		t.Fatal("the call was not cancelled")
	}
	synctest.Wait()
	before := len(fake.Requests())
	time.Sleep(time.Hour)
	if after := len(fake.Requests()); before == 0 || after != before {
		t.Errorf("%d requests when it was cancelled, %d afterwards", before, after)
	}
	if a := query(t, session, "select count(id) as tags from aircall_tag"); a["complete"] != true {
		t.Errorf("the server does not go on: %v", a)
	}
}

// TestCallsRunSideBySide: over one memory, and one does not wait for the other.
func TestCallsRunSideBySide(t *testing.T) { bubble(t, callsRunSideBySide) }

func callsRunSideBySide(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	query(t, session, "select count(id)"+lastDays)
	alone := len(fake.Requests())

	const delay = 10 * time.Second
	other, fake := open(t, company(), fakeaircall.Options{}, 1000)
	fake.Fault(fakeaircall.Fault{Path: "/v1/calls", Times: fakeaircall.Forever, Kind: fakeaircall.Slow, Delay: delay})
	session = connect(t, mcpserver.Options{DB: other}, nil)
	var calls sync.WaitGroup
	slow := func(from, to int) {
		for i := range to - from {
			calls.Go(func() {
				if a := query(t, session, fmt.Sprintf("select count(id), %d%s", from+i, lastDays)); a["complete"] != true {
					t.Errorf("%v", a)
				}
			})
		}
		synctest.Wait()
	}
	for _, test := range []struct {
		from, to int // of the calls that run already
		waits    bool
	}{{0, 7, false}, {7, 12, true}} { // eight may run at once
		slow(test.from, test.to)
		began := time.Now()
		a := query(t, session, "select count(id) from aircall_tag")
		if took := time.Since(began); a["complete"] != true || (took >= delay) != test.waits || took > 0 && !test.waits {
			t.Errorf("beside %d calls it takes %v: %v", test.to, took, a)
		}
	}
	calls.Wait()
	if got := len(fake.Requests()); got != alone+2 { // and those of the tags, a list that is read twice
		t.Errorf("%d requests for all, %d for one", got, alone)
	}
}

// TestProgressIsTold: pages of pages and the wait for the limit, in notifications that grow.
func TestProgressIsTold(t *testing.T) { bubble(t, progressIsTold) }

func progressIsTold(t *testing.T) {
	db, _ := open(t, company(), fakeaircall.Options{}, 4)
	var mu sync.Mutex
	var told []*mcp.ProgressNotificationParams
	session := connect(t, mcpserver.Options{DB: db}, &mcp.ClientOptions{ProgressNotificationHandler: func(_ context.Context, r *mcp.ProgressNotificationClientRequest) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, r.Params)
	}})
	for _, token := range []any{"a token", nil} {
		p := &mcp.CallToolParams{Name: "query", Arguments: object{"sql": "select count(id)" + lastDays}}
		if token != nil {
			p.SetProgressToken(token)
		}
		if a, failure, err := callWith(t.Context(), session, p); err != nil || failure != "" || token != nil && a["waited_seconds"] == 0.0 {
			t.Errorf("%v, %s, %v", a, failure, err)
		}
		synctest.Wait()
		if token == nil {
			continue
		}
		var text strings.Builder
		last := 0.0
		for _, n := range told {
			fmt.Fprintln(&text, n.Message)
			if n.Progress <= last || n.Total > 0 && n.Total < n.Progress || n.ProgressToken != token {
				t.Errorf("%+v after %v", n, last)
			}
			last = n.Progress
		}
		for _, want := range []string{"reading /v1/calls: page 1 of 6, 50 rows so far\n", "reading /v1/calls: page 6 of 6, ", "waiting until 10:31:00 UTC (the rate limit), "} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%q is not told in\n%s", want, &text)
			}
		}
		told = nil
	}
	if len(told) > 0 {
		t.Errorf("%+v is told to a client that has not asked", told)
	}
}

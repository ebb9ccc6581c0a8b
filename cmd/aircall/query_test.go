//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// outcomeOf tells from the fixture what became of a call.
func outcomeOf(c fakeaircall.Call) string {
	missed := map[string]string{
		fakeaircall.OutOfOpeningHours: "out_of_hours", fakeaircall.ShortAbandoned: "abandoned",
		fakeaircall.AbandonedInIVR: "abandoned", fakeaircall.AbandonedInClassic: "abandoned",
	}
	switch {
	case c.EndedAt == 0:
		return "ongoing"
	case c.AnsweredAt != 0:
		return "answered"
	case c.Direction == fakeaircall.Outbound:
		return "unanswered"
	case c.HasVoicemail:
		return "voicemail"
	case missed[c.MissedCallReason] != "":
		return missed[c.MissedCallReason]
	}
	return "missed"
}

// since counts the fixture's calls as the query below does.
func since(from int64, c *fakeaircall.Company) (counts map[string]int, n int) {
	counts = map[string]int{}
	for _, call := range c.Calls {
		if call.StartedAt >= from {
			counts[call.Direction+" "+outcomeOf(call)]++
			n++
		}
	}
	return counts, n
}

func TestAnswersAgreeWithTheFixtureAndCostNoRequestTooMany(t *testing.T) {
	t.Parallel()
	demo, err := startDemo(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(demo.stop)
	from := time.Now().Unix() - 7*24*60*60
	want, n := since(from, demo.company)
	out := succeeded(t, command(t, "query", "--output", "csv", "--header=false", "--config", configFile(t, demo.connection.Config),
		fmt.Sprintf("select direction, outcome, count(*) from aircall_call where started_at >= datetime(%d, 'unixepoch') group by 1, 2", from)))
	got := map[string]int{}
	records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if got[r[0]+" "+r[1]], err = strconv.Atoi(r[2]); err != nil {
			t.Fatal(err)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, the fixture has %v", got, want)
	}
	if pages := (n + 49) / 50; n < 100 || calls(demo.server) != pages || len(demo.server.Requests()) != pages {
		t.Errorf("%d requests, %d of them for calls; want %d for %d calls", len(demo.server.Requests()), calls(demo.server), pages, n)
	}
}

// What costs a request a call is asked of the joined calls alone, and never of all calls instead.
func TestAJoinAsksCallByCall(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"join": `with call as materialized (select id from aircall_call where started_at >= datetime('now', '-30 days') and outcome = 'answered' order by id limit 30)
			select c.id, t.id from call as c left join aircall_call_transcript as t on t.call_id = c.id`,
		"in": `select call_id, id from aircall_call_transcript where call_id in
			(select id from aircall_call where started_at >= datetime('now', '-30 days') and outcome = 'answered' order by id limit 30)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			demo, err := startDemo(time.Now())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(demo.stop)
			succeeded(t, command(t, "query", "--output", "csv", "--config", configFile(t, demo.connection.Config), sql))
			transcripts := 0
			for _, r := range demo.server.Requests() {
				if strings.HasSuffix(r.Path, "/transcription") {
					transcripts++
				}
			}
			if transcripts != 30 {
				t.Errorf("%d requests for the transcripts of 30 calls", transcripts)
			}
		})
	}
}

// TestARefusedCompanyNameIsANote: the rows come all the same, and the note once, however many tables are read.
func TestARefusedCompanyNameIsANote(t *testing.T) {
	t.Parallel()
	server, config := serve(t, &fakeaircall.Company{Name: "Gull & Sons", Users: []fakeaircall.User{{ID: 12, Name: "Ada", Email: "ada@gull.example", CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}}})
	server.Fault(fakeaircall.Fault{Path: "/v1/company", Times: fakeaircall.Forever, Status: 403})
	got := command(t, "query", "--config", config, "--output", "csv", "select u.id, u.company_name, a.company_name is null as refused from aircall_user u join aircall_user_availability a on a.user_id = u.id")
	if got.status != 0 || got.out != "id,company_name,refused\n12,,1\n" || strings.Count(got.err, "Note: company_name is NULL") != 1 {
		t.Errorf("%+v", got)
	}
	for _, table := range []string{"aircall_call", "aircall_user"} {
		got = command(t, "query", "--config", config, "select count(*) from "+table+" where company_name = 'Gull & Sons'")
		if got.status == 0 || got.out != "" || !strings.Contains(got.err, "company_name cannot be compared") || !strings.Contains(got.err, "The key is good") {
			t.Errorf("a condition on %s: %+v", table, got)
		}
	}
}

func TestOutputIsExact(t *testing.T) {
	t.Parallel()
	_, config := serve(t, &fakeaircall.Company{Name: "Gull & Sons", Users: []fakeaircall.User{
		{ID: 12, Name: "Ada, \"Countess\"", Email: "ada@gull.example", Available: true, CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), DefaultNumberID: 7},
		{ID: 3456, Name: "Bo <Ops>", Email: "bo@gull.example", CreatedAt: time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)},
	}, Numbers: []fakeaircall.Number{{ID: 7, Name: "Main", CreatedAt: time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC), UserIDs: []int64{12}}}})
	sql := `select id, name, available, created_at, default_number_id, json_array_length(numbers) as lines from aircall_user order by id`
	for format, want := range map[string]string{
		"table": `
+------+-----------------+-----------+----------------------+-------------------+-------+
|   id | name            | available | created_at           | default_number_id | lines |
+------+-----------------+-----------+----------------------+-------------------+-------+
|   12 | Ada, "Countess" | true      | 2026-01-02T03:04:05Z |                 7 |     1 |
| 3456 | Bo <Ops>        | false     | 2026-02-03T04:05:06Z |            <null> |     0 |
+------+-----------------+-----------+----------------------+-------------------+-------+
`,
		"csv": `
id,name,available,created_at,default_number_id,lines
12,"Ada, ""Countess""",true,2026-01-02T03:04:05Z,7,1
3456,Bo <Ops>,false,2026-02-03T04:05:06Z,,0
`,
		"json": `
[
 {"id":12,"name":"Ada, \"Countess\"","available":true,"created_at":"2026-01-02T03:04:05Z","default_number_id":7,"lines":1},
 {"id":3456,"name":"Bo <Ops>","available":false,"created_at":"2026-02-03T04:05:06Z","default_number_id":null,"lines":0}
]
`,
		"jsonl": `
{"id":12,"name":"Ada, \"Countess\"","available":true,"created_at":"2026-01-02T03:04:05Z","default_number_id":7,"lines":1}
{"id":3456,"name":"Bo <Ops>","available":false,"created_at":"2026-02-03T04:05:06Z","default_number_id":null,"lines":0}
`,
		"line": `
-[ RECORD 1  ]------------------------------------------------------------
id                | 12
name              | Ada, "Countess"
available         | true
created_at        | 2026-01-02T03:04:05Z
default_number_id | 7
lines             | 1
-[ RECORD 2  ]------------------------------------------------------------
id                | 3456
name              | Bo <Ops>
available         | false
created_at        | 2026-02-03T04:05:06Z
default_number_id | <null>
lines             | 0
`,
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			if got := succeeded(t, command(t, "query", sql, "--config", config, "--output", format)); got != want[1:] {
				t.Errorf("got\n%s\nwant\n%s", got, want[1:])
			}
		})
	}
	t.Run("nested JSON", func(t *testing.T) {
		t.Parallel()
		out := succeeded(t, command(t, "query", "select numbers from aircall_user where id = 12", "--config", config, "--output", "json"))
		var rows []struct{ Numbers []struct{ Name string } }
		if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != 1 || len(rows[0].Numbers) != 1 || rows[0].Numbers[0].Name != "Main" {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Run("types stay in an aggregate", func(t *testing.T) {
		t.Parallel()
		sql := "select name, numbers, max(created_at) as latest, json_group_array(json_object('id', id)) as ids from aircall_user where id = 12 group by name, numbers"
		out := succeeded(t, command(t, "query", sql, "--config", config, "--output", "json"))
		var rows []struct {
			Numbers []struct{ Name string }
			Latest  string
			IDs     []struct{ ID int }
		}
		if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != 1 || len(rows[0].Numbers) != 1 || rows[0].Latest != "2026-01-02T03:04:05Z" || rows[0].IDs[0].ID != 12 {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Run("table by default", func(t *testing.T) {
		t.Parallel()
		if got := succeeded(t, command(t, "query", "select 1 as one", "--config", config)); got != "+-----+\n| one |\n+-----+\n|   1 |\n+-----+\n" {
			t.Errorf("got\n%s", got)
		}
	})
}

// TestErrorsSpeakTheDialectOfTheCommand: what an error advises can be written here.
func TestErrorsSpeakTheDialectOfTheCommand(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"select count(*) from aircall_call_volume":                                 "add a lower bound, such as started_at >= datetime('now', '-30 days')",
		"select * from calls":                                                      "no such table: calls (did you mean aircall_call?)",
		"select started_at::date from aircall_call":                                "for x::date write date(x)",
		"select id from aircall_call where started_at > now() - interval '2 days'": "write datetime('now', '-2 days')",
		"select id from aircall_user where name ilike 'a%'":                        "for ilike write like",
		"select date_trunc('day', started_at) from aircall_call":                   "for date_trunc('day', x) write date(x)",
		"select at_time_zone(started_at, 'Paris') from aircall_call limit 1":       `"Paris" is not a time zone`,
		"create virtual table temp.vip using csv(filename='vip.csv'); select 1":    "--allow-files lets it",
		"select * from 'vip.csv'":                                                  "using csv(filename='vip.csv', header=yes)",
		"select * from read_csv('a b.csv')":                                        "using csv(filename='vip.csv', header=yes)",
		"select array_agg(name) from aircall_user":                                 "for array_agg(x) write json_group_array(x)",
		"select distinct on (user_id) user_id, id from aircall_call":               "for distinct on (x) write group by x",
		"select date_part('hour', started_at) from aircall_call":                   "for date_part('hour', x) write cast(strftime('%H', x) as integer)",
		"show tables":             "aircall tables lists the tables",
		"  describe aircall_call": "aircall tables aircall_call the columns of one",
		".tables":                 ".tables is no SQL; commands that begin so belong to aircall shell",
		`\d aircall_call`:         `\d is no SQL; commands that begin so belong to aircall shell`,
	} {
		if got := command(t, "query", "--demo", sql); got.status != 1 || got.out != "" || !strings.Contains(got.err, want) {
			t.Errorf("%s: %+v, want %q", sql, got, want)
		}
	}
}

// TestWhatIsNoTimeIsAnErrorWhateverIsWanted: also where the number of rows, or a bound of their times, is all that is wanted,
// and where an expression gives what is no time. Nothing is asked.
func TestWhatIsNoTimeIsAnErrorWhateverIsWanted(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	for _, wanted := range []string{"count(*)", "1", "max(started_at)", "id", "started_at"} {
		for condition, want := range map[string]string{
			"started_at > 'yesterday'":             `started_at is a time, and "yesterday" is none: write a date`,
			"started_at < 'soon' and user_id = 5":  `started_at is a time, and "soon" is none`,
			"started_at >= 1700000000":             "started_at is a time, and 1700000000 is none: write a date such as '2026-01-31', or datetime(1700000000, 'unixepoch')",
			"started_at >= current_date - 7":       "is none: write a date such as '2026-01-31', or an expression such as datetime('now', '-7 days')",
			"started_at < unixepoch('now')":        "'unixepoch') for seconds since 1970",
			"started_at > datetime('now', '-7 d')": "started_at is compared with an expression that gives null",
			"ended_at > 'yesterday'":               `ended_at is a time, and "yesterday" is none`,
			"started_at between 'x' and '2026-05'": `started_at is a time, and "`,
		} {
			sql := fmt.Sprintf("select %s from aircall_call where %s", wanted, condition)
			if got := command(t, "query", "--config", config, sql); got.status != 1 || got.out != "" || !strings.Contains(got.err, want) {
				t.Errorf("%s: %+v, want %q", sql, got, want)
			}
		}
	}
	if n := len(server.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestAnErrorAfterSomeRowsIsAnError(t *testing.T) {
	t.Parallel()
	for format, whole := range map[string]func(out string) bool{
		"table": func(out string) bool { return out != "" },
		"csv":   func(out string) bool { return strings.Count(out, "\n") > 51 }, // the header and the first page
		"jsonl": func(out string) bool { return strings.Count(out, "\n") > 50 },
		"json":  func(out string) bool { return json.Valid([]byte(out)) },
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			server, config := serve(t, small())
			server.Fault(fakeaircall.Fault{Path: "/v1/calls", Page: 2, Times: fakeaircall.Forever, Status: 400})
			got := command(t, "query", "select id from aircall_call", "--config", config, "--output", format)
			if got.status != 1 || !strings.Contains(got.err, "aircall_call: GET /v1/calls: 400 Bad Request") {
				t.Errorf("status %d, %s", got.status, got.err)
			}
			if whole(got.out) {
				t.Errorf("this looks like a whole answer:\n%s", got.out)
			}
		})
	}
}

func TestInterruptingStopsTheRequests(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server, config := serveWith(t, small(), fakeaircall.Options{RateLimit: -1, BeforeRequest: func(n int, _ *http.Request, _ *fakeaircall.Company) {
		if n == 2 {
			cancel()
		}
	}})
	server.Fault(fakeaircall.Fault{After: 1, Times: fakeaircall.Forever, Kind: fakeaircall.Slow, Delay: time.Hour})
	var out, errs strings.Builder
	status := run(ctx, []string{"query", "select * from aircall_call where started_at > datetime('now', '-13 days')", "--config", config},
		streams{strings.NewReader(""), &out, &errs, func(any) int { return 0 }})
	if status != 130 || out.Len() > 0 || errs.String() != "Interrupted.\n" {
		t.Errorf("status %d, %q, %q", status, out.String(), errs.String())
	}
}

//go:build e2e

package steampipe_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// phrases are how the documents speak of what is read.
var phrases = map[string]string{
	"/v1/company": "the company's name", "/v1/webhooks": "the list of webhooks", "/v2/users": "the list of users", "/v1/teams": "the list of teams",
	"/v1/numbers": "the list of numbers", "/v1/numbers/:id": "each number", "/v1/calls": "the calls of ", "/v1/contacts": "the list of contacts",
	"/v1/contacts/search": "a search of contacts", "/v1/calls/search": "a search of calls", "/v1/calls/:id/transcription": "the transcript of each",
}

var costPart = regexp.MustCompile(`(?s)\n## What it costs\n\n(.*?)\n\n## `)

// TestEachControlReadsWhatItsDocumentSays, when it runs alone.
func TestEachControlReadsWhatItsDocumentSays(t *testing.T) {
	controls := compliance.benchmark(t, oneAtATime.schema(), allControls).controls()
	for _, name := range slices.Sorted(maps.Keys(controls)) {
		oneAtATime.ResetRequests()
		args := slices.Concat([]string{"control", "run", name, "--output", "none"}, onSchema(oneAtATime.schema()), checkedVariables,
			[]string{"--var", `pci_numbers=["` + oneAtATime.rows.Numbers[0].Name + `"]`})
		if _, exit := compliance.powerpipe(t, args...); exit > 1 {
			t.Fatalf("%s: exit code %d", name, exit)
		}
		read := map[string]bool{}
		for _, r := range oneAtATime.Requests() {
			read[withoutID(r.Path)] = true
		}
		said := strings.ToLower(documentedCost(t, name))
		read["/v1/company"] = true // by the first that asks for it
		for path, phrase := range phrases {
			if speaks := strings.Contains(said, phrase); speaks != read[path] {
				t.Errorf("%s reads %s: %v; its document speaks of that: %v", name, path, read[path], speaks)
			}
			delete(read, path)
		}
		if len(read) > 0 {
			t.Errorf("%s also reads %v", name, read)
		}
	}
}

// documentedCost is the part of a control's document on its cost.
func documentedCost(t *testing.T, control string) string {
	t.Helper()
	for _, group := range []string{"webhooks", "users", "numbers", "recording", "data_protection", "conduct"} {
		if document, err := os.ReadFile("../../mods/aircall-compliance/" + group + "/docs/" + control + ".md"); err == nil {
			if part := costPart.FindStringSubmatch(string(document)); part != nil {
				return part[1]
			}
		}
	}
	t.Errorf("%s has no document with a part on its cost", control)
	return ""
}

func TestTheCheapBenchmarkCostsFiveRequests(t *testing.T) {
	document, err := os.ReadFile("../../mods/aircall-compliance/docs/cheap.md")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`\*\*(\d+) requests\*\*`).FindStringSubmatch(string(document))
	var controls int
	asked := cheaply.asked(t, func() { controls = len(compliance.benchmark(t, cheaply.schema(), "cheap").controls()) })
	if want := []string{"/v1/company", "/v1/numbers", "/v1/teams", "/v1/webhooks", "/v2/users"}; !slices.Equal(asked, want) {
		t.Errorf("it asked %q, want %q", asked, want)
	}
	if said == nil || said[1] != strconv.Itoa(len(asked)) || controls != 10 {
		t.Errorf("%d controls cost %d requests, and the document says %q", controls, len(asked), said)
	}
}

// TestTheWholeBenchmarkReadsCallsOnce: what its document's table says, line by line.
func TestTheWholeBenchmarkReadsCallsOnce(t *testing.T) {
	pages := func(rows int) int { return (rows + 49) / 50 }
	between := func(now time.Time, from, to int) int {
		return len(ordinary.rows.Between(now.AddDate(0, 0, -from), now.AddDate(0, 0, -to)))
	}
	needed := func(now time.Time) int {
		return 5 + len(ordinary.rows.Numbers) + pages(len(ordinary.rows.Contacts)) + pages(between(now, 30, 0)) + pages(between(now, 97, 90))
	}
	before := needed(time.Now())
	asked := ordinary.asked(t, func() { compliance.benchmark(t, ordinary.schema(), allControls) })
	// Each control that reads a list which grows asks what is new since the first one, if a second has passed.
	newest := slices.DeleteFunc(slices.Clone(asked), func(request string) bool { return !strings.HasSuffix(request, " from=now") })
	if n := len(asked) - len(newest); n != before && n != needed(time.Now()) || len(newest) > 24 {
		t.Errorf("it cost %d requests and %d for what was new, where %d were needed: %q", n, len(newest), before, asked)
	}
}

// TestNoControlReadsMoreThanItsWindow: neither where Postgres plans a statement with its values, nor where it does without.
func TestNoControlReadsMoreThanItsWindow(t *testing.T) {
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		asRoot(t, "alter role steampipe set plan_cache_mode = "+mode)
		windowed.ResetRequests()
		b := compliance.benchmark(t, windowed.schema(), allControls, "--var", "lookback_days=5", "--var", "retention_days=20")
		asRoot(t, "alter role steampipe reset plan_cache_mode")
		for name, c := range b.controls() {
			if c.Error != "" {
				t.Errorf("%s: %s failed: %s", mode, name, c.Error)
			}
		}
		windows := map[string]bool{}
		for _, r := range windowed.Requests() {
			if r.Path == "/v1/calls" || r.Path == "/v1/calls/search" {
				windows[window(r)] = true
			}
		}
		if want := []string{"27 to 20 days", "5 days"}; !slices.Equal(slices.Sorted(maps.Keys(windows)), want) {
			t.Errorf("%s: calls were read of %q, want %q", mode, slices.Sorted(maps.Keys(windows)), want)
		}
	}
}

// window is what calls a request asks for, in days before now.
func window(r fakeaircall.Request) string {
	from := regexp.MustCompile(`(?:^|&)from=(\d+)`).FindStringSubmatch(r.Query)
	to := regexp.MustCompile(`(?:^|&)to=(\d+)`).FindStringSubmatch(r.Query)
	days := func(unix []string) int {
		seconds, _ := strconv.ParseInt(unix[1], 10, 64)
		return int(r.Time.Sub(time.Unix(seconds, 0)).Round(time.Hour).Hours()) / 24
	}
	switch {
	case from == nil:
		return "ever"
	case to == nil || days(to) < 1:
		return fmt.Sprintf("%d days", days(from))
	}
	return fmt.Sprintf("%d to %d days", days(from), days(to))
}

// asRoot runs a statement as the database's owner.
func asRoot(t *testing.T, statement string) {
	t.Helper()
	config, err := pgx.ParseConfig(steampipe.url)
	if err != nil {
		t.Fatal(err)
	}
	config.User, config.Password = "root", ""
	ctx := context.Background() // it also cleans up
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

// TestComplianceOfAnArchive: a table aircall_call in a schema of its own answers in place of Aircall.
func TestComplianceOfAnArchive(t *testing.T) {
	asRoot(t, "create schema if not exists kept; grant all on schema kept to public")
	conn := steampipe.session(t, ofThePast.schema())
	execute(t, conn, "create table kept.aircall_call as select * from aircall_call")
	t.Cleanup(func() { asRoot(t, "drop schema kept cascade") })
	live := compliance.benchmark(t, ofThePast.schema(), "conduct")
	ofThePast.ResetRequests()
	stdout, exit := compliance.powerpipe(t, slices.Concat([]string{"benchmark", "run", "conduct", "--output", "json",
		"--var", "database=connection.steampipe." + ofThePast.schema(), "--search-path-prefix", "kept," + ofThePast.schema()})...)
	if exit > 1 {
		t.Fatalf("exit code %d", exit)
	}
	for _, r := range ofThePast.Requests() {
		if strings.HasPrefix(r.Path, "/v1/calls") {
			t.Errorf("it asked Aircall for %s", describe(r))
		}
	}
	archived := parseBenchmark(t, stdout)
	for name, c := range live.controls() {
		if got, want := summary(archived.controls()[name]), summary(c); got != want {
			t.Errorf("%s says %s of the archive, and %s live", name, got, want)
		}
	}
}

// summary counts a control's results by status.
func summary(c benchmarkControl) string {
	counts := map[string]int{}
	for _, r := range c.Results {
		counts[r.Status]++
	}
	return fmt.Sprint(counts, c.Error)
}

//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

// TestNothingPersonalLeavesTheCommand asks every table of the demo company, in every format of text, and reads all that the
// command says.
func TestNothingPersonalLeavesTheCommand(t *testing.T) {
	t.Parallel()
	company := democompany.New(demoSeed, time.Now(), democompany.Size{Days: 3, CallsPerDay: 8, Contacts: 20, Users: 6, Numbers: 4})
	_, config := serve(t, company)
	key := filepath.Join(t.TempDir(), "key")
	outsiders, users := fixture.OutsidersOf(company), fixture.UsersOf(company)
	asked := func(mode string, args ...string) string {
		e := command(t, append(args, "--config", config, mode, "--pseudonym-key", key)...)
		return e.out + e.err
	}
	rows := 0
	for table := range aircall.Verdicts() {
		sql := "select * from " + table
		switch table {
		case "aircall_campaign_contact":
			sql += " where campaign_id = '" + democompany.SpringCampaign + "'"
		case "aircall_call_volume":
			sql += " where started_at >= datetime('now', '-3 days')"
		}
		for _, format := range []string{"json", "table", "csv", "line"} {
			shown := asked("--pseudonyms", "query", sql, "--output", format)
			rows += strings.Count(shown, "\n")
			if found := outsiders.In(shown); found != nil {
				t.Errorf("%s as %s shows %q", table, format, found[:min(3, len(found))])
			}
		}
		if found := users.In(asked("--pseudonyms=all", "query", sql, "--output", "json")); found != nil {
			t.Errorf("%s shows users: %q", table, found[:min(3, len(found))])
		}
	}
	if plain := outsiders.In(asked("--personal-data", "query", "select * from aircall_call", "--output", "json")); rows < 500 || len(plain) < 20 {
		t.Errorf("%d lines are shown, and without pseudonyms %d personal values of calls: the test shows nothing", rows, len(plain))
	}
}

// TestMessagesShowNothingPersonal: errors that Aircall's answers cause, and plans.
func TestMessagesShowNothingPersonal(t *testing.T) {
	t.Parallel()
	company := small()
	server, config := serve(t, company)
	contact := company.Contacts[slices.IndexFunc(company.Contacts, func(c fakeaircall.Contact) bool { return len(c.PhoneNumbers) > 0 && len(c.Emails) > 0 })]
	number, email := contact.PhoneNumbers[0].Value, contact.Emails[0].Value
	outsiders := fixture.OutsidersOf(company)
	server.Fault(fakeaircall.Fault{Path: "/v1/contacts/search", Status: 400, Times: fakeaircall.Forever})
	for _, sql := range []string{
		"select * from aircall_contact where phone_number = '" + number + "'", "select * from aircall_contact where email = '" + email + "'",
		"select * from aircall_contact where phone_number = '" + email + "'", "select id from aircall_call where started_at > '" + number + "'",
		"select * from aircall_call where lower(raw_digits) = '" + number + "'", "select \"" + email + "\" from aircall_call",
	} {
		for _, more := range [][]string{nil, {"--explain"}} {
			e := command(t, append([]string{"query", sql, "--config", config, "--pseudonyms", "--pseudonym-key", filepath.Join(t.TempDir(), "key")}, more...)...)
			if found := outsiders.In(e.out + e.err); found != nil || e.out+e.err == "" {
				t.Errorf("%s %q: %s shows %q", sql, more, e.err, found)
			}
		}
	}
}

// TestALogShowsNothingPersonal: that of the SDK has the conditions of every query, also of those that pseudonyms stand in.
func TestALogShowsNothingPersonal(t *testing.T) {
	t.Parallel()
	company := small()
	_, config := serve(t, company)
	contact := company.Contacts[slices.IndexFunc(company.Contacts, func(c fakeaircall.Contact) bool { return len(c.PhoneNumbers) > 0 })]
	number, key := contact.PhoneNumbers[0].Value, filepath.Join(t.TempDir(), "key")
	token := strings.TrimSpace(command(t, "query", "select phone_number from aircall_contact where phone_number = '"+number+"'", "--config", config,
		"--pseudonyms", "--pseudonym-key", key, "--output", "csv", "--header=false").out)
	for _, sql := range []string{"select id from aircall_contact where phone_number = '" + token + "'", "select count(d.id) from aircall_contact_phone_number c cross join aircall_contact d on d.phone_number = c.phone_number"} {
		logged := func(args ...string) string {
			cmd, out, err := process(t, append([]string{"query", strings.ReplaceAll(sql, token, args[0]), "--config", config}, args[1:]...)...)
			cmd.Env = append(cmd.Env, "STEAMPIPE_LOG_LEVEL=TRACE")
			if wrong := cmd.Run(); wrong != nil {
				t.Errorf("%s: %v, %.500s", sql, wrong, err)
			}
			return out.String() + err.String()
		}
		outsiders := fixture.OutsidersOf(company)
		if said := logged(token, "--pseudonyms", "--pseudonym-key", key); outsiders.In(said) != nil || !strings.Contains(said, "STEAMPIPE_LOG_LEVEL") {
			t.Errorf("%s: %q is shown in %.500s", sql, outsiders.In(said), said)
		}
		if said := logged(number); !slices.Contains(outsiders.In(said), number) {
			t.Errorf("%s: without pseudonyms the log does not show the number: %.500s", sql, said)
		}
	}
}

// TestReadyAnswersAreTheSameUnderPseudonyms compares all that is not a pseudonym.
func TestReadyAnswersAreTheSameUnderPseudonyms(t *testing.T) {
	t.Parallel()
	_, config := serve(t, democompany.New(demoSeed, time.Now(), democompany.Size{Days: 30, CallsPerDay: 20}))
	key, answered := filepath.Join(t.TempDir(), "key"), 0
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			plain := command(t, "ask", f.Name, "--config", config, "--output", "csv")
			under := command(t, "ask", f.Name, "--config", config, "--output", "csv", "--pseudonyms", "--pseudonym-key", key)
			if plain.status != under.status || strings.Contains(under.err, "holds pseudonyms") {
				t.Errorf("%s: status %d, and under pseudonyms %d: %s", f.Name, plain.status, under.status, under.err)
				continue
			}
			got, want := table(t, under.out), table(t, plain.out)
			if len(got) > 1 {
				answered++
			}
			hidden := map[int]bool{}
			for _, row := range got {
				for i, cell := range row {
					hidden[i] = hidden[i] || pseudonym.IsToken(cell)
				}
			}
			if f.Name == "voicemails-left" { // whose last column is the link
				hidden[len(got[0])-1] = true
			}
			if g, w := without(got, hidden), without(want, hidden); !slices.Equal(g, w) {
				t.Errorf("%s: %q, want %q", f.Name, g, w)
			}
		}
	}
	if answered < 15 {
		t.Errorf("only %d questions have an answer", answered)
	}
}

func table(t *testing.T, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func without(rows [][]string, hidden map[int]bool) (lines []string) {
	for _, row := range rows {
		var kept []string
		for i, cell := range row {
			if !hidden[i] {
				kept = append(kept, cell)
			}
		}
		lines = append(lines, strings.Join(kept, "|"))
	}
	slices.Sort(lines)
	return lines
}

// TestTokensOutliveTheCommand: the token that one command shows is a condition for the next, an unknown one is an error, and
// another key makes other tokens.
func TestTokensOutliveTheCommand(t *testing.T) {
	t.Parallel()
	company := small()
	server, url := listen(t, company)
	config := configFile(t, connectionTo(url), "cache_seconds = 0")
	i := slices.IndexFunc(company.Contacts, func(c fakeaircall.Contact) bool { return len(c.PhoneNumbers) > 0 })
	number, id := company.Contacts[i].PhoneNumbers[0].Value, company.Contacts[i].ID
	key := filepath.Join(t.TempDir(), "key")
	ask := func(sql, key string) ended {
		return command(t, "query", sql, "--config", config, "--output", "csv", "--header=false", "--pseudonyms", "--pseudonym-key", key)
	}
	first := ask("select phone_number from aircall_contact where phone_number = '"+number+"'", key)
	token := strings.TrimSpace(first.out)
	if !pseudonym.IsToken(token) || !strings.Contains(first.err, "a new key") {
		t.Fatalf("%+v", first)
	}
	server.ResetRequests()
	again := ask("select id, phone_number from aircall_contact where phone_number = '"+token+"'", key)
	if want := []string{strings.TrimSpace(again.out)}; again.status != 0 || !strings.Contains(want[0], token) || !strings.HasPrefix(want[0], strconv.FormatInt(id, 10)) {
		t.Errorf("%+v", again)
	}
	if sent := server.Requests(); len(sent) == 0 || !strings.Contains(sent[0].Query, strings.TrimPrefix(number, "+")) {
		t.Errorf("Aircall was asked %+v, want the number itself", sent)
	}
	for _, sql := range []string{"select 1 from aircall_call where phone_number = '+44·zzzzzzzzzzzz'", "select 1 from aircall_contact where phone_number in ('" + number + "', '+44·zzzzzzzzzzzz')"} {
		if unknown := ask(sql, key); unknown.status != failure || !strings.Contains(unknown.err, "+44·zzzzzzzzzzzz is a pseudonym that was not given out") {
			t.Errorf("%s: %+v", sql, unknown)
		}
	}
	other := ask("select phone_number from aircall_contact where phone_number = '"+number+"'", filepath.Join(t.TempDir(), "other"))
	if strings.TrimSpace(other.out) == token || other.status != 0 {
		t.Errorf("another key gives %+v", other)
	}
	kept, err := os.ReadFile(key + ".tokens")
	if err != nil || strings.Contains(string(kept), number) || strings.Contains(string(kept), strings.TrimPrefix(number, "+")) {
		t.Errorf("the memory shows the number, or: %v", err)
	}
	for _, file := range []string{key, key + ".tokens"} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
}

// TestAnArchiveHoldsPseudonymsOrPersonalData: never both, in the file or in an answer.
func TestAnArchiveHoldsPseudonymsOrPersonalData(t *testing.T) {
	t.Parallel()
	company := small()
	_, config := serve(t, company)
	key, file := filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "calls.db")
	under := []string{"--pseudonyms", "--pseudonym-key", key}
	archived := func(file string, flags ...string) ended {
		return command(t, append([]string{"archive", "--to", file, "--config", config}, flags...)...)
	}
	asked := func(sql string, flags ...string) ended {
		return command(t, append([]string{"query", sql, "--archive", file, "--config", config, "--output", "csv", "--header=false"}, flags...)...)
	}
	for range 2 { // the second finds nothing changed
		if e := archived(file, under...); e.status != 0 {
			t.Fatalf("%+v", e)
		}
	}
	if e := archived(file, under...); strings.Contains(e.err, "changed") {
		t.Errorf("what has not changed is written again: %s", e.err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if found := fixture.OutsidersOf(company).In(string(content)); found != nil {
		t.Errorf("the archive holds %q", found[:min(3, len(found))])
	}
	i := slices.IndexFunc(company.Calls, func(c fakeaircall.Call) bool { return strings.HasPrefix(c.RawDigits, "+") })
	number := strings.ReplaceAll(company.Calls[i].RawDigits, " ", "")
	count := "select count(*) from aircall_call where phone_number = '" + number + "'"
	live := asked(count, under...)
	for _, sql := range []string{strings.Replace(count, "aircall_call", "all_call", 1), strings.Replace(count, "aircall_call where phone_number", "archive.aircall_call where phone_number collate phone", 1)} {
		if e := asked(sql, under...); e.status != 0 || e.out != live.out || e.out == "0\n" {
			t.Errorf("%s: %+v, want %s", sql, e, live.out)
		}
	}
	other := filepath.Join(t.TempDir(), "other")
	for _, test := range []struct {
		e    ended
		want string
	}{
		{asked(strings.Replace(count, "aircall_call", "archive.aircall_call", 1), under...), "collate phone"},
		{asked(count), "holds pseudonyms, made with --pseudonyms,"},
		{asked(count, "--pseudonyms=all", "--pseudonym-key", key), "holds pseudonyms, made with --pseudonyms,"},
		{asked(count, "--pseudonyms", "--pseudonym-key", other), "under another key"},
		{archived(file), "holds pseudonyms, made with --pseudonyms,"},
		{archived(file, "--pseudonyms", "--pseudonym-key", other), "under another key"},
	} {
		if test.e.status != failure || test.e.out != "" || !strings.Contains(test.e.err, test.want) {
			t.Errorf("%+v, want %q", test.e, test.want)
		}
	}
	file = filepath.Join(t.TempDir(), "plain.db")
	if e := archived(file); e.status != 0 {
		t.Fatalf("%+v", e)
	}
	for _, e := range []ended{archived(file, under...), asked(count, under...)} {
		if e.status != failure || !strings.Contains(e.err, "holds personal data") {
			t.Errorf("%+v", e)
		}
	}
}

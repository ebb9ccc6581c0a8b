//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// TestAnAssistantAsksTheArchive: it is listed, described and asked, alone and together with Aircall, with pseudonyms and without, and
// cannot be written to.
func TestAnAssistantAsksTheArchive(t *testing.T) {
	t.Parallel()
	company := small()
	server, config := serve(t, company)
	folder := t.TempDir()
	outsiders := fixture.OutsidersOf(company)
	number := strings.ReplaceAll(company.Calls[slices.IndexFunc(company.Calls, func(c fakeaircall.Call) bool { return strings.HasPrefix(c.RawDigits, "+") })].RawDigits, " ", "")
	hidden, shown := []string{"--pseudonym-key", filepath.Join(folder, "key")}, []string{"--personal-data"}
	answers := map[bool][]any{}
	for file, mode := range map[string][]string{"hidden.db": hidden, "shown.db": shown} {
		show := file == "shown.db"
		file = filepath.Join(folder, file)
		flags := mode
		if !show {
			flags = append([]string{"--pseudonyms"}, mode...)
		}
		if e := command(t, append([]string{"archive", "--config", config, "--to", file}, flags...)...); e.status != 0 {
			t.Fatal(e.err)
		}
		server.ResetRequests()
		session, _, recorded := assistant(t, nil, append([]string{"--config", config, "--archive", file}, mode...)...)
		query := func(sql string) [][]any {
			var answer struct{ Rows [][]any }
			if err := json.Unmarshal([]byte(asked(t, session, "query", map[string]any{"sql": sql})), &answer); err != nil {
				t.Fatal(err)
			}
			return answer.Rows
		}
		list := asked(t, session, "describe", map[string]any{})
		if !strings.Contains(list, `"archive.aircall_call"`) || !strings.Contains(list, `"all_call"`) || !strings.Contains(session.InitializeResult().Instructions, "There is an archive") {
			t.Errorf("%s", list)
		}
		for _, table := range []string{"archive.aircall_call", "all_call"} {
			if got := asked(t, session, "describe", map[string]any{"table": table}); !strings.Contains(got, `"name":"started_at"`) || strings.Contains(got, `"meaning":""`) && table == "all_call" && !strings.Contains(got, "deleted_at") {
				t.Errorf("%s: %s", table, got)
			} else if strings.Contains(got, `"shown_as":"a pseudonym such as +33·…"`) == show {
				t.Errorf("%s with personal data shown: %v: %s", table, show, got)
			}
		}
		kept := query("select count(*), count(distinct phone_number) from archive.aircall_call")
		if len(server.Requests()) > 0 || kept[0][0].(float64) < 100 {
			t.Errorf("%v by %d requests", kept, len(server.Requests()))
		}
		answers[show] = []any{
			kept, query("select count(*), count(distinct phone_number), count(distinct contact_name) from all_call"),
			query("select count(*) from all_call where phone_number = '" + number + "'"), query("select direction, outcome, count(*) from all_call group by 1, 2 order by 1, 2"),
		}
		for _, sql := range []string{"select * from archive.aircall_call limit 50", "select * from archive.aircall_contact", "select * from all_call limit 50", "select * from all_contact", "select * from archive.sqlite_schema",
			"select * from archive.archive_run", "select * from archive.archive_company", "select * from archive.archive_meta"} {
			if len(query(sql)) == 0 {
				t.Errorf("%s has no row", sql)
			}
		}
		token := query("select phone_number from all_call where phone_number = '" + number + "' limit 1")[0][0].(string)
		if pseudonym.IsToken(token) == show || !reflect.DeepEqual(query("select count(*) from all_call where phone_number = '"+token+"'"), answers[show][2]) {
			t.Errorf("%s finds other calls than the number", token)
		}
		result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "query", Arguments: map[string]any{"sql": "delete from archive.aircall_call; select 1"}})
		if err != nil || !result.IsError {
			t.Errorf("an archive is written to: %v, %+v", err, result)
		}
		if found := outsiders.In(heardBy(recorded)); (len(found) > 20) != show || !show && found != nil {
			t.Errorf("%s: the server says %q", file, found)
		}
	}
	if !reflect.DeepEqual(answers[true], answers[false]) {
		t.Errorf("under pseudonyms %v, and without %v", answers[false], answers[true])
	}
	for file, test := range map[string]struct {
		mode []string
		want string
	}{
		"hidden.db": {shown, "holds pseudonyms, made with --pseudonyms,"},
		"shown.db":  {hidden, "holds personal data, and --pseudonyms would mix pseudonyms with it: show it (--personal-data)"},
	} {
		e := command(t, append([]string{"mcp", "--config", config, "--archive", filepath.Join(folder, file)}, test.mode...)...)
		if e.status != failure || e.out != "" || !strings.Contains(e.err, test.want) {
			t.Errorf("%s with %q: %+v, want %q", file, test.mode, e, test.want)
		}
	}
}

// heardBy is what the server said, without what it was asked.
func heardBy(r *recorder) string {
	var said strings.Builder
	for line := range strings.Lines(r.String()) {
		if frame, heard := strings.CutPrefix(line, "read: "); heard {
			said.WriteString(frame)
		}
	}
	return said.String()
}

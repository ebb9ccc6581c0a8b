//go:build !race || atomicsdk

package mcpserver_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/mcpserver"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

// A recorder keeps the bytes that leave a server.
type recorder struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *recorder) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.b.Reset()
	return r.b.String()
}

// TestNothingPersonalLeavesTheServer: under pseudonyms no byte that a client gets has an outsider's number, name, address, text or
// link in it: of every table, every ready answer, every plan, every error over what somebody has written.
func TestNothingPersonalLeavesTheServer(t *testing.T) { bubble(t, nothingPersonalLeavesTheServer) }

func nothingPersonalLeavesTheServer(t *testing.T) {
	company := fixture.Filled(present)
	outsiders := fixture.OutsidersOf(company)
	for _, p := range []bool{true, false} {
		change := func(*localsql.Options) {}
		if p {
			change = withPseudonyms(t)
		}
		db, _ := openWith(t, company, fakeaircall.Options{}, 1000, change)
		toServer, fromServer := serve(t, mcpserver.Options{DB: db})
		sent := &recorder{}
		session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(),
			&mcp.IOTransport{Reader: io.NopCloser(io.TeeReader(fromServer, sent)), Writer: toServer}, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = session.Close() })
		shown := map[string]bool{}
		ask := func(tool string, arguments object) {
			call(t, session, tool, arguments)
			found := outsiders.In(sent.take())
			for _, text := range found {
				shown[text] = true
			}
			if p && found != nil {
				t.Errorf("%s %v shows %q", tool, arguments, found[:min(3, len(found))])
			}
		}
		askEverything(db, ask)
		if p {
			for _, sql := range overTexts(db) {
				ask("query", object{"sql": sql})
			}
		}
		if !p && len(shown) < 20 {
			t.Errorf("without pseudonyms only %v is shown: the test shows nothing", shown)
		}
	}
}

func withPseudonyms(t *testing.T) func(*localsql.Options) {
	t.Helper()
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	return func(o *localsql.Options) { o.Pseudonyms = pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts()) }
}

// TestExamplesAreAnsweredUnderPseudonyms: describe gives none that asks for what they hide.
func TestExamplesAreAnsweredUnderPseudonyms(t *testing.T) {
	bubble(t, examplesAreAnsweredUnderPseudonyms)
}

func examplesAreAnsweredUnderPseudonyms(t *testing.T) {
	db, fake := openWith(t, company(), fakeaircall.Options{}, 1000, withPseudonyms(t))
	session := connect(t, mcpserver.Options{DB: db}, nil)
	given := 0
	for _, table := range db.Tables() {
		fake.ResetRequests()
		d, failure := call(t, session, "describe", object{"table": table.Name})
		examples, _ := d["examples"].([]any)
		if failure != "" || len(examples) == 0 || len(fake.Requests()) > 0 {
			t.Errorf("%s: %d examples by %d requests, %s", table.Name, len(examples), len(fake.Requests()), failure)
		}
		given += len(examples)
		for _, e := range examples {
			sql := e.(object)["sql"].(string)
			if _, failure := call(t, session, "query", object{"sql": sql, "max_requests": 1000}); strings.Contains(failure, "--personal-data") {
				t.Errorf("%s: %s: %s", table.Name, sql, failure)
			}
		}
	}
	d, _ := call(t, session, "describe", object{"table": "aircall_call"})
	shown := map[any]any{}
	for _, c := range d["columns"].([]any) {
		shown[c.(object)["name"]] = c.(object)["shown_as"]
	}
	for column, want := range map[string]any{
		"phone_number": "a pseudonym such as +33·…", "contact_name": "a pseudonym such as person-…", "recording": "NULL", "contact": "JSON with pseudonyms in it", "user_name": nil, "id": nil,
	} {
		if shown[column] != want {
			t.Errorf("%s is shown as %v, want %v", column, shown[column], want)
		}
	}
	if given < 2*len(db.Tables())-3 {
		t.Errorf("%d tables have %d examples", len(db.Tables()), given)
	}
}

func askEverything(db *localsql.DB, ask func(tool string, arguments object)) {
	for _, table := range db.Tables() {
		sql := "select * from " + table.Name
		switch table.Name {
		case "aircall_campaign_contact":
			sql += " where campaign_id = '" + democompany.SpringCampaign + "'"
		case "aircall_call_volume":
			sql += " where started_at >= '2026-06-16'"
		}
		ask("query", object{"sql": sql})
		ask("explain", object{"sql": sql})
		ask("describe", object{"table": table.Name})
		for _, c := range table.Columns {
			if c.Type == "jsonb" {
				ask("query", object{"sql": fmt.Sprintf("select j.fullkey, j.value from (%s) x, json_tree(x.%s) j", strings.Replace(sql, "*", c.Name, 1), c.Name)})
			}
		}
	}
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			ask("ask", object{"question": f.Name})
		}
	}
}

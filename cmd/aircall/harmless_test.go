//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// obeyed are characters that a terminal obeys, or that turn the order of what stands around them.
const obeyed = "\x07\x1b\x7f\u0085\u009b\u2028\u2029\u202e\u2066"

// obeys reports whether a text would do something to a terminal, or turn the order of what it shows: a control character but for
// the end of a line and a tab, a separator of lines, or a bidirectional override. The line of the progress may.
func obeys(text string) bool {
	return strings.ContainsFunc(strings.ReplaceAll(text, eraseLine, ""), func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || strings.ContainsRune("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r)
	})
}

func TestNothingThatATerminalObeysIsPrinted(t *testing.T) {
	t.Parallel()
	name := "Gull" + obeyed + "& Sons"
	_, config := serve(t, &fakeaircall.Company{Name: name, Tags: []fakeaircall.Tag{{ID: 7, Name: "vip" + obeyed, Color: "#FFFFFF"}}})
	sql := `select name, '{"a":"` + obeyed + `"}' -> '$' as document, 1 as "b` + obeyed + `" from aircall_company`
	for _, format := range []string{"table", "line", "csv", "json", "jsonl", "markdown"} {
		got := commandOnTerminal(t, true, "query", sql, "--config", config, "--output", format)
		if got.status != 0 || !strings.Contains(got.out, "Gull") || obeys(got.out) || obeys(got.err) {
			t.Errorf("%s: %+v", format, got)
		}
	}
	if got := commandOnTerminal(t, true, "check", "--config", config); got.status != 0 || !strings.Contains(got.out, "& Sons") || obeys(got.out) || obeys(got.err) {
		t.Errorf("check: %+v", got)
	}
	for _, args := range [][]string{
		{"query", "select 1 from \"" + obeyed + "\"", "--demo"}, {"query", "selec " + obeyed, "--demo"}, {"tables", obeyed}, {obeyed},
		{"query", "--file", "nowhere" + obeyed}, {"query", "select 1", "--config", "nowhere" + obeyed}, {"query", "select 1", "--output", obeyed},
	} {
		if got := commandOnTerminal(t, true, args...); got.status != 1 || got.err == "" || obeys(got.err) || obeys(got.out) {
			t.Errorf("%q: %+v", args, got)
		}
	}

	t.Run("in a pipe data is exact", func(t *testing.T) {
		t.Parallel()
		var rows []struct{ Name string }
		if err := json.Unmarshal([]byte(succeeded(t, command(t, "query", "select name from aircall_company", "--config", config, "--output", "json"))), &rows); err != nil || len(rows) != 1 || rows[0].Name != name {
			t.Errorf("%v, %q", err, rows)
		}
		if got := succeeded(t, command(t, "query", "select name from aircall_company", "--config", config, "--output", "csv", "--header=false", "--exact")); got != name+"\n" {
			t.Errorf("%q", got)
		}
	})
}

func TestAircallsWordsAreMadeHarmless(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(map[string]string{"error": "Bad Request", "troubleshoot": "Words of Aircall" + obeyed})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	config := configFile(t, connectionTo(server.URL))
	for _, args := range [][]string{{"query", "select * from aircall_tag"}, {"check"}} {
		got := commandOnTerminal(t, true, append(args, "--config", config)...)
		if got.status != 1 || !strings.Contains(got.err, "Words of Aircall") || obeys(got.err) {
			t.Errorf("%q: %+v", args, got)
		}
	}
}

func TestNoticesAreMadeHarmless(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	p := newProgress(streams{err: &b, width: func(any) int { return 40 }})
	p.notice("something of Gull" + obeyed)
	p.tell()
	p.mu.Lock()
	p.draw("reading " + obeyed)
	p.mu.Unlock()
	if !strings.Contains(b.String(), "Note: something of Gull") || !strings.Contains(b.String(), "reading ") || obeys(b.String()) {
		t.Errorf("%q", b.String())
	}
}

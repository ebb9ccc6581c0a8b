//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"strings"
	"testing"
)

func TestProgressIsShownOnATerminalAlone(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	args := []string{"query", "--config", config, "--output", "csv", "select count(id) > 50 as many from aircall_call where started_at > datetime('now', '-13 days')"}
	if got := succeeded(t, command(t, args...)); got != "many\n1\n" {
		t.Errorf("%q", got)
	}

	got := commandOnTerminal(t, false, args...)
	if got.status != 0 || got.out != "many\n1\n" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(got.err, "reading /v1/calls: page 2 of ") || !strings.Contains(got.err, " 1 row, ") {
		t.Errorf("on the terminal: %q", got.err)
	}
}

// TestRowsInAFileLeaveTheProgressAlone: the line is drawn once a page, and erased at the end.
func TestRowsInAFileLeaveTheProgressAlone(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	got := commandOnTerminal(t, false, "query", "--config", config, "--output", "csv", "select id from aircall_call where started_at > datetime('now', '-13 days')")
	if pages, rows := calls(server), strings.Count(got.out, "\n"); got.status != 0 || rows < 100 || strings.Count(got.err, eraseLine) != pages+1 {
		t.Errorf("%d rows of %d pages, on the terminal: %q", rows, pages, got.err)
	}
}

func TestANoticeIsGivenOnce(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	got := command(t, "query", "--config", config, "--output", "csv", "--header=false",
		"select (select count(*) from aircall_call where direction = 'inbound') + (select count(*) from aircall_call where direction = 'outbound') = (select count(*) from aircall_call)")
	if got.status != 0 || got.out != "1\n" || strings.Count(got.err, "Note: ") != 1 || !strings.Contains(got.err, "six months") || strings.Count(got.err, "\n") != 1 {
		t.Errorf("%+v", got)
	}
}

func TestATableIsWrappedOnATerminalAlone(t *testing.T) {
	t.Parallel()
	args := []string{"query", "--demo", "select replace(hex(zeroblob(50)), '0', 'x ') as long"}
	piped := succeeded(t, command(t, args...))
	if n := len(strings.SplitN(piped, "\n", 2)[0]); n != 204 {
		t.Errorf("a piped table is %d wide", n)
	}
	got := commandOnTerminal(t, true, args...)
	if n := len(strings.SplitN(got.out, "\n", 2)[0]); got.status != 0 || n > 60 {
		t.Errorf("%d wide on a terminal of 60: %+v", n, got)
	}
}

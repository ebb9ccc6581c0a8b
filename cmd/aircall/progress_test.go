package main

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func TestProgressIsOneLine(t *testing.T) {
	t.Parallel()
	var terminal strings.Builder
	p := newProgress(streams{err: &terminal, width: func(any) int { return 50 }})
	at := time.Date(2026, 6, 1, 14, 3, 5, 0, time.Local)
	rows := p.over(&terminal, 50)
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() { p.page(api.PageEvent{Path: "/v1/calls", Page: 1, Pages: 3, Rows: 50}) }, "\r\x1b[Kreading /v1/calls: page 1 of 3, 50 rows so far"},
		{func() { p.page(api.PageEvent{Path: "/v1/calls", Page: 2, Pages: 3, Rows: 50}) }, "\r\x1b[Kreading /v1/calls: page 2 of 3, 100 rows so far"},
		{func() { p.notice("something is missing") }, ""},
		{func() { p.notice("something is missing") }, ""},
		{func() { p.wait(api.WaitEvent{Until: at, Reason: "the rate limit"}) }, "\r\x1b[Kwaiting until 14:03:05 (the rate limit), 100 rows"},
		{func() { _, _ = rows.Write([]byte("a row\n")) }, "\r\x1b[Ka row\n"},
		{func() { _, _ = rows.Write([]byte("a row\n")) }, "a row\n"},
		{p.end, ""},
		{func() { p.page(api.PageEvent{Path: "/v1/tags", Page: 1, Pages: 1, Rows: 7}) }, "\r\x1b[Kreading /v1/tags: page 1 of 1, 107 rows so far"},
		{p.tell, "\r\x1b[KNote: something is missing.\n"},
		{p.tell, ""},
		{p.end, ""},
		{func() { p.page(api.PageEvent{Path: "/v1/tags", Page: 2, Pages: 2, Rows: 1}) }, "\r\x1b[Kreading /v1/tags: page 2 of 2, 108 rows so far"},
		{p.end, "\r\x1b[K"},
	} {
		terminal.Reset()
		step.do()
		if terminal.String() != step.want {
			t.Errorf("%q, want %q", terminal.String(), step.want)
		}
	}
}

func TestReadingsMayTellTheProgressAtOnce(t *testing.T) {
	t.Parallel()
	var terminal strings.Builder
	p := newProgress(streams{err: &terminal, width: func(any) int { return 80 }})
	rows := p.over(&terminal, 80)
	var readings sync.WaitGroup
	for range 4 {
		readings.Go(func() {
			for range 50 {
				p.page(api.PageEvent{Path: "/v1/tags", Page: 1, Pages: 1, Rows: 1})
				_, _ = rows.Write([]byte("a row\n"))
				p.notice("something is missing")
			}
		})
	}
	readings.Wait()
	p.tell()
	if !strings.Contains(terminal.String(), " 200 rows so far") || strings.Count(terminal.String(), "a row\n") != 200 || strings.Count(terminal.String(), "Note: ") != 1 {
		t.Errorf("%q", terminal.String())
	}
}

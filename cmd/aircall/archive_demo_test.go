//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
)

// TestTheCompanyOfADemoArchiveStandsStill archives the invented company as of three days ago; later runs, and questions over
// archive and company together, find the same one.
func TestTheCompanyOfADemoArchiveStandsStill(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]string{"a file": "calls.db", "a folder": "calls/"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := filepath.Join(t.TempDir(), "") + "/" + target
			at := time.Now().AddDate(0, 0, -3).UTC().Truncate(time.Microsecond)
			demo, err := startDemo(at)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(demo.stop)
			o := archive.Options{Target: target, Demo: true, DemoAt: at, Connections: []archive.Connection{{Name: demo.connection.Name, Config: demo.connection.Config}}}
			if _, err := archive.Run(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if e := command(t, "archive", "--demo", "--to", target); e.status != 0 || !strings.Contains(e.err, ": nothing new; ") {
					t.Errorf("status %d: %s", e.status, e.err)
				}
			}
			got := succeeded(t, command(t, "query", "--demo", "--archive", target, "--output", "csv", "--header=false",
				`select count(*), count(distinct id), (select count(*) from archive.aircall_call where archived_at > (select min(archived_at) from archive.aircall_contact)) from all_call
				where not exists (select 1 from archive.aircall_call as kept where kept.id = all_call.id and kept.started_at = all_call.started_at)`))
			if got != "0,0,0\n" {
				t.Errorf("calls that are not those of the archive, and calls that were written again: %s", got)
			}
		})
	}
}

func TestADemoArchiveKnowsItsMoment(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "calls.db")
	before := time.Now()
	if e := command(t, "archive", "--demo", "--to", file); e.status != 0 {
		t.Fatal(e.err)
	}
	at, err := archive.DemoMoment(t.Context(), file)
	if err != nil || at.Before(before.Add(-time.Second)) || at.After(time.Now()) {
		t.Errorf("the moment is %v (%v), want one since %v", at, err, before)
	}
	if at, err := archive.DemoMoment(t.Context(), file+".other"); err != nil || !at.IsZero() {
		t.Errorf("the moment of an archive that is not there is %v (%v)", at, err)
	}
}

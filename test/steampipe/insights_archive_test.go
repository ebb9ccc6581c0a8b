//go:build e2e

package steampipe_test

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestInsightsOfAnArchive: a table aircall_call in a schema that stands first in the search path answers the pages
// unchanged, and no list of calls is asked for.
func TestInsightsOfAnArchive(t *testing.T) {
	at, err := url.Parse(steampipe.url)
	if err != nil {
		t.Fatal(err)
	}
	at.User = url.User("root")
	root, err := pgx.Connect(t.Context(), at.String())
	if err != nil {
		t.Fatal(err)
	}
	execute(t, root, "create schema kept")
	execute(t, root, "grant all on schema kept to public")
	t.Cleanup(func() {
		_, _ = root.Exec(context.Background(), "drop schema kept cascade")
		_ = root.Close(context.Background())
	})
	execute(t, steampipe.session(t, young.schema()), "create table kept.aircall_call as select * from aircall_call where started_at >= now() - interval '90 days'")
	for _, p := range insightsPages {
		c := p.first(young.rows)
		if c["days"] == "" {
			continue // one call, which has no window
		}
		young.ResetRequests()
		stdout, exit := insights.powerpipe(t, slices.Concat([]string{"dashboard", "run", p.Name, "--output", "snapshot",
			"--var", "database=connection.steampipe." + young.schema(), "--search-path-prefix", "kept," + young.schema()}, c.args())...)
		var s snapshot
		if err := json.Unmarshal(stdout, &s); exit != 0 || err != nil {
			t.Errorf("%s: exit code %d, %v", p.Name, exit, err)
			continue
		}
		if failed := s.failed(); failed != nil {
			t.Errorf("%s failed: %q", p.Name, failed)
		}
		if slices.ContainsFunc(young.Requests(), func(r fakeaircall.Request) bool { return strings.HasPrefix(r.Path, "/v1/calls") }) {
			t.Errorf("%s asks Aircall for calls:\n%s", p.Name, strings.Join(described(young.Requests()), "\n"))
		}
	}
}

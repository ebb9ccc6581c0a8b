//go:build !race || atomicsdk

package aircall

import (
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

func TestAnIntegrationNeedsAnAccessToken(t *testing.T) {
	t.Parallel()
	ask := query{table: "aircall_integration", columns: []string{"name"}}
	c := serve(t, fixture.Filled(now))
	_, err := c.run(t.Context(), c.connection, ask)
	if err == nil || !strings.Contains(err.Error(), "aircall_integration: ") || !strings.Contains(err.Error(), "AIRCALL_ACCESS_TOKEN") {
		t.Errorf("error %v with an API key, want one that names access_token", err)
	}
	if requests := c.requests(); len(requests) > 0 {
		t.Errorf("%q were made with an API key", requests)
	}
	c = serveApplication(t, fixture.Filled(now))
	requests, rows := c.asked(ask)
	if !slices.Equal(requests, []string{"GET /v1/integrations/me"}) || len(rows) != 1 || rows[0]["name"] != "ledger-sync" {
		t.Errorf("%q gave %v", requests, rows)
	}
	c = serveApplication(t, smallCompany())
	if rows := c.rows(ask); len(rows) > 0 {
		t.Errorf("%v where Aircall has none", rows)
	}
}

//go:build !race

package aircall

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// TestRowsThatPassBesideTheSDKAreItsOwn: each table's rows, with the columns that the SDK adds, are what the SDK makes of them.
func TestRowsThatPassBesideTheSDKAreItsOwn(t *testing.T) {
	t.Parallel()
	c := serveApplication(t, fixture.Filled(now))
	for _, table := range ordinary() {
		q := query{table: table.Name, columns: ownColumns(table.Table)}
		if table.Name == campaignContactTable {
			q.where = ofACampaign
		}
		stream := &rowStream{ctx: t.Context()}
		if err := (scansink.Server{PluginServer: c.plugin.PluginServer}).Execute(q.request(c.connection), stream); err != nil {
			t.Fatalf("%s: %v", table.Name, err)
		}
		if n := int(stream.direct.Load()); n == 0 || n != len(stream.rows) {
			t.Errorf("%s: %d of %d rows did not go through the SDK", table.Name, n, len(stream.rows))
		}
		want, err := c.foreign(t.Context(), c.connection, q)
		if err != nil {
			t.Fatalf("%s: %v", table.Name, err)
		}
		if got := stream.rows; !reflect.DeepEqual(inOrder(got), inOrder(only(q.columns, want))) {
			t.Errorf("%s: %d rows, and by the SDK %d, or others: %s", table.Name, len(got), len(want), cmp.Diff(want, got))
		}
	}
}

// ownColumns are the columns of a table that cost no request of their own for each row.
func ownColumns(t *plugin.Table) (names []string) {
	for _, c := range t.Columns {
		if c.Hydrate == nil {
			names = append(names, c.Name)
		}
	}
	return append(names, "sp_connection_name", "sp_ctx", "_ctx")
}

// TestAColumnWithItsOwnRequestGoesThroughTheSDK, and every row with it.
func TestAColumnWithItsOwnRequestGoesThroughTheSDK(t *testing.T) {
	t.Parallel()
	c := serveApplication(t, fixture.Filled(now))
	stream := &rowStream{ctx: t.Context()}
	q := query{table: "aircall_number", columns: []string{"id", "users"}}
	if err := (scansink.Server{PluginServer: c.plugin.PluginServer}).Execute(q.request(c.connection), stream); err != nil {
		t.Fatal(err)
	}
	if len(stream.rows) == 0 || stream.direct.Load() != 0 || stream.rows[0]["users"] == nil {
		t.Errorf("%d rows, %d of them not through the SDK", len(stream.rows), stream.direct.Load())
	}
}

//go:build !race || atomicsdk

package aircall

import (
	"context"
	"encoding/json"
	"iter"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// panicky is a table of tags whose every part panics with a value, when the query has the column or the
// condition for it.
func panicky() table.Definition {
	bad := func(*api.Tag) *string { panic(secret) }
	return table.Filtered(panickyTags(), &plugin.Table{
		Name: "panicky",
		List: &plugin.ListConfig{Hydrate: listPanicky},
		Get:  &plugin.GetConfig{Hydrate: getPanicky, KeyColumns: plugin.SingleColumn("id")},
		Columns: []*plugin.Column{
			table.Integer("id", "", func(t *api.Tag) *int64 { return &t.ID }),
			table.Text("column", personal.None(), "", bad),
			table.Text("filter", personal.None(), "", func(t *api.Tag) *string { return t.Name.Ptr() }),
			table.Text("read", personal.None(), "", func(t *api.Tag) *string { return t.Name.Ptr() }),
			table.Text("job", personal.None(), "", func(t *api.Tag) *string { return t.Name.Ptr() }),
			table.PerRow("part", personal.None(), "", getPanickyPart),
		},
	})
}

func panickyTags() table.ListSpec[api.Tag] {
	return table.ListSpec[api.Tag]{
		Read: func(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*api.Tag, error] {
			switch {
			case q.Wants("read"):
				panic(secret)
			case q.Wants("job"):
				return table.FanOut(ctx, c.Tags(ctx, api.ListOptions{}), func(context.Context, *api.Tag) ([]*api.Tag, error) { panic(secret) })
			}
			return c.Tags(ctx, api.ListOptions{})
		},
		ID:      func(t *api.Tag) any { return t.ID },
		Filters: []table.Filter[api.Tag]{table.WhereText("filter", func(string) bool { return true }, func(*api.Tag, string) bool { panic(secret) })},
	}
}

func listPanicky(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, panickyTags())
}

func getPanicky(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, panickyTags(), func(context.Context, *api.Client, *table.ListQuery) (*api.Tag, error) { panic(secret) })
}

func getPanickyPart(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	return hydrate(ctx, d, h, "name", func(context.Context, *api.Client, *api.Tag) (json.RawMessage, error) { panic(secret) })
}

// TestAPanicEndsItsQuery with an error that names the table and the place and asks to report it, and the
// plugin goes on.
func TestAPanicEndsItsQuery(t *testing.T) {
	t.Parallel()
	s := startPlugin(t, func(ctx context.Context) *plugin.Plugin {
		p := Plugin(ctx)
		p.TableMap["panicky"] = panicky().Table
		return p
	}, nil)
	c := s.serve(t, fixture.Filled(now))
	for place, q := range map[string]query{
		"a column":       {columns: []string{"column"}},
		"a condition":    {columns: []string{"id"}, where: []*proto.Qual{where("filter", "=", "x")}},
		"a read":         {columns: []string{"read"}},
		"a job":          {columns: []string{"job"}},
		"get":            {columns: []string{"id"}, where: []*proto.Qual{where("id", "=", 1)}},
		"a hydrate call": {columns: []string{"part"}},
	} {
		q.table = "panicky"
		rows, err := c.run(t.Context(), c.connection, q)
		if err == nil {
			t.Errorf("%s: %d rows and no error", place, len(rows))
			continue
		}
		for _, want := range []string{"panicky", "report", "panic_test.go"} {
			if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %q, want it to say %q and not the value", place, err, want)
			}
		}
	}
	if rows := c.rows(query{table: "aircall_tag", columns: []string{"id"}}); len(rows) == 0 {
		t.Error("afterwards a table has no rows")
	}
}

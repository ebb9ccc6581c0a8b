package docs_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
)

var tableName = regexp.MustCompile("`(aircall_\\w+)`")

// named are the tables that a text names, sorted.
func named(text string) []string {
	var names []string
	for _, m := range tableName.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// tablesThat are the plugin's tables of which something is true, sorted.
func tablesThat(t *testing.T, is func(*plugin.Table) bool) []string {
	t.Helper()
	tables := aircall.Plugin(t.Context()).TableMap
	return slices.DeleteFunc(slices.Sorted(maps.Keys(tables)), func(name string) bool { return !is(tables[name]) })
}

// TestIndexNamesTheTablesThatAreAlwaysAsked: docs/index.md says that Steampipe's cache serves no table, and names the tables that are always asked.
func TestIndexNamesTheTablesThatAreAlwaysAsked(t *testing.T) {
	t.Parallel()
	if cached := tablesThat(t, func(table *plugin.Table) bool { return table.Cache == nil || table.Cache.Enabled }); len(cached) > 0 {
		t.Errorf("Steampipe's cache serves %q", cached)
	}
	if got, want := named(parse(t, "docs/index.md").Find("Caching").Text), []string{"aircall_api_usage", "aircall_user_availability"}; !slices.Equal(got, want) {
		t.Errorf("docs/index.md names %q, want %q", got, want)
	}
}

// TestJoinsDocumentNamesTheTablesJoinedRowByRow: docs/joins.md names the tables whose joins Steampipe runs row by row, those with an equality among
// the list's key columns.
func TestJoinsDocumentNamesTheTablesJoinedRowByRow(t *testing.T) {
	t.Parallel()
	want := tablesThat(t, func(table *plugin.Table) bool {
		return table.List != nil && slices.ContainsFunc(table.List.KeyColumns, func(k *plugin.KeyColumn) bool {
			return slices.Equal(k.Operators, []string{"="})
		})
	})
	if got := named(parse(t, "docs/joins.md").Find("A second condition that compares both tables").Text); !slices.Equal(got, want) {
		t.Errorf("docs/joins.md names %q, want %q", got, want)
	}
}

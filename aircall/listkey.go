package aircall

import (
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
)

// listKey returns the value that a query gives a declared equality List key column, which the SDK
// hands over one at a time also where the query has a list; nil when it names none that is known, and
// then the whole table is read.
func listKey(d *plugin.QueryData, column string) (any, error) {
	value := valueOf(d.EqualsQuals[column])
	if value == nil || !isUnevaluated(value) {
		return value, nil
	}
	if values, _, unevaluated := equalTo(d.QueryContext.UnsafeQuals[column]); !unevaluated || slices.Contains(values, value) {
		return value, nil
	}
	if d.QueryContext.GetLimit() >= 0 {
		return nil, unevaluatedError(column, "together with LIMIT. Write the value in, or "+column+" in (select …)")
	}
	return nil, nil
}

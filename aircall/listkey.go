package aircall

import (
	"context"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// listKey returns the value that a query gives a declared equality List key column, which the SDK
// hands over one at a time also where the query has a list. It is nil for NULL, which a join may
// compare with and which equals nothing. Unless a value is named, the whole table is read.
func listKey(ctx context.Context, d *plugin.QueryData, column string) (value any, named bool, err error) {
	defer guard.Recover(&err, "")
	conditions := d.QueryContext.UnsafeQuals[column]
	if slices.ContainsFunc(conditions.GetQuals(), equalsNull) {
		return nil, true, nil
	}
	value = valueOf(d.EqualsQuals[column])
	if values, _, unevaluated := equalTo(ctx, conditions); !unevaluated || slices.Contains(values, value) {
		return value, value != nil, nil
	}
	if d.QueryContext.GetLimit() >= 0 {
		err = unevaluatedError(column, "together with LIMIT. Write the value in, or "+column+" in (select …)")
	}
	return nil, false, err
}

func equalsNull(q *proto.Qual) bool {
	return q.GetStringValue() == quals.QualOperatorEqual && q.GetValue().GetListValue() == nil && valueOf(q.GetValue()) == nil
}

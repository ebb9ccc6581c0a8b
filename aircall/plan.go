package aircall

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// plan is what a query asks of a source.
type plan struct {
	client    *api.Client
	span      span
	among     map[string][]any // values that are looked for among all rows
	questions []*question      // one reading each; none when no row can match
}

// plan turns a query's conditions into readings. It makes no request but for the company's name.
func (s source[T]) plan(ctx context.Context, d *plugin.QueryData) (*plan, error) {
	c, err := connect(d)
	if err != nil {
		return nil, err
	}
	p := &plan{client: c.client}
	if p.span, err = s.span(ctx, c, d); err != nil || p.span.isEmpty() || d.RowsRemaining(ctx) <= 0 {
		return p, err
	}
	filters, among, err := s.filterValues(ctx, d)
	if err != nil || len(filters) == 0 {
		return p, err
	}
	p.among = among
	columns := map[string]bool{}
	for _, name := range d.QueryContext.Columns {
		columns[name] = true
	}
	name, ours, err := s.company(ctx, c.client, d, columns[CompanyColumn])
	if err != nil || !ours {
		return p, err
	}
	options := api.ListOptions{
		Window: api.Window{From: p.span.from, To: p.span.to},
		Limit:  int(max(0, d.QueryContext.GetLimit())),
	}
	for _, values := range filters {
		p.questions = append(p.questions, &question{options, columns, values, name})
	}
	return p, nil
}

// span reads the conditions on the time column. The SDK runs an IN list value by value and then
// names only that value among the key columns, so both places count.
func (s source[T]) span(ctx context.Context, c *connection, d *plugin.QueryData) (span, error) {
	var at span
	if s.timeColumn == "" {
		return at, nil
	}
	if s.calls {
		at.notBefore(c.startDate)
	}
	if key := d.Quals[s.timeColumn]; key != nil {
		at.restrict(ctx, key.Quals.ToProto().GetQuals())
	}
	at.restrict(ctx, d.QueryContext.UnsafeQuals[s.timeColumn].GetQuals())
	if at.unevaluated && d.QueryContext.GetLimit() >= 0 {
		return at, unevaluatedError(s.timeColumn, "together with LIMIT. Write the value in, or another one near it")
	}
	return at, nil
}

// filterValues gives the values of the filters for each reading, and those to look for among all
// rows; no reading when no row can match.
func (s source[T]) filterValues(ctx context.Context, d *plugin.QueryData) (readings []map[string]any, among map[string][]any, err error) {
	values := map[string][]any{}
	for _, f := range s.filters {
		these, restricted, unevaluated := equalTo(ctx, d.QueryContext.UnsafeQuals[f.column])
		if f.echoed && !restricted {
			if err := refuseUnknown(f.column, d.QueryContext.UnsafeQuals[f.column], unevaluated); err != nil {
				return nil, nil, err
			}
		}
		if restricted {
			values[f.column] = slices.DeleteFunc(these, func(v any) bool { return !f.possible(v) })
		}
	}
	among = tooMany(s.filters, values)
	return combinations(slices.Sorted(maps.Keys(values)), values), among, nil
}

// refuseUnknown is the error of conditions on a column that echoes, where none names its value: no row could meet them.
func refuseUnknown(column string, conditions *proto.Quals, unevaluated bool) error {
	if unevaluated {
		return unevaluatedError(column, "and this column can only be compared with a value that is known. Write the value in")
	}
	for _, q := range conditions.GetQuals() {
		if q.GetStringValue() != quals.QualOperatorEqual {
			return fmt.Errorf("%s only repeats the value that rows are asked for by and is NULL without one, so that it can be compared in no other way than %s = … or %s in (…)", column, column, column)
		}
	}
	return nil
}

func unevaluatedError(column, advice string) error {
	return fmt.Errorf("%s is compared with a subquery that Steampipe had not yet run when it asked for the rows, %s", column, advice)
}

// timeRange declares a key column whose every comparison is pushed.
func timeRange(column string) plugin.KeyColumnSlice {
	return plugin.KeyColumnSlice{{Name: column, Require: plugin.Optional, Operators: []string{"=", ">", ">=", "<", "<="}}}
}

package aircall

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/evaluated"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

const (
	unsetQueryRequests = -1
	// defaultQueryRequests is the guard in Steampipe where nobody sets another: ten minutes of requests at the default limit.
	// The command has none, because it says what a query costs and can be interrupted.
	defaultQueryRequests = 1000
)

// withQueryLimit makes the scan of a table by one connection keep to max_query_requests: all calls of list, get and hydrate
// functions that belong to it count together.
func withQueryLimit(ctx context.Context, d *plugin.QueryData, allowed int) context.Context {
	if allowed == unsetQueryRequests && !evaluated.In(ctx) {
		allowed = defaultQueryRequests
	}
	if allowed <= 0 {
		return ctx
	}
	return api.WithRequestLimit(ctx, scansink.PerScan(ctx, "requests of "+d.Connection.Name, func() *api.RequestLimit {
		return &api.RequestLimit{Allowed: allowed, Name: maxQueryRequests.String()}
	}))
}

// adviseCost says which condition would make a query cheaper, after an error that it costs too much.
func adviseCost(ctx context.Context, d *plugin.QueryData, err error) error {
	var costs *api.CostError
	if !errors.As(err, &costs) {
		return err
	}
	bound, function := "now() - interval '7 days'", "date_trunc"
	if evaluated.In(ctx) {
		bound, function = "datetime('now', '-7 days')", "date"
	}
	column := timeColumn(d.Table)
	advice := "No condition on time narrows this table: add another that is sent to Aircall, or"
	switch {
	case column != "" && costs.Bounded:
		advice = fmt.Sprintf("Take less time between the bounds on %s, add another condition that is sent to Aircall, or", column)
	case column != "":
		advice = fmt.Sprintf("It has no lower bound on %s that is sent to Aircall: add one, such as %s >= %s (a function of the column, such as %s(%s), is not sent), or",
			column, column, bound, function, column)
	}
	return replaced(err, costs, fmt.Sprintf("%s. %s raise %s", costs, advice, costs.Limit.Name))
}

// timeColumn is the key column of a table that takes ranges; "" for none.
func timeColumn(t *plugin.Table) string {
	if t.List == nil {
		return ""
	}
	for _, k := range t.List.KeyColumns {
		if slices.Contains(k.Operators, ">=") {
			return k.Name
		}
	}
	return ""
}

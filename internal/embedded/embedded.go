// Package embedded opens the plugin's tables in the embedded SQL engine. It is a package of its own so that the plugin
// does not carry the engine, nor the engine Aircall's name.
package embedded

import (
	"context"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// Options are those of an engine over the plugin's tables with the connections.
func Options(connections ...localsql.Connection) localsql.Options {
	return localsql.Options{
		Plugin:        aircall.Plugin,
		Connections:   connections,
		Filters:       filters(),
		FromQual:      aircall.FromQual(),
		PerKeyRequest: aircall.PerKeyRequest(),
		Short:         aircall.ShortLists(),
		NewestFirst:   newestFirst(),
		Estimate:      estimate,
		Notify:        api.Notify,
	}
}

func newestFirst() map[string]plan.NewestFirst {
	newest := map[string]plan.NewestFirst{}
	for name, n := range aircall.NewestFirst() {
		newest[name] = plan.NewestFirst(n)
	}
	return newest
}

// estimate gives a context whose scans read the first pages of their lists, and what tells how much would follow.
func estimate(ctx context.Context) (context.Context, func() plan.Size) {
	e := new(api.Estimate)
	return api.WithEstimate(ctx, e), func() plan.Size {
		rows, whole := e.Rows()
		return plan.Size{Requests: e.Requests(), Rows: rows, Whole: whole}
	}
}

// filters adds a condition on the company's name to the filters of every table, as Postgres shows the plugin all conditions:
// the plugin makes an error where Aircall refuses the name, and all rows of a connection have the same name or none.
func filters() map[string][]string {
	filters := aircall.Filters()
	for name := range aircall.Plugin(context.Background()).TableMap {
		if filters[name] == nil {
			filters[name] = []string{aircall.CompanyColumn}
		}
	}
	return filters
}

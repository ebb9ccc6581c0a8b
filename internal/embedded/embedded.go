// Package embedded opens the plugin's tables in the embedded SQL engine. It is a package of its own so that the plugin
// does not carry the engine, nor the engine Aircall's name.
package embedded

import (
	"context"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// Options are those of an engine over the plugin's tables with the connections.
func Options(connections ...localsql.Connection) localsql.Options {
	return localsql.Options{
		Plugin:        aircall.Plugin,
		Connections:   connections,
		Filters:       filters(),
		FromQual:      aircall.FromQual(),
		PerKeyRequest: aircall.PerKeyRequest(),
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

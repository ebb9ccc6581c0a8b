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
		Plugin:      aircall.Plugin,
		Connections: connections,
		Filters:     filters(),
		Echoes:      aircall.Echoes(),
		Costly:      aircall.Costly(),
	}
}

// filters adds a condition on the company's name to every table, where Postgres shows the plugin all conditions: of a name
// that Aircall refuses to tell the plugin makes an error, and the rows of a connection have the same name or none has it.
func filters() map[string][]string {
	filters := aircall.Filters()
	for name := range aircall.Plugin(context.Background()).TableMap {
		if filters[name] == nil {
			filters[name] = []string{aircall.CompanyColumn}
		}
	}
	return filters
}

// Package embedded opens the plugin's tables in the embedded SQL engine. It is a package of its own so that the plugin
// does not carry the engine, nor the engine Aircall's name.
package embedded

import (
	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// Options are those of an engine over the plugin's tables with the connections.
func Options(connections ...localsql.Connection) localsql.Options {
	return localsql.Options{
		Plugin:      aircall.Plugin,
		Connections: connections,
		Filters:     aircall.Filters(),
		Echoes:      aircall.Echoes(),
		Costly:      aircall.Costly(),
	}
}

// Command steampipe-plugin-aircall serves Aircall's tables to Steampipe.
package main

import (
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

func main() { scansink.Serve(aircall.Name, &plugin.ServeOpts{PluginFunc: aircall.Plugin}) }

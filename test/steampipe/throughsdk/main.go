// Command throughsdk is the plugin as the SDK serves it, without the sink that takes rows past the SDK: what the benchmark of
// rows through Postgres compares the plugin with.
package main

import (
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
)

func main() { plugin.Serve(&plugin.ServeOpts{PluginFunc: aircall.Plugin}) }

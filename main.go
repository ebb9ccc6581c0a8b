// Command steampipe-plugin-aircall serves Aircall's tables to Steampipe.
package main

import (
	"os"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
)

// freeMemInterval makes the SDK collect garbage every so many rows. Its own choice, every 100
// rows, costs more than everything else that is done for a row (measured).
const freeMemInterval = "50000"

func main() {
	if _, set := os.LookupEnv("STEAMPIPE_FREE_MEM_INTERVAL"); !set {
		_ = os.Setenv("STEAMPIPE_FREE_MEM_INTERVAL", freeMemInterval)
	}
	plugin.Serve(&plugin.ServeOpts{PluginFunc: aircall.Plugin})
}

// Command steampipe-plugin-aircall serves Aircall's tables to Steampipe.
package main

import (
	"os"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/scanerr"
)

// freeMemInterval is after how many rows the SDK hands memory back to the system: unset it does so
// every 100, which costs more than the rows themselves.
const freeMemInterval = "STEAMPIPE_FREE_MEM_INTERVAL"

func main() {
	if os.Getenv(freeMemInterval) == "" {
		_ = os.Setenv(freeMemInterval, "50000")
	}
	scanerr.Serve(aircall.Name, &plugin.ServeOpts{PluginFunc: aircall.Plugin})
}

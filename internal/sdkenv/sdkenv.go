// Package sdkenv has the settings of Steampipe's SDK that every host of the plugin in this project makes.
package sdkenv

import (
	"os"
	"strings"

	"github.com/hashicorp/go-hclog"
)

const (
	freeMemoryInterval = "STEAMPIPE_FREE_MEM_INTERVAL"
	logLevel           = "STEAMPIPE_LOG_LEVEL"
	traceLevel         = "STEAMPIPE_OTEL_LEVEL"
)

// NoQueryCache is a size, in MB, that the SDK's query cache cannot have: the SDK then goes without. No table uses that cache,
// which would take a goroutine and 37 MB in this process, and in Steampipe's, buffers of 286 MB: nobody touches them, but they
// count as live heap, and Go would let as much garbage pile up beside them.
const NoQueryCache = -1

// FreeMemoryRarely makes the SDK hand memory back to the system every 50,000 rows of a scan, unless the environment says
// otherwise. By itself it does so every 100, which costs more than the rows.
func FreeMemoryRarely() { setDefault(freeMemoryInterval, "50000") }

// SilenceLog turns the SDK's log off, unless the environment asks for it, and reports whether it is off.
func SilenceLog() bool {
	setDefault(logLevel, "off")
	return hclog.LevelFromString(os.Getenv(logLevel)) == hclog.Off
}

// Logs reports whether the environment asks for the SDK's log or its traces.
func Logs() bool {
	level, traces := hclog.LevelFromString(os.Getenv(logLevel)), strings.ToLower(os.Getenv(traceLevel))
	return level != hclog.NoLevel && level != hclog.Off || traces != "" && traces != "none"
}

// Silence turns the SDK's log and its traces off, whatever the environment asks for: they have the conditions of every query.
func Silence() {
	_ = os.Setenv(logLevel, "off")
	_ = os.Setenv(traceLevel, "none")
}

func setDefault(variable, value string) {
	if os.Getenv(variable) == "" {
		_ = os.Setenv(variable, value)
	}
}

// Package sdkenv sets what Steampipe's SDK reads from the environment alone.
package sdkenv

import (
	"os"

	"github.com/hashicorp/go-hclog"
)

const (
	freeMemoryInterval = "STEAMPIPE_FREE_MEM_INTERVAL"
	logLevel           = "STEAMPIPE_LOG_LEVEL"
)

// FreeMemoryRarely makes the SDK hand memory back to the system every 50,000 rows of a scan, unless the environment says
// otherwise. By itself it does so every 100, which costs more than the rows.
func FreeMemoryRarely() { setDefault(freeMemoryInterval, "50000") }

// SilenceLog turns the SDK's log off, unless the environment asks for it, and reports whether it is off.
func SilenceLog() bool {
	setDefault(logLevel, "off")
	return hclog.LevelFromString(os.Getenv(logLevel)) == hclog.Off
}

func setDefault(variable, value string) {
	if os.Getenv(variable) == "" {
		_ = os.Setenv(variable, value)
	}
}

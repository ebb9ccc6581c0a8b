package sdkenv

import (
	"os"
	"testing"
)

func TestTheEnvironmentWins(t *testing.T) {
	for set, want := range map[string]string{"": "50000", "7": "7", "0": "0"} {
		t.Setenv(freeMemoryInterval, set)
		if FreeMemoryRarely(); os.Getenv(freeMemoryInterval) != want {
			t.Errorf("%q became %q, want %q", set, os.Getenv(freeMemoryInterval), want)
		}
	}
	for set, want := range map[string]bool{"": true, "off": true, "warn": false} {
		t.Setenv(logLevel, set)
		if off := SilenceLog(); off != want {
			t.Errorf("with %q the log is off: %v, want %v", set, off, want)
		}
	}
}

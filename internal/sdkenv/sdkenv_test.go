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

func TestSilence(t *testing.T) {
	for _, test := range []struct {
		log, traces string
		asks        bool
	}{{"", "", false}, {"off", "none", false}, {"info", "", true}, {"", "TRACE", true}, {"off", "all", true}} {
		t.Setenv(logLevel, test.log)
		t.Setenv(traceLevel, test.traces)
		if asks := Logs(); asks != test.asks {
			t.Errorf("%+v: asked for: %v", test, asks)
		}
		if Silence(); Logs() || os.Getenv(logLevel) != "off" || os.Getenv(traceLevel) != "none" {
			t.Errorf("%+v: %q, %q", test, os.Getenv(logLevel), os.Getenv(traceLevel))
		}
	}
}

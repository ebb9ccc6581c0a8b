package ratelimit

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
)

// version of the file's format. A process that meets another one leaves the file alone.
const version = 1

var errUnreadable = errors.New("the file is damaged")

// stored is the file: times in nanoseconds since 1970, 0 for none. It says when requests were made, and nothing of
// whom they asked or what for.
type stored struct {
	Version          int     `json:"version"`
	BlockedUntil     int64   `json:"blocked_until"`
	Refusals         int     `json:"refusals"`
	ProbeDue         bool    `json:"probe_due"`
	ProbeUntil       int64   `json:"probe_until"`
	UnknownSince     int64   `json:"unknown_since"`
	ServerLimit      int     `json:"server_limit"`
	ServerLimitUntil int64   `json:"server_limit_until"`
	Expiries         []int64 `json:"expiries"`
}

func encode(w Window) ([]byte, error) {
	s := stored{
		Version:          version,
		BlockedUntil:     nanoseconds(w.BlockedUntil),
		Refusals:         w.Refusals,
		ProbeDue:         w.ProbeDue,
		ProbeUntil:       nanoseconds(w.ProbeUntil),
		UnknownSince:     nanoseconds(w.UnknownSince),
		ServerLimit:      w.ServerLimit,
		ServerLimitUntil: nanoseconds(w.ServerLimitUntil),
		Expiries:         make([]int64, len(w.Expiries)),
	}
	for i, t := range w.Expiries {
		s.Expiries[i] = nanoseconds(t)
	}
	return json.Marshal(s)
}

// decode returns errUnreadable for what no version of this program wrote as a whole.
func decode(content []byte) (Window, error) {
	var s stored
	if err := json.Unmarshal(content, &s); err != nil || s.Version != version {
		var other struct {
			Version int `json:"version"`
		}
		if json.Unmarshal(content, &other) != nil || other.Version <= 0 || other.Version == version {
			return Window{}, errUnreadable
		}
		return Window{}, fmt.Errorf("it is in the format of another release (version %d, not %d): update the older one", other.Version, version)
	}
	w := Window{
		BlockedUntil:     instant(s.BlockedUntil),
		Refusals:         max(s.Refusals, 0),
		ProbeDue:         s.ProbeDue,
		ProbeUntil:       instant(s.ProbeUntil),
		UnknownSince:     instant(s.UnknownSince),
		ServerLimit:      s.ServerLimit,
		ServerLimitUntil: instant(s.ServerLimitUntil),
		Expiries:         make([]time.Time, len(s.Expiries)),
	}
	for i, n := range s.Expiries {
		w.Expiries[i] = instant(n)
	}
	slices.SortFunc(w.Expiries, time.Time.Compare)
	return w, nil
}

func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n)
}

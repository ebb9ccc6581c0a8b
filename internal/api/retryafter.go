package api

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
)

const (
	defaultBlock = time.Minute    // documented: passing the limit blocks for 60 seconds
	limitTTL     = 24 * time.Hour // how long the limit that a 429 names is believed: Aircall may raise it
)

// learnLimit believes what Aircall says of its limit. Measured: it says so only when it is too late.
func learnLimit(w *ratelimit.Window, h http.Header, now time.Time) {
	if n, err := strconv.Atoi(h.Get("X-AircallApi-Limit")); err == nil && n > 0 {
		w.ServerLimit, w.ServerLimitUntil = n, now.Add(limitTTL)
	}
}

// retryAfter reads how long to keep away: X-AircallApi-Reset is a point in time, in seconds or (one partner's client)
// milliseconds; Retry-After is not documented but read by some clients. What makes no sense, such as a time that has
// passed, comes back as it is: ratelimit.Window has a least and a greatest block.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if reset, err := strconv.ParseFloat(h.Get("X-AircallApi-Reset"), 64); err == nil && !math.IsNaN(reset) {
		if reset >= unixMilliseconds {
			reset /= 1000
		}
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date // the reset is a time on Aircall's clock
		}
		return seconds(reset - float64(now.UnixMilli())/1000)
	}
	if n, err := strconv.Atoi(h.Get("Retry-After")); err == nil {
		return seconds(float64(n))
	}
	if date, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		return date.Sub(now)
	}
	return defaultBlock
}

// seconds keeps to what a Duration can hold, and to milliseconds.
func seconds(n float64) time.Duration {
	longest := ratelimit.MaxBlock.Seconds()
	return time.Duration(math.Round(min(max(n, -longest), longest)*1000)) * time.Millisecond
}

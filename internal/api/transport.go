package api

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
)

const (
	connectTimeout = 10 * time.Second
	headerTimeout  = 30 * time.Second
)

func defaultTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: connectTimeout}).DialContext,
		TLSHandshakeTimeout:   connectTimeout,
		ResponseHeaderTimeout: headerTimeout,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   20,
		IdleConnTimeout:       90 * time.Second,
	}
}

// countRepeats makes the limiter count what is written to the wire: net/http sends a request once more, without a
// word, when a connection that it had kept was closed under it. It takes another connection then, and waits there for
// the next turn.
func (s *slot) countRepeats(ctx context.Context) context.Context {
	attempts := 0 // of one request, which come one after the other
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		if attempts++; attempts == 1 {
			return
		}
		ctx, cancel := context.WithTimeout(ctx, ratelimit.MaxFlight) // by then the request has ended
		defer cancel()
		if s.reacquire(ctx) != nil {
			_ = got.Conn.Close() // so that nothing is sent without a turn
		}
	}})
}

// refuseRedirect makes a redirect an answer like any other, which is an error: Aircall's API has none, the credential
// belongs to the configured host alone, and a request that is followed elsewhere would count twice.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func isRedirect(answer *http.Response) bool { return answer.StatusCode/100 == 3 }

// redirectHint names no more of the target than its host: the rest may hold personal data.
func redirectHint(answer *http.Response) string {
	target := "elsewhere"
	if at, err := answer.Location(); err == nil {
		target = "to " + (&url.URL{Scheme: at.Scheme, Host: at.Host}).String()
	}
	return "It redirects " + target + ", which is not followed: Aircall's API has no redirects, and the credential must not go elsewhere"
}

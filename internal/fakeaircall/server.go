package fakeaircall

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Invented credentials that a server accepts when [Options] names none.
const (
	DemoAPIID       = "0f3a9d1c5b7e42689a0c4d8e6f1b2a37"
	DemoAPIToken    = "c81e5f7094ab4d3e8f26b1a07d9c5e43"
	DemoAccessToken = "demo-access-token-of-an-invented-company"
)

// Credentials are what a server accepts.
type Credentials struct{ APIID, APIToken, AccessToken string }

// Plan is the add-on that decides which conversation intelligence may be read.
type Plan int

// The plans, from everything to nothing.
const (
	AIAssistPro Plan = iota
	AIAssist         // no custom summaries, playbooks, evaluations and realtime transcripts
	NoAddOn          // no conversation intelligence at all
)

// BodyShape is one of the forms in which an error was seen or must be expected.
type BodyShape int

// The shapes of an error's body.
const (
	AppBody     BodyShape = iota // {"error":…,"troubleshoot":…}, Aircall's application
	GatewayBody                  // {"message":…}, the gateway in front of it
	HTMLBody                     // a content delivery network's page
)

// Options of a server; the zero value is Aircall as measured.
type Options struct {
	Now         func() time.Time // default time.Now; a company told for another moment needs a clock near it
	Credentials Credentials      // default the Demo constants
	Plan        Plan

	RateLimit           int           // requests in any 60 seconds; 0: 120, negative: no limit
	BlockFor            time.Duration // on passing the limit, refuse everything for so long (documented: 60 s)
	ResetInMilliseconds bool          // X-AircallApi-Reset, whose unit is not documented: seconds by default
	SendRetryAfter      bool          // not documented, so off by default

	// UnknownBodies is the shape of answers whose body is not established: 429, 403 without the add-on, and 404 of
	// conversation intelligence that was never made.
	UnknownBodies BodyShape

	V1Users            int  // what /v1/users answers after its announced end: 0 or 200 live, 404, 410
	ExclusiveFrom      bool // `from` on users and numbers, whose bounds are not established: inclusive by default
	CapTotal           bool // whether meta.total stops at 10,000 is not established: exact by default
	LastTokenIsZero    bool // what ends the WhatsApp templates is not established: null by default
	DurationIsTalkTime bool // one account saw duration without ringing: with it by default

	// Latency delays an answer, for instance by path.
	Latency func(*http.Request) time.Duration
	// BeforeRequest may change the company before the nth request (from 1) is answered: rows that come or go between pages.
	BeforeRequest func(n int, r *http.Request, c *Company)
}

// Server answers as Aircall for one company. It is safe for concurrent use.
type Server struct {
	options Options
	routes  *http.ServeMux
	limit   limiter
	record  recorder
	faults  faults
	odd     odds

	mu      sync.RWMutex // guards company and index
	company *Company
	index   *index
}

// New returns a server of that company, which from now on changes only through [Server.Change].
func New(c *Company, o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Credentials == (Credentials{}) {
		o.Credentials = Credentials{DemoAPIID, DemoAPIToken, DemoAccessToken}
	}
	s := &Server{options: o, company: c, index: newIndex(c)}
	s.limit = limiter{size: cmp.Or(o.RateLimit, 120), block: o.BlockFor}
	s.routes = s.newRoutes()
	return s
}

// Change runs a change of the company while no request is being answered.
func (s *Server) Change(change func(*Company)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s.company)
	s.index = newIndex(s.company)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := s.options.Now()
	seen, n := s.record.start(r, now)
	if s.options.BeforeRequest != nil {
		s.Change(func(c *Company) { s.options.BeforeRequest(n, r, c) })
	}
	if s.options.Latency != nil && !pause(r.Context(), s.options.Latency(r)) {
		return
	}
	answer := s.answer(r, now)
	header := w.Header()
	header.Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
	header.Set("Content-Type", cmp.Or(answer.contentType, "application/json"))
	header.Set("Apigw-Requestid", fmt.Sprintf("fake%08d=", n))
	for name, value := range answer.header {
		header[name] = []string{value}
	}
	header.Set("Content-Length", strconv.Itoa(len(answer.body)))
	if answer.broken != 0 {
		s.record.end(seen, 0)
		abort(w, answer)
	}
	s.record.end(seen, answer.status)
	w.WriteHeader(answer.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(answer.body) // a client that has gone needs no answer
	}
}

// response is an answer before it is sent.
type response struct {
	status      int
	contentType string // default application/json
	header      map[string]string
	body        []byte
	broken      Kind // TruncatedBody or ConnectionReset, otherwise 0
}

// exchange is a request on its way to an answer, with the company as it is at that moment.
type exchange struct {
	r            *http.Request
	o            *Options
	c            *Company
	ix           *index
	now          time.Time
	omitEnvelope bool // answer without the list's or the object's key
}

func (s *Server) answer(r *http.Request, now time.Time) response {
	if _, pattern := s.routes.Handler(r); pattern == "" {
		// Measured: the gateway knows its routes before it looks at the credential.
		return gatewayError(http.StatusNotFound, "Not Found")
	}
	if refused, ok := s.authorise(r); !ok {
		return refused
	}
	if reset, ok := s.limit.allow(now); !ok {
		return s.rateLimited(now, reset)
	}
	fault := s.faults.match(r)
	if fault != nil {
		if !pause(r.Context(), fault.Delay) {
			return response{broken: ConnectionReset}
		}
		if fault.Kind == StatusCode || fault.Kind == TooManyRequests {
			return s.faulty(fault, now)
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := &muxWriter{exchange: &exchange{o: &s.options, c: s.company, ix: s.index, now: now}}
	a.exchange.omitEnvelope = fault != nil && fault.Kind == MissingEnvelope
	s.routes.ServeHTTP(a, r)
	answer := a.answer
	s.odd.apply(r.URL.Path, &answer)
	if fault != nil && (fault.Kind == TruncatedBody || fault.Kind == ConnectionReset) {
		answer.broken = fault.Kind
	}
	return answer
}

// authorise repeats the gateway. Measured: no header is 401, and a wrong or malformed credential is 403.
func (s *Server) authorise(r *http.Request) (response, bool) {
	if r.Header.Get("Authorization") == "" {
		return gatewayError(http.StatusUnauthorized, "Unauthorized"), false
	}
	known := s.options.Credentials
	id, token, basic := r.BasicAuth()
	switch {
	case basic && known.APIID != "" && id == known.APIID && token == known.APIToken:
	case known.AccessToken != "" && r.Header.Get("Authorization") == "Bearer "+known.AccessToken:
	default:
		return gatewayError(http.StatusForbidden, "Forbidden"), false
	}
	return response{}, true
}

// pause waits and says whether the client is still there.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

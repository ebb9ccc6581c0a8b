package fakeaircall

import (
	"cmp"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kind is what goes wrong.
type Kind int

// The kinds of fault.
const (
	StatusCode      Kind = iota // answer with Fault.Status and Fault.Body
	TooManyRequests             // a 429 with its headers, though the limit was not reached
	MissingEnvelope             // 200 without the list's key
	TruncatedBody               // half the body, then the connection ends
	ConnectionReset             // no answer: the connection ends
	Slow                        // the right answer, after Fault.Delay
)

// Forever as [Fault.Times]: the fault never ends.
const Forever = -1

// Fault is something that goes wrong with the requests that it matches.
type Fault struct {
	Path  string // a path, a path.Match pattern, or a prefix ending in "/"; "" is every path
	Page  int    // only this page (a request without one asks page 1); 0: any
	After int    // let so many matching requests pass first
	Times int    // how many requests to hit: 0 is one, Forever all

	Kind   Kind
	Status int           // of StatusCode, default 500
	Body   BodyShape     // of StatusCode
	Delay  time.Duration // before the answer, whatever the kind
	Reset  time.Duration // of TooManyRequests: from now to its reset, default 60 s
}

// Fault injects f from now on. Of several faults that match, the one injected first applies.
func (s *Server) Fault(f Fault) {
	f.Times = cmp.Or(f.Times, 1)
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, &f)
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// match returns the fault that applies to this request, or nil.
func (l *faults) match(r *http.Request) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.list {
		if f.Times == 0 || !f.matches(r) {
			continue
		}
		if f.After > 0 {
			f.After--
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		return f
	}
	return nil
}

func (f *Fault) matches(r *http.Request) bool {
	if f.Page != 0 && strconv.Itoa(f.Page) != cmp.Or(r.URL.Query().Get("page"), "1") {
		return false
	}
	if strings.HasSuffix(f.Path, "/") {
		return strings.HasPrefix(r.URL.Path, f.Path)
	}
	same, _ := path.Match(f.Path, r.URL.Path) // a bad pattern matches nothing
	return f.Path == "" || same
}

// faulty is the answer of a fault that has a status.
func (s *Server) faulty(f *Fault, now time.Time) response {
	if f.Kind == TooManyRequests {
		return s.rateLimited(now, now.Add(cmp.Or(f.Reset, window)))
	}
	return errorOfShape(f.Body, cmp.Or(f.Status, http.StatusInternalServerError), "Something went wrong on our side")
}

// abort ends the connection in the middle of the answer, or before it.
func abort(w http.ResponseWriter, answer response) {
	if answer.broken == TruncatedBody {
		w.WriteHeader(answer.status)
		_, _ = w.Write(answer.body[:len(answer.body)/2])
		_ = http.NewResponseController(w).Flush() // so that the half arrives
	}
	panic(http.ErrAbortHandler)
}

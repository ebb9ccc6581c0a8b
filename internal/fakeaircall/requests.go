package fakeaircall

import (
	"net/http"
	"sync"
	"time"
)

// Request is a request that the server saw. It never holds the credential.
type Request struct {
	Method, Path string
	Query        string // as sent, not decoded
	UserAgent    string
	Time         time.Time
	Status       int // 0 while unanswered, or when the connection was broken
}

// Requests returns what was asked since the start or the last [Server.ResetRequests], in order of arrival.
func (s *Server) Requests() []Request {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	seen := make([]Request, len(s.record.seen))
	for i, r := range s.record.seen {
		seen[i] = *r
	}
	return seen
}

// ResetRequests forgets the requests seen so far.
func (s *Server) ResetRequests() {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	s.record.seen = nil
}

type recorder struct {
	mu   sync.Mutex
	n    int
	seen []*Request
}

// start notes a request and returns its number since the server began, from 1.
func (rec *recorder) start(r *http.Request, now time.Time) (*Request, int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.n++
	seen := &Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, UserAgent: r.UserAgent(), Time: now}
	rec.seen = append(rec.seen, seen)
	return seen, rec.n
}

func (rec *recorder) end(seen *Request, status int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	seen.Status = status
}

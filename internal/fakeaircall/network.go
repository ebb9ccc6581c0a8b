package fakeaircall

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Network lets clients reach servers in memory, each at an address of its own, so that one process asks many companies
// on the clock of testing/synctest. It is an [http.RoundTripper], and its zero value is ready. A host
// that is not in it is asked over the real network.
type Network struct {
	Patience time.Duration // how long an answer may take; 0: for ever

	mu      sync.RWMutex
	servers map[string]http.RoundTripper // by host
}

// Connect serves a company and returns its base URL, without a slash at the end.
func (n *Network) Connect(s *Server) (baseURL string, close func()) {
	transport, stop := s.Pipe()
	transport.ResponseHeaderTimeout, transport.MaxIdleConnsPerHost = n.Patience, 20
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.servers == nil {
		n.servers = map[string]http.RoundTripper{}
	}
	host := fmt.Sprintf("127.0.0.1:%d", 10_000+len(n.servers))
	n.servers[host] = transport
	return "http://" + host, func() {
		n.mu.Lock()
		n.servers[host] = nil // the address is not used again
		n.mu.Unlock()
		stop()
	}
}

// RoundTrip asks the server of the request's host.
func (n *Network) RoundTrip(r *http.Request) (*http.Response, error) {
	n.mu.RLock()
	server, known := n.servers[r.URL.Host]
	n.mu.RUnlock()
	switch {
	case !known:
		return http.DefaultTransport.RoundTrip(r)
	case server == nil:
		return nil, fmt.Errorf("nobody answers at %s any more", r.URL.Host)
	}
	return server.RoundTrip(r)
}

package api

import (
	"net/http"
	"sync"
	"time"
)

// Registry makes the clients of a process's connections. Connections with the same base URL and
// credential ask the same company: they share one limiter, whose budget is the smallest of
// theirs, and what has just been read. The zero Registry is ready.
type Registry struct {
	Clock     Clock             // nil: the machine's; set before the first client
	Transport http.RoundTripper // nil: the network, with timeouts

	mu          sync.Mutex
	accounts    map[string]*account // by base URL and credential
	connections map[string]connection
}

type connection struct {
	cfg    Config
	key    string
	client *Client
}

// Client returns the client of a connection. When the connection's configuration has changed
// since the last call, what its company had in memory is dropped.
func (r *Registry) Client(name string, cfg Config) (*Client, error) {
	base, err := parseBaseURL(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.MaxRequestsPerMinute == 0 {
		cfg.MaxRequestsPerMinute = DefaultRequestsPerMinute
	}
	if cfg.MaxConcurrentRequests == 0 {
		cfg.MaxConcurrentRequests = DefaultConcurrentRequests
	}

	r.mu.Lock()
	defer r.mu.Unlock()
	known, ok := r.connections[name]
	if ok && known.cfg == cfg {
		return known.client, nil
	}
	if r.accounts == nil {
		r.setDefaults()
		r.accounts, r.connections = map[string]*account{}, map[string]connection{}
	}
	if ok {
		r.accounts[known.key].store.clear()
	}
	key := base.String() + " " + cfg.authorization()
	shared := r.accounts[key]
	if shared == nil {
		shared = newAccount(base, cfg, r.Clock, r.Transport)
		r.accounts[key] = shared
	}
	client := &Client{account: shared, cacheFor: cfg.CacheFor}
	r.connections[name] = connection{cfg: cfg, key: key, client: client}
	if ok && known.key != key {
		r.budget(known.key)
	}
	r.budget(key)
	return client, nil
}

func (r *Registry) setDefaults() {
	if r.Clock == nil {
		r.Clock = machineClock{}
	}
	if r.Transport == nil {
		r.Transport = network()
	}
}

// budget gives a company's limiter the smallest that its connections allow. A company that no
// connection asks any more keeps its limiter: what was just sent counts when it is asked again.
func (r *Registry) budget(key string) {
	perMinute, concurrent := 0, 0
	for _, c := range r.connections {
		if c.key != key {
			continue
		}
		if perMinute == 0 {
			perMinute, concurrent = c.cfg.MaxRequestsPerMinute, c.cfg.MaxConcurrentRequests
			continue
		}
		perMinute = min(perMinute, c.cfg.MaxRequestsPerMinute)
		concurrent = min(concurrent, c.cfg.MaxConcurrentRequests)
	}
	if perMinute > 0 {
		r.accounts[key].limiter.configure(perMinute, concurrent)
	}
}

// serverNow is the present on Aircall's clock, as far as it is known.
func (a *account) serverNow() time.Time { return a.clock.Now().Add(a.server.offset()) }

package api

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
)

// Registry makes the clients of a process's connections. Connections with the same base URL and
// credential ask the same company: they share one limiter, whose budget is the smallest of
// theirs, and what has just been read. The zero Registry is ready.
type Registry struct {
	Clock     Clock             // nil: the machine's; set before the first client
	Transport http.RoundTripper // nil: the network, with timeouts
	// StateFolder is where the machine's processes share a company's limit; nil: every process has its own.
	StateFolder func() ratelimit.Folder

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
		r.accounts[known.key].cache.clear()
	}
	key := base.String() + " " + cfg.authorization()
	shared := r.accounts[key]
	if shared == nil {
		shared = newAccount(base, cfg, r.Clock, r.Transport, r.window(base, cfg))
		r.accounts[key] = shared
	}
	client := &Client{account: shared, cacheFor: cfg.CacheFor, name: companyName{turn: make(chan struct{}, 1)}}
	r.connections[name] = connection{cfg: cfg, key: key, client: client}
	if ok && known.key != key {
		r.budget(known.key)
	}
	r.budget(key)
	return client, nil
}

// window is where a company's requests are counted. What answers on this machine is an invented company or a test, and
// nobody else's: its requests are shared only in a folder that somebody names.
func (r *Registry) window(base *url.URL, cfg Config) *ratelimit.Store {
	if r.StateFolder == nil {
		return ratelimit.Private()
	}
	folder := r.StateFolder()
	if folder.Named == "" && isLoopback(base.Hostname()) {
		return ratelimit.Private()
	}
	return ratelimit.Shared(folder, limitName(base, cfg))
}

// limitName stands for a company in the name of a file: the same for everybody with its key, and of no use to anybody
// without. The half of a key that is the secret does not go into it. A bearer token, which is one whole, goes in as the
// key of a hash, from which nothing can be computed back.
func limitName(base *url.URL, cfg Config) string {
	hash := hmac.New(sha256.New, []byte(cmp.Or(cfg.AccessToken, cfg.APIID)))
	fmt.Fprintf(hash, "rate limit of %s", strings.ToLower(base.String()))
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

func (r *Registry) setDefaults() {
	if r.Clock == nil {
		r.Clock = machineClock{}
	}
	if r.Transport == nil {
		r.Transport = defaultTransport()
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

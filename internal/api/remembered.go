package api

import (
	"sync"
	"time"
)

// callMemory finds single calls in the lists that a company's cache holds. The calls of the page that was looked at last stay
// decoded, because whoever asks call by call goes through a list.
type callMemory struct {
	mu    sync.Mutex
	page  *cachedPage
	calls map[int64]*Call
}

// indexedRow is what a row costs in a snapshot's index, in bytes, about.
const indexedRow = 32

// RememberedCall returns a call as it was last read within the connection's cache time, from a list or by itself; nil when
// memory does not hold it, or holds it in a form that cannot be read. It makes no request. Others get the same call: only its
// Fields are to be read, not what a Raw decodes when it is asked.
func (c *Client) RememberedCall(id int64) *Call {
	if c.cacheFor <= 0 {
		return nil
	}
	memory := &c.cache.calls
	memory.mu.Lock()
	defer memory.mu.Unlock()
	c.indexCalls()

	c.cache.mu.Lock()
	var newest *cachedPage
	single := false
	consider := func(p *cachedPage, alone bool) {
		if p != nil && (newest == nil || p.received > newest.received) {
			newest, single = p, alone
		}
	}
	for s := range c.rememberedCallLists() {
		consider(s.index[id], false)
	}
	for s := range c.remembered("GET " + idPath("/v1/calls/%d", id)) {
		consider(s.pages[pageRef{}], true)
	}
	c.cache.mu.Unlock()

	switch {
	case newest == nil:
		return nil
	case single:
		call, found := new(Call), false
		if err := uncompress(newest.packed, func(body []byte) (err error) {
			found, err = decodeEnvelope(body, "call", call, nil)
			return err
		}); err != nil || !found || call.ID != id {
			return nil
		}
		return call
	default:
		return memory.decoded(newest)[id]
	}
}

// remembered yields the snapshots of a path that are young enough to answer a query. cache.mu is held.
func (c *Client) remembered(paths ...string) func(yield func(*snapshot) bool) {
	return func(yield func(*snapshot) bool) {
		for _, path := range paths {
			for _, s := range c.cache.byPath[path] {
				if c.cache.age(s) <= c.cacheFor && !yield(s) {
					return
				}
			}
		}
	}
}

func (c *Client) rememberedCallLists() func(yield func(*snapshot) bool) {
	return c.remembered(callsPath, callSearchPath)
}

// indexCalls notes which calls are on the pages that have arrived since it last ran. cache.calls.mu is held, so that no page is
// decoded twice for it.
func (c *Client) indexCalls() {
	c.cache.mu.Lock()
	arrived := map[*snapshot][]*cachedPage{}
	for s := range c.rememberedCallLists() {
		if len(s.unindexed) > 0 {
			arrived[s], s.unindexed = s.unindexed, nil
		}
	}
	c.cache.mu.Unlock()
	for s, pages := range arrived {
		for _, p := range pages {
			calls := c.cache.calls.decoded(p)
			c.cache.mu.Lock()
			s.addToIndex(p, calls)
			c.cache.mu.Unlock()
		}
	}
}

// addToIndex notes the calls of a page. cache.mu is held.
func (s *snapshot) addToIndex(p *cachedPage, calls map[int64]*Call) {
	if s.place == nil {
		return
	}
	if s.index == nil {
		s.index = map[int64]*cachedPage{}
	}
	before := len(s.index)
	for id := range calls {
		if other := s.index[id]; other == nil || other.received < p.received {
			s.index[id] = p
		}
	}
	s.resize(indexedRow * (len(s.index) - before))
}

// decoded returns the calls of a page, none when it cannot be read.
func (m *callMemory) decoded(p *cachedPage) map[int64]*Call {
	if m.page == p {
		return m.calls
	}
	m.page, m.calls = p, map[int64]*Call{}
	list := CallQuery{}.list()
	_ = uncompress(p.packed, func(body []byte) error {
		page, err := list.decodePage(request{path: list.path, envelope: list.envelope}, body)
		if err != nil {
			return err
		}
		for i := range page.rows {
			m.calls[page.rows[i].ID] = &page.rows[i]
		}
		return nil
	})
	return m.calls
}

// NoteServed remembers that Aircall has answered for something that an add-on includes, and so that the company has it.
func (c *Client) NoteServed(feature string) {
	c.cache.mu.Lock()
	defer c.cache.mu.Unlock()
	if c.cache.served == nil {
		c.cache.served = map[string]time.Time{}
	}
	c.cache.served[feature] = c.clock.Now()
}

// ServedLately reports whether NoteServed was called within the connection's cache time.
func (c *Client) ServedLately(feature string) bool {
	c.cache.mu.Lock()
	defer c.cache.mu.Unlock()
	at, noted := c.cache.served[feature]
	return noted && c.cacheFor > 0 && c.clock.Now().Sub(at) <= c.cacheFor
}

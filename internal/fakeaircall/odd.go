package fakeaircall

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Odd is a value that Aircall does not document. It replaces the one at its place in every successful answer of the path.
type Odd struct {
	Path  string // of the request
	Place string // a JSON pointer, such as /calls/0/answered_at
	JSON  string // what stands there instead; it need not be of the documented type, nor be JSON at all
}

// Odd makes a value odd from now on.
func (s *Server) Odd(o Odd) {
	s.odd.mu.Lock()
	defer s.odd.mu.Unlock()
	s.odd.list = append(s.odd.list, o)
}

// ClearOdd ends all oddness.
func (s *Server) ClearOdd() {
	s.odd.mu.Lock()
	defer s.odd.mu.Unlock()
	s.odd.list = nil
}

// odds are the odd values of a server.
type odds struct {
	mu   sync.Mutex
	list []Odd
}

// oddValue is a placeholder for an odd value until the rest of the document is written.
const oddValue = "odd value %d"

func (o *odds) apply(path string, answer *response) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, odd := range o.list {
		if odd.Path != path || answer.status != http.StatusOK {
			continue
		}
		var body any
		d := json.NewDecoder(bytes.NewReader(answer.body))
		d.UseNumber()
		if d.Decode(&body) != nil || !replace(body, strings.Split(odd.Place, "/")[1:], fmt.Sprintf(oddValue, i)) {
			continue
		}
		written, _ := json.Marshal(body) // it was JSON
		answer.body = bytes.Replace(written, fmt.Appendf(nil, "%q", fmt.Sprintf(oddValue, i)), []byte(odd.JSON), 1)
	}
}

// replace puts a value into a place and reports whether there is one. A member of an object that is not there is added.
func replace(in any, place []string, value string) bool {
	last := len(place) == 1
	switch in := in.(type) {
	case map[string]any:
		if last {
			in[place[0]] = value
			return true
		}
		return replace(in[place[0]], place[1:], value)
	case []any:
		i, err := strconv.Atoi(place[0])
		if err != nil || i < 0 || i >= len(in) {
			return false
		}
		if last {
			in[i] = value
			return true
		}
		return replace(in[i], place[1:], value)
	}
	return false
}

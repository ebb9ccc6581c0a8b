package api

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonScanner splits an array or an object into its values, and the names of its members, which are strings. The library has
// found it to be JSON: what stands between the values need not be looked at, and each has an end.
type jsonScanner struct {
	raw jsontext.Value
	at  int // in raw
}

// within returns a scanner of what is inside of an array or an object.
func within(raw jsontext.Value) jsonScanner { return jsonScanner{raw, 1} }

// next returns the next value; nil: there is none.
func (s *jsonScanner) next() jsontext.Value {
	if s.toValue(); s.at == len(s.raw)-1 {
		return nil
	}
	begin := s.at
	s.at += endOfValue(s.raw[begin:])
	return s.raw[begin:s.at:s.at]
}

// skip reports whether the next value is a certain string, and passes over it if it is.
func (s *jsonScanner) skip(quoted string) bool {
	s.toValue()
	if end := s.at + len(quoted); end < len(s.raw) && string(s.raw[s.at:end]) == quoted {
		s.at = end
		return true
	}
	return false
}

// toValue goes to where the next value begins, or the array or object ends.
func (s *jsonScanner) toValue() {
	for {
		switch s.raw[s.at] {
		case ' ', '\t', '\r', '\n', ',', ':':
			s.at++
		default:
			return
		}
	}
}

func endOfValue(b []byte) int {
	switch b[0] {
	case '"':
		return endOfString(b)
	case '{', '[':
		return endOfNested(b)
	}
	for i, c := range b { // a number, true, false or null
		switch c {
		case ' ', '\t', '\r', '\n', ',', ':', ']', '}':
			return i
		}
	}
	return len(b)
}

func endOfString(b []byte) int {
	for i := 1; ; i++ {
		i += bytes.IndexByte(b[i:], '"')
		escapes := 0
		for b[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}

func endOfNested(b []byte) int {
	for i, depth := 0, 0; ; i++ {
		switch b[i] {
		case '"':
			i += endOfString(b[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

package api

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Time is an instant as Aircall writes it: Unix seconds (integer or fraction, also as a
// string) or ISO 8601 with or without milliseconds. The zero Time stands for null or absent.
type Time struct{ time.Time }

// unixMilliseconds is the number from which a Unix time can only be milliseconds: as
// seconds it lies in the year 33658.
const unixMilliseconds = 1e12

// UnmarshalJSON reads every form that Aircall uses; another one is an error that quotes it.
func (t *Time) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" || text == "" {
		*t = Time{}
		return nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		*t = Time{fromUnix(n)}
		return nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f > -unixMilliseconds && f < unixMilliseconds {
		*t = Time{time.UnixMicro(int64(f * 1e6)).UTC()}
		return nil
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		*t = Time{at.UTC()}
		return nil
	}
	return fmt.Errorf("%s is not a time that can be read (Unix seconds or ISO 8601)", b)
}

// MarshalJSON writes RFC 3339, or null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}

// Ptr returns the instant, or nil when Aircall gave none.
func (t Time) Ptr() *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t.Time
}

func fromUnix(n int64) time.Time {
	if n >= unixMilliseconds {
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// Int is an integer that Aircall writes as a number in one place and as a string in
// another (ids of conversation intelligence, a dialer campaign's number).
type Int int64

// UnmarshalJSON reads 12 and "12".
func (i *Int) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not an integer", b)
	}
	*i = Int(n)
	return nil
}

// Text is a string that may arrive as a number (a call's cost, a participant's id).
type Text string

// UnmarshalJSON reads "1.2" and 1.2, each as it is written.
func (t *Text) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		s, err := jsontext.AppendUnquote(nil, b)
		if err != nil {
			return fmt.Errorf("%s is not a string: %w", b, err)
		}
		*t = Text(s)
	case '{', '[':
		return fmt.Errorf("%.40s is neither a string nor a number", b)
	default:
		*t = Text(b)
	}
	return nil
}

// Raw is a JSON value kept as Aircall sent it, unknown keys and nulls included, beside the
// part of it that is typed. Null and absent are the zero Raw.
type Raw[T any] struct {
	Value T
	raw   json.RawMessage
}

// UnmarshalJSON keeps the value and decodes its typed part.
func (r *Raw[T]) UnmarshalJSON(b []byte) error {
	*r = Raw[T]{}
	if string(b) == "null" {
		return nil
	}
	r.raw = append(json.RawMessage(nil), b...)
	return jsonv2.Unmarshal(r.raw, &r.Value, tolerant)
}

// Present reports whether Aircall sent a value other than null.
func (r Raw[T]) Present() bool { return r.raw != nil }

// JSON returns the value as it was sent; nil when there was none.
func (r Raw[T]) JSON() json.RawMessage { return r.raw }

package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// Time is an instant as Aircall writes it: Unix seconds (integer or fraction, also as a
// string) or ISO 8601 with or without milliseconds, in the years 1 to 9999, beyond which neither JSON
// nor protobuf writes a time. The zero Time stands for null or absent.
type Time struct{ time.Time }

// unixMilliseconds is the number from which a Unix time can only be milliseconds: as
// seconds it lies in the year 33658.
const unixMilliseconds = 1e12

// UnmarshalJSON reads every form that Aircall uses; another one is an error.
func (t *Time) UnmarshalJSON(b []byte) (err error) {
	if *t = (Time{}); string(b) == "null" {
		return nil
	}
	*t, err = parseTime(b)
	return err
}

var errNoTime = errors.New("is no time (Unix seconds or ISO 8601)")

func parseTime(raw jsontext.Value) (Time, error) {
	if n, ok := smallInt(raw); ok {
		return unixTime(n)
	}
	if text, err := number(raw); err == nil {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return unixTime(n)
		}
		if f, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(f) < unixMilliseconds {
			return inRange(time.UnixMicro(int64(f * 1e6)))
		}
		return Time{}, errNoTime
	}
	if raw.Kind() != '"' {
		return Time{}, misfit(raw)
	}
	text := string(raw[1 : len(raw)-1])
	if text == "" {
		return Time{}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return Time{}, errNoTime
	}
	return inRange(at)
}

func unixTime(n int64) (Time, error) {
	if n >= unixMilliseconds {
		return inRange(time.UnixMilli(n))
	}
	return inRange(time.Unix(n, 0))
}

func inRange(t time.Time) (Time, error) {
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 || t.IsZero() {
		return Time{}, errors.New("is a time outside of the years 1 to 9999")
	}
	return Time{t}, nil
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

// TextID is the id of a row, which may arrive as a number.
type TextID string

// UnmarshalJSON reads "12" and 12; a row without an id is an error.
func (t *TextID) UnmarshalJSON(b []byte) error {
	raw := jsontext.Value(b)
	if kind := raw.Kind(); kind != '"' && kind != '0' {
		return misfit(raw)
	}
	text, err := parseText(raw)
	*t = TextID(text)
	return err
}

// Object is an object inside a row, or none. All that is in T is a Field, so that nothing in it is an
// error of the row.
type Object[T any] struct{ f Field[T] }

// Ptr is the object, or nil when Aircall gave none. What is not an object is thrown, as by Field.
func (o *Object[T]) Ptr() *T { return o.f.Ptr() }

// OrEmpty is the object, or one without any fields when Aircall gave none.
func (o *Object[T]) OrEmpty() *T {
	_ = o.f.Ptr()
	return &o.f.value
}

// UnmarshalJSONFrom reads an object on the fly, and passes over anything else.
func (o *Object[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	o.f = Field[T]{}
	if d.PeekKind() == '{' {
		o.f.present = true
		return decodeValue(d, reflect.ValueOf(&o.f.value).Elem())
	}
	raw, err := d.ReadValue()
	if err == nil && raw.Kind() != 'n' {
		o.f.problem = newFieldError(d, misfit(raw))
	}
	return err
}

// Raw is a JSON value kept as Aircall sent it, unknown keys and nulls included, beside the
// part of it that is typed. Null and absent are the zero Raw. It is read by one goroutine at a time.
type Raw[T any] struct {
	f   Field[T]
	raw jsontext.Value

	// untyped is the value's name while its typed part has not been decoded: of most values only the text is wanted, or nothing.
	untyped string
}

// UnmarshalJSONFrom keeps the value and decodes its typed part.
func (r *Raw[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if err := r.keep(d, ""); err != nil || r.raw == nil {
		return err
	}
	r.decode(fieldName(d.StackPointer()))
	return nil
}

// lazy is a Raw.
type lazy interface {
	keep(d *jsontext.Decoder, name string) error
	typed()
}

// keep keeps a value, whose typed part is decoded when it is asked for.
func (r *Raw[T]) keep(d *jsontext.Decoder, name string) error {
	*r = Raw[T]{}
	raw, err := d.ReadValue()
	if err != nil || raw.Kind() == 'n' {
		return err
	}
	r.raw, r.f.present, r.untyped = raw.Clone(), true, name
	return nil
}

// typed decodes the typed part, unless it is decoded.
func (r *Raw[T]) typed() {
	if r.untyped != "" {
		r.decode(r.untyped)
	}
}

func (r *Raw[T]) decode(name string) {
	r.untyped = ""
	d := jsontext.NewDecoder(bytes.NewBuffer(r.raw), tolerant)
	if err := decodeValue(d, reflect.ValueOf(&r.f.value).Elem()); err != nil {
		r.f.value, r.f.problem = *new(T), partError(name, err)
	}
}

// partError names the part of a value that does not fit.
func partError(name string, err error) *FieldError {
	var semantic *jsonv2.SemanticError
	if !errors.As(err, &semantic) {
		return &FieldError{Field: name, Reason: "cannot be read"}
	}
	for part := range semantic.JSONPointer.Tokens() {
		name += "." + part
	}
	if semantic.Err != nil {
		return &FieldError{Field: name, Reason: semantic.Err.Error()}
	}
	return &FieldError{Field: name, Reason: "is a JSON " + kindName(semantic.JSONKind)}
}

// Present reports whether Aircall sent a value other than null.
func (r *Raw[T]) Present() bool { return r.raw != nil }

// Value is the typed part; what does not fit it is thrown, as by Field.
func (r *Raw[T]) Value() T {
	r.typed()
	return r.f.Value()
}

// JSON returns the value as it was sent, as far as a database can hold it; nil when there was none.
func (r *Raw[T]) JSON() json.RawMessage {
	if r.raw == nil {
		return nil
	}
	document, err := storable(r.raw)
	if err != nil {
		guard.Throw(&FieldError{Field: "of this JSON", Reason: err.Error()})
	}
	return document
}

// Sent is a row of which all that Aircall sent is kept.
type Sent[T any] struct {
	Value T
	raw   Raw[T]
}

// UnmarshalJSONFrom is as strict as T.
func (s *Sent[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if err := s.raw.UnmarshalJSONFrom(d); err != nil {
		return err
	}
	if problem := s.raw.f.problem; problem != nil {
		return problem
	}
	s.Value = s.raw.f.value
	return nil
}

// JSON returns the row as it was sent, as far as a database can hold it.
func (s *Sent[T]) JSON() json.RawMessage { return s.raw.JSON() }

package api

import (
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
// error of the row. Rows of a page that say the same of an object share it: it is not to be changed.
type Object[T any] struct {
	value *T // may be nil where there is no object
	state *FieldError
}

// Ptr is the object, or nil when Aircall gave none. What is not an object is thrown, as by Field.
func (o *Object[T]) Ptr() *T {
	switch o.state {
	case nil:
		return nil
	case fitting:
		return o.value
	}
	guard.Throw(o.state)
	return nil
}

// OrEmpty is the object, or one without any fields when Aircall gave none.
func (o *Object[T]) OrEmpty() *T {
	if _ = o.Ptr(); o.value == nil {
		return new(T)
	}
	return o.value
}

// UnmarshalJSONFrom reads an object, and passes over anything else.
func (o *Object[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error { return setFrom(d, o) }

// set decodes an object unless a row before this one had the same. Of a page, most have.
func (o *Object[T]) set(d *objectDecoder, name string, raw jsontext.Value) {
	*o = Object[T]{}
	switch raw.Kind() {
	case '{':
		o.state = fitting
	case 'n':
	default:
		o.state = d.misfit(name, misfit(raw))
		return
	}
	if d.shared != nil {
		if known, ok := d.shared.objects[string(raw)].(*T); ok {
			o.value = known
			return
		}
	}
	o.value = new(T)
	before := d.misfits
	if o.state == fitting {
		if err := d.decode(raw, name, reflect.ValueOf(o.value).Elem()); err != nil {
			o.state = d.misfit(name, errNotRead)
		}
	}
	if d.shared != nil && d.misfits == before && isShareable[T]() { // an error names its place
		d.shared.objects[string(raw)] = o.value
	}
}

var errNotRead = errors.New("cannot be read")

// emptyArray is what most of the values are that are kept as they were sent.
var emptyArray = jsontext.Value("[]")

// Raw is a JSON value kept as Aircall sent it, unknown keys and nulls included, beside the
// part of it that is typed. Null and absent are the zero Raw. It is read by one goroutine at a time.
type Raw[T any] struct {
	raw  jsontext.Value
	name string    // of the value, while its typed part has not been decoded: of most only the text is wanted, or nothing
	part *Field[T] // the typed part
}

// UnmarshalJSONFrom keeps the value and decodes its typed part.
func (r *Raw[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	err := setFrom(d, r)
	if err == nil && r.raw != nil {
		r.name = fieldName(d.StackPointer())
		r.typed()
	}
	return err
}

// set keeps a value, whose typed part is decoded when it is asked for.
func (r *Raw[T]) set(_ *objectDecoder, name string, raw jsontext.Value) {
	*r = Raw[T]{}
	if raw.Kind() == 'n' {
		return
	}
	if r.name, r.raw = name, emptyArray; string(raw) != string(emptyArray) {
		r.raw = raw.Clone()
	}
}

// typed decodes the typed part, unless it is decoded.
func (r *Raw[T]) typed() {
	if r.raw == nil || r.part != nil {
		return
	}
	r.part = &Field[T]{state: fitting}
	if err := new(objectDecoder).decode(r.raw, "", reflect.ValueOf(&r.part.value).Elem()); err != nil {
		*r.part = Field[T]{state: partError(r.name, err)}
	}
	r.name = ""
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
	if r.raw == nil {
		return *new(T)
	}
	r.typed()
	return r.part.Value()
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
	if s.raw.part != nil {
		if !s.raw.part.fits() {
			return s.raw.part.state
		}
		s.Value = s.raw.part.value
	}
	return nil
}

// JSON returns the row as it was sent, as far as a database can hold it.
func (s *Sent[T]) JSON() json.RawMessage { return s.raw.JSON() }

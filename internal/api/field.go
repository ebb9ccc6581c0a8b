package api

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// Field is a value of Aircall's as it was sent: absent (null counts as such), a T, or something that does
// not fit a T. What does not fit is no error of the row, which may have a hundred other fields, but of
// whoever reads the field: the accessors throw a *FieldError (guard.Throw), so that what is made of
// several fields reads as if all of them fitted. T is string, int64, float64, bool, Time or AnyText.
//
// A number may arrive as a string and a string as a number; no digit is lost. A row's id, the time that
// a list is ordered by, and what is around the rows have plain types: without them there is no row.
type Field[T any] struct {
	value T
	state *FieldError // nil: absent; fitting: there is a value; else why there is none
}

// fitting is the state of a field that has a value. A page has hundreds of fields: they are kept small.
var fitting = new(FieldError)

// Ptr is the value, or nil when Aircall gave none.
func (f *Field[T]) Ptr() *T {
	switch f.state {
	case nil:
		return nil
	case fitting:
		return &f.value
	}
	guard.Throw(f.state)
	return nil
}

// Value is the value, or the zero T when Aircall gave none.
func (f *Field[T]) Value() T {
	if !f.fits() {
		guard.Throw(f.state)
	}
	return f.value
}

func (f *Field[T]) fits() bool { return f.state == nil || f.state == fitting }

// UnmarshalJSONFrom reads any JSON value; only what is no JSON is an error.
func (f *Field[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error { return setFrom(d, f) }

// setFrom lets a field read the next value.
func setFrom(d *jsontext.Decoder, field lenient) error {
	raw, err := d.ReadValue()
	if err == nil {
		field.set(&objectDecoder{from: d}, "", raw)
	}
	return err
}

func (f *Field[T]) set(d *objectDecoder, name string, raw jsontext.Value) {
	if raw.Kind() == 'n' {
		if f.state != nil {
			*f = Field[T]{}
		}
		return
	}
	if err := parse(raw, &f.value); err != nil {
		f.value, f.state = *new(T), d.misfit(name, err)
		return
	}
	f.state = fitting
}

// FieldError is a field that is not what Aircall documents, found by a query that needs it. It holds
// nothing of the value.
type FieldError struct {
	Field  string // its place in the row, such as user.id
	Reason string
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("Aircall's field %s %s, which does not fit", e.Field, e.Reason)
}

// fieldName is the place of a value in its row, without the places of the row in its list.
func fieldName(place jsontext.Pointer) string {
	var names []string
	for name := range place.Tokens() {
		if _, err := strconv.Atoi(name); err == nil && len(names) <= 1 {
			names = nil
			continue
		}
		names = append(names, name)
	}
	return strings.Join(names, ".")
}

// misfit says what a value is; never the value, which may be personal.
func misfit(raw jsontext.Value) error { return errors.New("is a JSON " + kindName(raw.Kind())) }

func parse[T any](raw jsontext.Value, value *T) (err error) {
	switch v := any(value).(type) {
	case *string:
		*v, err = parseText(raw)
	case *AnyText:
		*v, err = parseAnyText(raw)
	case *int64:
		*v, err = parseInt(raw)
	case *float64:
		*v, err = parseFloat(raw)
	case *bool:
		if *v = raw.Kind() == 't'; raw.Kind() != 't' && raw.Kind() != 'f' {
			err = misfit(raw)
		}
	case *Time:
		*v, err = parseTime(raw)
	default:
		err = fmt.Errorf("cannot be read into a %T", value)
	}
	return err
}

// AnyText is a text, or what Aircall sent in the place of one: JSON of any kind.
type AnyText string

func parseAnyText(raw jsontext.Value) (AnyText, error) {
	switch raw.Kind() {
	case '{', '[':
		document, err := storable(raw)
		return AnyText(document), err
	default:
		text, err := parseText(raw)
		return AnyText(text), err
	}
}

// parseText reads a string, and a number or a boolean as it is written. U+FFFD stands for what no
// database holds: halves of characters, and U+0000, at which Postgres would cut the text off.
func parseText(raw jsontext.Value) (string, error) {
	switch raw.Kind() {
	case '"':
		if plain, ok := plainText(raw); ok {
			return string(plain), nil
		}
		unquoted, _ := jsontext.AppendUnquote(nil, raw) // its error is broken UTF-8, which it replaces
		return strings.ReplaceAll(string(unquoted), "\x00", "\uFFFD"), nil
	case '{', '[':
		return "", misfit(raw)
	default:
		return string(raw), nil
	}
}

// plainText returns the inside of a JSON string that stands for itself.
func plainText(raw jsontext.Value) (text []byte, ok bool) {
	if raw[0] != '"' {
		return nil, false
	}
	text = raw[1 : len(raw)-1]
	return text, bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text)
}

// number is the text of a number, which may arrive as a string that JSON would take for one: a phone
// number has a plus and is none.
func number(raw jsontext.Value) (string, error) {
	switch raw.Kind() {
	case '0':
		return string(raw), nil
	case '"':
		if text := raw[1 : len(raw)-1]; text.Kind() == '0' && text.IsValid() {
			return strings.TrimSpace(string(text)), nil
		}
		return "", errors.New("is a string that is no number")
	default:
		return "", misfit(raw)
	}
}

func parseInt(raw jsontext.Value) (int64, error) {
	if n, ok := smallInt(raw); ok {
		return n, nil
	}
	text, err := number(raw)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		return n, nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 && strings.ContainsAny(text, ".eE") {
		return int64(f), nil
	}
	return 0, errors.New("is no integer of 64 bits")
}

// smallInt reads digits alone, as most numbers of Aircall's are.
func smallInt(raw []byte) (n int64, ok bool) {
	if len(raw) > 18 {
		return 0, false
	}
	for _, c := range raw {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

func parseFloat(raw jsontext.Value) (float64, error) {
	text, err := number(raw)
	if err != nil {
		return 0, err
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, errors.New("is a number too large")
	}
	return f, nil
}

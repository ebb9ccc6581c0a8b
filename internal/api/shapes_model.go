package api

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
)

// A wrapper is a type around the one that a value is decoded into.
type wrapper interface {
	// wraps is that type, and whether all that was sent is kept beside it.
	wraps() (model reflect.Type, kept bool)
}

func (r *Raw[T]) wraps() (reflect.Type, bool)    { return reflect.TypeFor[T](), true }
func (o *Object[T]) wraps() (reflect.Type, bool) { return reflect.TypeFor[T](), false }
func (f *Field[T]) wraps() (reflect.Type, bool)  { return reflect.TypeFor[T](), false }

// unwrapped is the type inside of pointers and wrappers.
func unwrapped(t reflect.Type, kept bool) (reflect.Type, bool) {
	for {
		if w, ok := reflect.New(t).Interface().(wrapper); ok {
			inner, keeps := w.wraps()
			t, kept = inner, kept || keeps
			continue
		}
		if t.Kind() != reflect.Pointer {
			return t, kept
		}
		t = t.Elem()
	}
}

// isOpen reports whether any JSON fits: it is passed on as it was sent.
func isOpen(t reflect.Type) bool {
	return t == reflect.TypeFor[json.RawMessage]() || t == reflect.TypeFor[AnyText]() || t == reflect.TypeFor[struct{}]()
}

// decodesItself reports whether a type reads JSON in its own way.
func decodesItself(t reflect.Type) bool {
	switch reflect.New(t).Interface().(type) {
	case json.Unmarshaler, jsonv2.UnmarshalerFrom:
		return true
	}
	return false
}

// fits reports whether the value decodes into the type: the client's own decoder says so.
func fits(t reflect.Type, raw json.RawMessage) bool {
	value := reflect.New(t).Interface()
	if decode(raw, value) != nil {
		return false
	}
	field, lenient := value.(interface{ fits() bool })
	return !lenient || field.fits()
}

// fieldsOf are the types of a struct's fields by their names in JSON.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			fields[name] = f.Type
		}
	}
	return fields
}

// knownOf are fields that Aircall documents of the object and the type does not have.
func knownOf(t reflect.Type) []string {
	known := leftOut[t]
	if whole := partOf[t]; whole != nil {
		known = slices.AppendSeq(slices.Clone(known), maps.Keys(fieldsOf(whole)))
	}
	return known
}

// wanted names what a value is decoded as.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.Int, reflect.Int64:
		return "an integer"
	case reflect.Float64:
		return "a number"
	case reflect.String:
		return "a text"
	}
	return "a " + strings.ToLower(t.Name())
}

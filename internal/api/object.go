package api

import (
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// decodeValue decodes a JSON value as the library would, and objects into structs whose fields are all named in half the time.
func decodeValue(d *jsontext.Decoder, value reflect.Value) error {
	t, kind := value.Type(), d.PeekKind()
	switch l := layoutOf(t); {
	case l != nil && kind == '{':
		return decodeObject(d, l, value)
	case t.Kind() == reflect.Pointer && kind == '{':
		value.Set(reflect.New(t.Elem()))
		return decodeValue(d, value.Elem())
	case t.Kind() == reflect.Slice && kind == '[' && layoutOf(t.Elem()) != nil:
		return decodeArray(d, value)
	default:
		return json.UnmarshalDecode(d, value.Addr().Interface())
	}
}

func decodeArray(d *jsontext.Decoder, slice reflect.Value) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	slice.Set(reflect.MakeSlice(slice.Type(), 0, 0))
	for d.PeekKind() != ']' {
		n := slice.Len()
		slice.Grow(1)
		slice.SetLen(n + 1)
		if err := decodeValue(d, slice.Index(n)); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func decodeObject(d *jsontext.Decoder, l *layout, object reflect.Value) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	members := l.members()
	for d.PeekKind() != '}' {
		name, err := d.ReadValue()
		if err != nil {
			return err
		}
		if m := members.next(name); m.field == noField {
			err = d.SkipValue()
		} else {
			err = decodeField(d, m.name, object.Field(m.field).Addr().Interface())
		}
		if err != nil {
			return err
		}
	}
	members.end()
	_, err := d.ReadToken()
	return err
}

func decodeField(d *jsontext.Decoder, name string, field any) error {
	switch f := field.(type) {
	case *Field[string]: // most are: a type that is written out is found at once
		return f.UnmarshalJSONFrom(d)
	case lazy:
		return f.keep(d, name)
	case json.UnmarshalerFrom:
		return f.UnmarshalJSONFrom(d)
	default:
		return json.UnmarshalDecode(d, field)
	}
}

// noField is the place of a member that the struct has no field for.
const noField = -1

// layout says where the members of objects belong in a struct. Aircall sends the members of its objects in the same order
// each time: it is learned from the first object, and one comparison then finds each.
type layout struct {
	fields map[string]int // places in the struct, by name
	order  atomic.Pointer[[]member]
}

// member is one that an object has.
type member struct {
	quoted, name string
	field        int
}

// members finds the fields of an object's members, one after the other.
type members struct {
	layout *layout
	order  []member // as learned; nil: it is being learned
	at     int      // in order, where the next member is expected
	seen   []member // while it is being learned
}

func (l *layout) members() members {
	m := members{layout: l}
	if order := l.order.Load(); order != nil {
		m.order = *order
	}
	return m
}

// next returns the member with a name in quotes.
func (m *members) next(quoted jsontext.Value) member {
	for i := m.at; i < min(m.at+lookAhead, len(m.order)); i++ { // an object may leave some out
		if m.order[i].quoted == string(quoted) {
			m.at = i + 1
			return m.order[i]
		}
	}
	name, _ := jsontext.AppendUnquote(nil, quoted) // its error is broken UTF-8, which no field's name has
	found := member{string(quoted), string(name), noField}
	if field, ok := m.layout.fields[found.name]; ok {
		found.field = field
	}
	if m.order == nil {
		m.seen = append(m.seen, found)
	}
	return found
}

// lookAhead is how many members an object may leave out before its next one is looked up.
const lookAhead = 4

// end learns the order of the members of an object that has been decoded.
func (m *members) end() {
	if m.order == nil && m.seen != nil {
		seen := m.seen // of its own, so that m is not allocated
		m.layout.order.CompareAndSwap(nil, &seen)
	}
}

var layouts sync.Map

// layoutOf returns the layout of a struct; nil for a type that the library has to decode.
func layoutOf(t reflect.Type) *layout {
	if known, ok := layouts.Load(t); ok {
		return known.(*layout)
	}
	l, _ := layouts.LoadOrStore(t, newLayout(t))
	return l.(*layout)
}

func newLayout(t reflect.Type) *layout {
	if t.Kind() != reflect.Struct || decodesItself(t) {
		return nil
	}
	l := &layout{fields: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, options := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || options || name == "" || name == "-" {
			return nil
		}
		l.fields[name] = i
	}
	return l
}

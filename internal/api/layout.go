package api

import (
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"
)

// noField is the place of a member that the struct has no field for.
const noField = -1

// layout says where the members of objects belong in a struct. Aircall sends the members of its objects in the same order
// each time: it is learned from the first object, and one comparison then finds each.
type layout struct {
	fields    map[string]int // places in the struct, by name
	shareable bool           // all of them are Fields
	order     atomic.Pointer[[]member]
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

// next reads the name of the next member; nil: there is none.
func (m *members) next(values *jsonScanner) *member {
	for i := m.at; i < min(m.at+lookAhead, len(m.order)); i++ { // an object may leave some out
		if values.skip(m.order[i].quoted) {
			m.at = i + 1
			return &m.order[i]
		}
	}
	quoted := values.next()
	if quoted == nil {
		return nil
	}
	name, _ := jsontext.AppendUnquote(nil, quoted) // its error is broken UTF-8, which no field's name has
	found := &member{string(quoted), string(name), noField}
	if field, ok := m.layout.fields[found.name]; ok {
		found.field = field
	}
	if m.order == nil {
		m.seen = append(m.seen, *found)
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
	l := &layout{fields: map[string]int{}, shareable: true}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, options := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || options || name == "" || name == "-" {
			return nil
		}
		l.fields[name] = i
		if _, ok := reflect.New(f.Type).Interface().(interface{ fits() bool }); !ok { // only a Field has it
			l.shareable = false
		}
	}
	return l
}

// isShareable reports whether rows may share a T: nothing in it is decoded later.
func isShareable[T any]() bool {
	l := layoutOf(reflect.TypeFor[T]())
	return l != nil && l.shareable
}

package api

import (
	"errors"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// objectDecoder decodes values that the library has read, so that they are known to be JSON: as the library would, and
// objects into structs whose fields are all named in less than half the time.
type objectDecoder struct {
	from    *jsontext.Decoder // has just read the value that is decoded; nil: the value stands alone
	path    []string          // from that value to the one that is being decoded: names of members, and numbers of items
	shared  *sharedValues     // of the rows of a page; nil: it is no page
	misfits int               // values so far that do not fit
}

// pointer is the place of a member of the value that is being decoded; "": of that value.
func (d *objectDecoder) pointer(member string) (p jsontext.Pointer) {
	if d.from != nil {
		p = d.from.StackPointer()
	}
	for _, name := range d.path {
		p = p.AppendToken(name)
	}
	if member != "" {
		p = p.AppendToken(member)
	}
	return p
}

// misfit is the state of a field that has no value because of the reason.
func (d *objectDecoder) misfit(name string, reason error) *FieldError {
	d.misfits++
	return &FieldError{Field: fieldName(d.pointer(name)), Reason: reason.Error()}
}

// decode decodes a member of a value; "": the value itself.
func (d *objectDecoder) decode(raw jsontext.Value, name string, value reflect.Value) error {
	t, kind := value.Type(), raw.Kind()
	switch l := layoutOf(t); {
	case l != nil && kind == '{':
		return d.inside(name, func() error { return d.decodeObject(raw, l, value) })
	case t.Kind() == reflect.Pointer && kind == '{':
		value.Set(reflect.New(t.Elem()))
		return d.decode(raw, name, value.Elem())
	case t.Kind() == reflect.Slice && kind == '[' && layoutOf(t.Elem()) != nil:
		return d.inside(name, func() error { return d.decodeArray(raw, value) })
	default:
		return d.decodeOther(raw, name, value.Addr().Interface())
	}
}

// inside decodes what is inside of a member.
func (d *objectDecoder) inside(name string, decode func() error) error {
	if name == "" {
		return decode()
	}
	d.path = append(d.path, name)
	err := decode()
	d.path = d.path[:len(d.path)-1]
	return err
}

// decodeOther leaves a value to the library.
func (d *objectDecoder) decodeOther(raw jsontext.Value, name string, value any) error {
	err := json.Unmarshal(raw, value, tolerant)
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		placed := *semantic
		placed.JSONPointer = d.pointer(name) + semantic.JSONPointer
		return &placed
	}
	return err
}

func (d *objectDecoder) decodeArray(raw jsontext.Value, slice reflect.Value) error {
	slice.Set(reflect.MakeSlice(slice.Type(), 0, 0))
	items := within(raw)
	for item := items.next(); item != nil; item = items.next() {
		n := slice.Len()
		slice.Grow(1)
		slice.SetLen(n + 1)
		if err := d.decode(item, strconv.Itoa(n), slice.Index(n)); err != nil {
			return err
		}
	}
	return nil
}

func (d *objectDecoder) decodeObject(raw jsontext.Value, l *layout, object reflect.Value) error {
	members, values := l.members(), within(raw)
	for m := members.next(&values); m != nil; m = members.next(&values) {
		value := values.next()
		if m.field == noField {
			continue
		}
		if err := d.decodeField(value, m.name, object.Field(m.field)); err != nil {
			return err
		}
	}
	members.end()
	return nil
}

func (d *objectDecoder) decodeField(raw jsontext.Value, name string, field reflect.Value) error {
	switch f := field.Addr().Interface().(type) {
	case *Field[string]: // as most are
		if text, ok := plainText(raw); ok {
			f.value, f.state = d.text(text), fitting
			return nil
		}
		f.set(d, name, raw)
		return nil
	case lenient:
		f.set(d, name, raw)
		return nil
	case *int64:
		if n, ok := smallInt(raw); ok {
			*f = n
			return nil
		}
	case *Time:
		if at, err := parseTime(raw); err == nil {
			*f = at
			return nil
		}
	}
	return d.decode(raw, name, field)
}

// lenient is a Field, an Object or a Raw: any JSON fits.
type lenient interface {
	set(d *objectDecoder, name string, raw jsontext.Value)
}

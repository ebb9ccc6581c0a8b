package fakeaircall

import (
	"encoding/json"
	"strconv"
	"time"
)

// wire writes one JSON document field by field, so that the order of keys, null and absent are exactly Aircall's,
// and a page of calls costs no reflection.
type wire struct{ b []byte }

// isoMillis is how Aircall writes a time that is not a Unix number.
const isoMillis = "2006-01-02T15:04:05.000Z"

// key starts a member of the object, or an element of the list when k is empty.
func (w *wire) key(k string) {
	if n := len(w.b); n > 0 && w.b[n-1] != '{' && w.b[n-1] != '[' {
		w.b = append(w.b, ',')
	}
	if k != "" {
		w.b = append(w.b, '"')
		w.b = append(w.b, k...)
		w.b = append(w.b, '"', ':')
	}
}

func (w *wire) object(k string, fill func()) {
	w.key(k)
	w.b = append(w.b, '{')
	fill()
	w.b = append(w.b, '}')
}

func (w *wire) null(k string) {
	w.key(k)
	w.b = append(w.b, "null"...)
}

func (w *wire) int(k string, v int64) {
	w.key(k)
	w.b = strconv.AppendInt(w.b, v, 10)
}

func (w *wire) float(k string, v float64) {
	w.key(k)
	w.b = strconv.AppendFloat(w.b, v, 'f', -1, 64)
}

func (w *wire) bool(k string, v bool) {
	w.key(k)
	w.b = strconv.AppendBool(w.b, v)
}

func (w *wire) text(k, v string) {
	w.key(k)
	for i := range len(v) {
		if c := v[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, _ := json.Marshal(v) // a string always marshals
			w.b = append(w.b, quoted...)
			return
		}
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, v...)
	w.b = append(w.b, '"')
}

// directLink writes an object's own address, base/id.
func (w *wire) directLink(base string, id int64) {
	w.key("direct_link")
	w.b = append(w.b, '"')
	w.b = append(w.b, base...)
	w.b = strconv.AppendInt(w.b, id, 10)
	w.b = append(w.b, '"')
}

func (w *wire) iso(k string, t time.Time) {
	w.key(k)
	w.b = append(w.b, '"')
	w.b = t.UTC().AppendFormat(w.b, isoMillis)
	w.b = append(w.b, '"')
}

func (w *wire) boolOrNull(k string, v *bool) {
	if v == nil {
		w.null(k)
		return
	}
	w.bool(k, *v)
}

func (w *wire) textOrNull(k, v string) {
	if v == "" {
		w.null(k)
		return
	}
	w.text(k, v)
}

func (w *wire) intOrNull(k string, v int64) {
	if v == 0 {
		w.null(k)
		return
	}
	w.int(k, v)
}

func (w *wire) isoOrNull(k string, t time.Time) {
	if t.IsZero() {
		w.null(k)
		return
	}
	w.iso(k, t)
}

// list writes the items as a list; an item may write nothing to leave itself out.
func list[T any](w *wire, k string, items []T, write func(*T)) {
	w.key(k)
	w.b = append(w.b, '[')
	for i := range items {
		write(&items[i])
	}
	w.b = append(w.b, ']')
}

func texts(w *wire, k string, items []string) {
	list(w, k, items, func(s *string) { w.text("", *s) })
}

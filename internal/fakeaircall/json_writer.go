package fakeaircall

import (
	"bytes"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonWriter writes one JSON document field by field, so that the order of keys, null and absent are exactly Aircall's.
// The key of each method is that of an object's member, or "" for an element of a list and for the whole document.
type jsonWriter struct {
	buffer  *bytes.Buffer
	encoder *jsontext.Encoder
}

// isoMillis is how Aircall writes a time that is not a Unix number.
const isoMillis = "2006-01-02T15:04:05.000Z"

// newJSONWriter returns a writer of a document of about that many bytes.
func newJSONWriter(size int) *jsonWriter {
	buffer := bytes.NewBuffer(make([]byte, 0, size))
	// Tests compare the keys of each form: looking for duplicates here would cost a third of the time of a page of calls.
	return &jsonWriter{buffer, jsontext.NewEncoder(buffer, jsontext.AllowDuplicateNames(true))}
}

// document returns what was written.
func (w *jsonWriter) document() []byte { return bytes.TrimSuffix(w.buffer.Bytes(), []byte("\n")) }

// token writes a token. It panics on a mistake in this package, or on text of the company that is not UTF-8.
func (w *jsonWriter) token(t jsontext.Token) {
	if err := w.encoder.WriteToken(t); err != nil {
		panic("fakeaircall: " + err.Error())
	}
}

// value writes a member or an element.
func (w *jsonWriter) value(key string, t jsontext.Token) {
	if key != "" {
		w.token(jsontext.String(key))
	}
	w.token(t)
}

func (w *jsonWriter) object(key string, fill func()) {
	w.value(key, jsontext.BeginObject)
	fill()
	w.token(jsontext.EndObject)
}

func (w *jsonWriter) array(key string, fill func()) {
	w.value(key, jsontext.BeginArray)
	fill()
	w.token(jsontext.EndArray)
}

func (w *jsonWriter) null(key string)             { w.value(key, jsontext.Null) }
func (w *jsonWriter) int(key string, v int64)     { w.value(key, jsontext.Int(v)) }
func (w *jsonWriter) float(key string, v float64) { w.value(key, jsontext.Float(v)) }
func (w *jsonWriter) bool(key string, v bool)     { w.value(key, jsontext.Bool(v)) }
func (w *jsonWriter) text(key, v string)          { w.value(key, jsontext.String(v)) }

// directLink writes an object's own address, base/id.
func (w *jsonWriter) directLink(base string, id int64) {
	w.text("direct_link", base+strconv.FormatInt(id, 10))
}

func (w *jsonWriter) iso(key string, t time.Time) { w.text(key, t.UTC().Format(isoMillis)) }

func (w *jsonWriter) boolOrNull(key string, v *bool) {
	if v == nil {
		w.null(key)
		return
	}
	w.bool(key, *v)
}

func (w *jsonWriter) textOrNull(key, v string) {
	if v == "" {
		w.null(key)
		return
	}
	w.text(key, v)
}

func (w *jsonWriter) intOrNull(key string, v int64) {
	if v == 0 {
		w.null(key)
		return
	}
	w.int(key, v)
}

func (w *jsonWriter) isoOrNull(key string, t time.Time) {
	if t.IsZero() {
		w.null(key)
		return
	}
	w.iso(key, t)
}

// list writes the items as a list; an item may write nothing to leave itself out.
func list[T any](w *jsonWriter, key string, items []T, write func(*T)) {
	w.array(key, func() {
		for i := range items {
			write(&items[i])
		}
	})
}

func texts(w *jsonWriter, key string, items []string) {
	list(w, key, items, func(s *string) { w.text("", *s) })
}

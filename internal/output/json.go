package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"
)

// A jsonPrinter writes an object a row, with the columns in their order and JSON columns nested. What a terminal would obey
// is escaped, which leaves the text what it is.
type jsonPrinter struct {
	frame
	w    io.Writer
	keys []string
	rows int
	line bytes.Buffer
}

// frame is what stands around the objects.
type frame struct{ first, further, after, end, empty string }

var (
	array = frame{first: "[\n ", further: ",\n ", end: "\n]\n", empty: "[]\n"}
	lines = frame{after: "\n"}
)

func newJSON(w io.Writer, columns []Column, around frame) *jsonPrinter {
	return &jsonPrinter{frame: around, w: w, keys: uniqueNames(columns)}
}

func (p *jsonPrinter) Print(row []any) error {
	p.line.Reset()
	if p.rows == 0 {
		p.line.WriteString(p.first)
	} else {
		p.line.WriteString(p.further)
	}
	p.rows++
	separator := byte('{')
	for i, value := range row {
		p.line.WriteByte(separator)
		separator = ','
		if err := p.encode(p.keys[i]); err != nil {
			return err
		}
		p.line.WriteByte(':')
		if err := p.encode(value); err != nil {
			return fmt.Errorf("column %s cannot be written as JSON: %w", p.keys[i], err)
		}
	}
	p.line.WriteString("}" + p.after)
	_, err := p.w.Write(escapeHarmful(p.line.Bytes()))
	return err
}

func (p *jsonPrinter) Close() error {
	end := p.end
	if p.rows == 0 {
		end = p.empty
	}
	_, err := io.WriteString(p.w, end)
	return err
}

func (p *jsonPrinter) encode(value any) error { return EncodeJSON(&p.line, value) }

// EncodeJSON writes a value of a row as JSON, in which JSON columns nest. It leaves < > & as they are, which only an HTML page
// has to escape. JSON has no infinity, which is a text there, as Postgres writes it.
func EncodeJSON(b *bytes.Buffer, value any) error {
	switch v := value.(type) {
	case time.Time:
		value = v.UTC()
	case float64:
		if math.IsInf(v, 0) {
			value = textOf(v)
		}
	}
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the line break behind it
	return nil
}

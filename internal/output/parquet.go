package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/parquet-go/parquet-go"
)

// rowGroup is how many rows a row group of a Parquet file holds, and so how many are in memory.
const rowGroup = 50_000

// errOneResult is that of a second result in a Parquet file.
var errOneResult = errors.New("a Parquet file holds one result, and there are several: ask one statement, or choose xlsx, which has a sheet for each")

// A parquetPrinter writes a file with types: times in microseconds of UTC, booleans, integers of 64 bits, floating-point
// numbers, and text, JSON as text. Each may be NULL. A column of unknown type has that of its values, and then the rows wait
// in memory until all have come.
type parquetPrinter struct {
	w       io.Writer
	names   []string
	types   []string
	waiting [][]any // while a type is not known
	file    *parquet.GenericWriter[any]
	row     parquet.Row
}

func newParquet(w io.Writer, columns []Column) *parquetPrinter {
	p := &parquetPrinter{w: w, names: uniqueNames(columns)}
	for _, c := range columns {
		p.types = append(p.types, c.Type)
	}
	return p
}

func (p *parquetPrinter) Print(row []any) error {
	if p.file == nil && slices.Contains(p.types, "") {
		p.waiting = append(p.waiting, row)
		return nil
	}
	p.begin()
	return p.write(row)
}

func (p *parquetPrinter) Close() error {
	for i, typ := range p.types {
		if typ == "" {
			p.types[i] = typeOfValues(p.waiting, i)
		}
	}
	p.begin()
	for _, row := range p.waiting {
		if err := p.write(row); err != nil {
			return err
		}
	}
	return p.file.Close()
}

func (p *parquetPrinter) begin() {
	if p.file != nil {
		return
	}
	root := orderedGroup{Group: parquet.Group{}, names: p.names}
	for i, name := range p.names {
		// Plain values, Snappy and pages of the first version are what every reader knows.
		plain := parquet.Encoded(nodeOf(p.types[i]), &parquet.Plain)
		root.Group[name] = parquet.Compressed(parquet.Optional(plain), &parquet.Snappy)
	}
	p.file = parquet.NewGenericWriter[any](p.w, parquet.NewSchema("result", root), parquet.MaxRowsPerRowGroup(rowGroup), parquet.DataPageVersion(1))
}

func (p *parquetPrinter) write(row []any) error {
	p.row = p.row[:0]
	for i, value := range row {
		v, err := parquetValue(p.types[i], value)
		if err != nil {
			return fmt.Errorf("column %s cannot be written as Parquet: %w", p.names[i], err)
		}
		defined := 1
		if value == nil {
			defined = 0
		}
		p.row = append(p.row, v.Level(0, defined, i))
	}
	_, err := p.file.WriteRows([]parquet.Row{p.row})
	return err
}

// An orderedGroup keeps the columns in the order of the result, where the library sorts them by name.
type orderedGroup struct {
	parquet.Group
	names []string
}

func (g orderedGroup) Fields() []parquet.Field {
	fields := g.Group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int {
		return slices.Index(g.names, a.Name()) - slices.Index(g.names, b.Name())
	})
	return fields
}

func nodeOf(typ string) parquet.Node {
	switch typ {
	case timeType:
		return parquet.Timestamp(parquet.Microsecond)
	case boolType:
		return parquet.Leaf(parquet.BooleanType)
	case integerType:
		return parquet.Int(64)
	case floatType:
		return parquet.Leaf(parquet.DoubleType)
	}
	return parquet.String()
}

func parquetValue(typ string, value any) (parquet.Value, error) {
	if value == nil {
		return parquet.NullValue(), nil
	}
	switch v := value.(type) {
	case time.Time:
		if typ == timeType {
			return parquet.Int64Value(v.UnixMicro()), nil
		}
	case bool:
		if typ == boolType {
			return parquet.BooleanValue(v), nil
		}
	case int64:
		switch typ {
		case integerType:
			return parquet.Int64Value(v), nil
		case floatType:
			return parquet.DoubleValue(float64(v)), nil
		}
	case float64:
		if typ == floatType {
			return parquet.DoubleValue(v), nil
		}
	}
	switch typ {
	case timeType, boolType, integerType, floatType:
		return parquet.Value{}, fmt.Errorf("%q is not of its type (%s)", VisibleLine(textOf(value)), typ)
	}
	return parquet.ByteArrayValue([]byte(textOf(value))), nil
}

// exactInFloat is the greatest integer up to which a floating-point number has all.
const exactInFloat = 1 << 53

// typeOfValues is the one type that holds all values of a column: text where they are of several types.
func typeOfValues(rows [][]any, column int) string {
	found, large := "", false
	for _, row := range rows {
		typ := textType
		switch v := row[column].(type) {
		case nil:
			continue
		case time.Time:
			typ = timeType
		case bool:
			typ = boolType
		case int64:
			typ = integerType
			large = large || v > exactInFloat || v < -exactInFloat
		case float64:
			typ = floatType
		case json.RawMessage:
			typ = jsonType
		}
		numbers := found != typ && slices.Contains([]string{integerType, floatType}, found) && slices.Contains([]string{integerType, floatType}, typ)
		switch {
		case found == "" || found == typ:
			found = typ
		case numbers:
			found = floatType
		default:
			return textType
		}
	}
	if found == "" || found == floatType && large {
		return textType
	}
	return found
}

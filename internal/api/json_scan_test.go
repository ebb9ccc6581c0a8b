package api

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// FuzzJSONScanner: an array or an object is split where the library splits it.
func FuzzJSONScanner(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, "[ \t\r\n]", `{"a":1,"b":[1,{"c":"]}"}],"d":null}`, "{ \"a\" : -1.5e+3 ,\n\"\\\"\" : \"\\\\\" , \"\\\\\\\"\":\"\\u0022\" }",
		`[true,false,null,"",[],{},[[]],{"":{}}]`, "[\"\xff\",\"\u2028\"]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d := jsontext.NewDecoder(bytes.NewReader(text), tolerant)
		raw, err := d.ReadValue()
		if err != nil || raw.Kind() != '{' && raw.Kind() != '[' {
			return
		}
		raw = raw.Clone()
		want := jsontext.NewDecoder(bytes.NewReader(raw), tolerant)
		if _, err := want.ReadToken(); err != nil {
			t.Fatal(err)
		}
		got := within(raw)
		for want.PeekKind() != '}' && want.PeekKind() != ']' {
			value, err := want.ReadValue()
			if err != nil {
				t.Fatal(err)
			}
			if next := got.next(); !bytes.Equal(next, value) {
				t.Fatalf("%q has %q, want %q", raw, next, value)
			}
		}
		if more := got.next(); more != nil {
			t.Errorf("%q ends with %q", raw, more)
		}
	})
}

// Rows of a page that say the same of an object share what was decoded, but for an error, which names its place.
func TestRowsOfAPageShareObjects(t *testing.T) {
	t.Parallel()
	type row struct {
		Name  Field[string]       `json:"name"`
		Part  Object[decodedPart] `json:"part"`
		Other Object[decodedPart] `json:"other"`
	}
	rows := []string{
		`{"name":"a","part":{"key":"k","count":2},"other":{"key":"k","count":2}}`,
		`{"name":"a","part":{"key":"k","count":2},"other":null}`,
		`{"name":"b","part":{"key":"k","count":3},"other":{"key":"other"}}`,
		`{"name":"a","part":{"key":[]},"other":{"key":[]}}`,
		`{"name":"\u0061","part":{"key":[]},"other":5}`,
		`{"name":null,"part":{},"other":{}}`,
		`{"part":null}`,
		strings.ReplaceAll(`{"name":"L","part":{"key":"L"}}`, "L", strings.Repeat("long", 20)),
	}
	for i := range 300 { // more texts than are remembered
		rows = append(rows, fmt.Sprintf(`{"name":"%d","part":{"key":"%d"}}`, i%200, i%150))
	}
	page := boundedRows[row]{most: len(rows)}
	if err := json.Unmarshal([]byte("["+strings.Join(rows, ",")+"]"), &page, tolerant); err != nil {
		t.Fatal(err)
	}
	for i, got := range page.rows {
		var want row
		if err := json.Unmarshal([]byte(rows[i]), &want, tolerant); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", rows[i], got, want)
		}
	}
	if page.rows[0].Part.Ptr() != page.rows[1].Part.Ptr() || page.rows[0].Part.Ptr() == page.rows[2].Part.Ptr() {
		t.Error("the first two rows have one object, the third another")
	}
}

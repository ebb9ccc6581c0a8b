package api

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

type decoded struct {
	ID    int64                 `json:"id"`
	Name  Field[string]         `json:"name"`
	At    Field[Time]           `json:"at"`
	Part  Object[decodedPart]   `json:"part"`
	Kept  Raw[*decodedPart]     `json:"kept"`
	Parts Raw[[]decodedPart]    `json:"parts"`
	Plain []decodedPart         `json:"plain"`
	Texts []string              `json:"texts"`
	Open  Raw[[]Field[AnyText]] `json:"open"`
}

type decodedPart struct {
	Key   Field[string] `json:"key"`
	Count Field[int64]  `json:"count"`
}

// Objects are decoded as the library decodes them, whatever the order of their members was in the object before.
func TestObjectsAreDecodedAsByTheLibrary(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"id":1,"name":"a","other":[{"id":2}],"at":1750000000,"part":{"key":"k","count":2},"kept":{"key":"k"},"parts":[{"key":"a"},{"count":3}]}`,
		`{"id":1,"name":"a","other":{},"at":1750000000}`,
		`{"parts":[{"count":1,"key":"a"}],"part":{"count":2,"key":"k"},"name":"b","id":7}`,
		`{"id":1,"new":null,"more":1,"name":"a","many":{"id":9},"at":"2025-06-15T00:00:00Z"}`,
		`{"id":1,"id":2,"name":"a","name":null}`,
		`{"\u0069d":3,"n\u0061me":"escaped","ID":4,"Name":"b"}`,
		`{"id":1,"plain":[{"key":"a"},null,{"key":"b"}],"texts":["a","b"],"open":[1,"a",{}]}`,
		`{"id":1,"plain":null,"parts":null,"part":null,"kept":null}`,
		`{"id":1,"plain":[],"parts":[],"part":{},"kept":{}}`,
		`{"id":1,"name":{},"at":true,"part":[],"kept":"text","parts":{},"open":1}`,
		`{"id":1,"kept":{"key":{}},"parts":[{"count":"many"},5]}`,
		`{"id":"one"}`, `{"id":1,"plain":5}`, `{"id":1,"texts":[{}]}`,
		`{}`, `null`, `5`, `[]`, `"text"`, `{"id":1`, `{"id":1,}`, `{"id"}`, `{"plain":[{"key":1}`, `{"name":"a" "id":1}`,
	} {
		var want, got, later decoded
		wantErr := json.Unmarshal([]byte(text), &want, tolerant)
		decode := func(value *decoded) error {
			d := jsontext.NewDecoder(strings.NewReader(text), tolerant)
			raw, err := d.ReadValue()
			if err != nil {
				return err
			}
			return (&objectDecoder{from: d}).decode(raw, "", reflect.ValueOf(value).Elem())
		}
		gotErr := decode(&got)
		var noJSON *jsontext.SyntacticError
		if (gotErr == nil) != (wantErr == nil) || wantErr != nil && !errors.As(wantErr, &noJSON) && fieldError(gotErr).Error() != fieldError(wantErr).Error() {
			t.Errorf("%s: got %v, want %v", text, gotErr, wantErr)
		}
		if wantErr != nil {
			continue
		}
		for _, value := range []*decoded{&want, &got} {
			value.Kept.typed()
			value.Parts.typed()
			value.Open.typed()
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
		_ = decode(&later) // its order is known
		for _, value := range []interface{ typed() }{&later.Kept, &later.Parts, &later.Open} {
			value.typed()
		}
		if !reflect.DeepEqual(later, want) {
			t.Errorf("%s: later %+v, want %+v", text, later, want)
		}
	}
}

// A type that decodes itself, or has a field without a name of its own, is the library's.
func TestOnlyStructsWithNamedFieldsAreDecodedHere(t *testing.T) {
	t.Parallel()
	type embedded struct{ decodedPart }
	type unnamed struct{ A string }
	type optional struct {
		A string `json:"a,omitempty"`
	}
	for _, kind := range []reflect.Type{
		reflect.TypeFor[Field[string]](), reflect.TypeFor[Time](), reflect.TypeFor[Sent[decodedPart]](), reflect.TypeFor[string](),
		reflect.TypeFor[embedded](), reflect.TypeFor[unnamed](), reflect.TypeFor[optional](),
	} {
		if layoutOf(kind) != nil {
			t.Errorf("%v has a layout", kind)
		}
	}
	if layoutOf(reflect.TypeFor[Call]()) == nil || layoutOf(reflect.TypeFor[Contact]()) == nil {
		t.Error("a call or a contact has no layout")
	}
}

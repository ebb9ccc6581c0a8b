package mcpserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/google/jsonschema-go/jsonschema"
)

var toolNames = []string{"query", "explain", "describe", "ask"}

func isTool(name string) bool { return slices.Contains(toolNames, name) }

// shortened is a name that may be of any length, for an error.
func shortened(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return name
}

// decode reads the arguments of a call strictly. The errors name the argument, and repeat no value, which may be long.
func decode[In any](raw json.RawMessage) (in In, err error) {
	if len(raw) > maxArgumentBytes {
		return in, fmt.Errorf("the arguments have %s, and at most %s are read: put less into one call", bytesOf(len(raw)), bytesOf(maxArgumentBytes))
	}
	if len(raw) == 0 {
		raw = json.RawMessage("{}")
	}
	err = jsonv2.Unmarshal(raw, &in, jsonv2.RejectUnknownMembers(true))
	var semantic *jsonv2.SemanticError
	if !errors.As(err, &semantic) {
		return in, err
	}
	name := strings.TrimPrefix(string(semantic.JSONPointer), "/")
	names := argumentNames(reflect.TypeFor[In]())
	switch {
	case errors.Is(err, jsonv2.ErrUnknownName):
		return in, fmt.Errorf("there is no argument %q: the arguments are %s", shortened(name), strings.Join(names, ", "))
	case name == "":
		return in, fmt.Errorf("the arguments are no JSON object: write {…} with %s", strings.Join(names, ", "))
	}
	return in, fmt.Errorf("%s is a JSON %s: write %s", shortened(name), kinds[semantic.JSONKind.String()], wanted(semantic.GoType))
}

// argumentNames are those of the fields of an input, and of what is embedded in it.
func argumentNames(t reflect.Type) (names []string) {
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

var kinds = map[string]string{"null": "null", "true": "boolean", "false": "boolean", "string": "string", "number": "number", "{": "object", "[": "array"}

// wanted says what JSON is read into a type.
func wanted(t reflect.Type) string {
	switch {
	case t == nil:
	case t.Kind() == reflect.String:
		return "a text in double quotes"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Map:
		return `an object of names and values, such as {"name": "value"}`
	}
	return "what its description says"
}

// within is a number of a call, or the one that stands where none is given.
func within(name string, given *int, lowest, highest, otherwise int) (int, error) {
	switch {
	case given == nil:
		return otherwise, nil
	case *given < lowest || *given > highest:
		return 0, fmt.Errorf("%s is %d: write a whole number from %d to %d", name, *given, lowest, highest)
	}
	return *given, nil
}

// schemaOf is the JSON schema of a type whose fields describe themselves. Absent is what may be null in Go.
func schemaOf[T any]() *jsonschema.Schema {
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[row](): {Type: "array"},
	}})
	if err != nil {
		panic(err) // a tool's own type: every test would meet it
	}
	withoutNull(s)
	return s
}

func withoutNull(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if s.Types = slices.DeleteFunc(s.Types, func(t string) bool { return t == "null" }); len(s.Types) == 1 {
		s.Type, s.Types = s.Types[0], nil
	}
	for _, p := range s.Properties {
		withoutNull(p)
	}
	withoutNull(s.Items)
}

// bounded adds to the schema of a number what within checks.
func bounded(s *jsonschema.Schema, name string, lowest, highest, otherwise int) {
	p := s.Properties[name]
	low, high := float64(lowest), float64(highest)
	p.Minimum, p.Maximum, p.Default = &low, &high, json.RawMessage(fmt.Sprint(otherwise))
}

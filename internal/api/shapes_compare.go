package api

import (
	"cmp"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

type rawJSON = json.RawMessage

// A FieldShape is a field of an answer and of what is in it, over all rows.
type FieldShape struct {
	Name   string
	Types  []string // of JSON, sorted; integer is a number without a fraction
	Mark   string   // one of the marks
	Want   string   // what a Mismatch is decoded as
	Fields []*FieldShape
}

// The marks of a field.
const (
	Expected = ""
	Unknown  = "unknown"  // it was sent, and is not decoded
	Mismatch = "mismatch" // it is not decoded as it was sent
	Absent   = "absent"   // it was not sent
)

const (
	// maxShapeDepth is how deep objects are shown.
	maxShapeDepth = 8
	// maxNames an object has whose names are those of fields; more are data.
	maxNames = 80
	// hiddenName stands for a name that looks like data.
	hiddenName = "(a name that looks like data)"
)

// fieldNames are what Aircall calls its fields: words, with few digits.
var fieldNames = regexp.MustCompile(`^[a-z]+([A-Za-z_]|[0-9]{1,2}(_|[A-Za-z]|$)){0,40}$`)

// A comparison compares answers with the types that they are decoded into.
type comparison struct {
	root        *node
	differences int
}

// A node gathers what was found in one place of an answer.
type node struct {
	FieldShape
	children map[string]*node
}

func newComparison() *comparison { return &comparison{root: &node{children: map[string]*node{}}} }

// besideRows is what lists have beside their rows.
var besideRows = []string{"meta", "pageInfo"}

// body compares a whole answer, and reports whether it is a list without rows.
func (c *comparison) body(e endpoint, body []byte) (empty bool) {
	if e.envelope == "" {
		c.value(c.root, e.model, body, place{})
		return false
	}
	var answer map[string]json.RawMessage
	_ = json.Unmarshal(body, &answer) // what is no object has not the key either
	for name, raw := range answer {
		switch {
		case name == e.envelope && e.list:
			c.value(c.root.child(name), reflect.SliceOf(e.model), raw, place{})
			empty = len(c.root.child(name).children) == 0
		case name == e.envelope:
			c.value(c.root.child(name), e.model, raw, place{})
		case e.list && slices.Contains(besideRows, name):
			c.value(c.root.child(name), reflect.TypeFor[rawJSON](), raw, place{})
		default:
			c.unknown(c.root, name, raw, place{})
		}
	}
	if _, sent := answer[e.envelope]; !sent {
		c.mark(c.root.child(e.envelope), Mismatch, "the key of the answer")
	}
	return empty
}

// A place says where a value is.
type place struct {
	depth int
	kept  bool // in JSON that is kept as it was sent: a field that is not decoded is not lost
}

// value compares one value with the type that it is decoded into.
func (c *comparison) value(n *node, model reflect.Type, raw json.RawMessage, at place) {
	kind := jsonType(raw)
	n.add(kind)
	outer := model
	model, at.kept = unwrapped(model, at.kept)
	if kind == "null" || at.depth > maxShapeDepth {
		return
	}
	switch {
	case isOpen(model):
		c.open(n, raw, at)
	case model.Kind() == reflect.Struct && !decodesItself(model):
		c.object(n, model, kind, raw, at)
	case model.Kind() == reflect.Slice && !decodesItself(model):
		c.array(n, model, kind, raw, at)
	case !fits(outer, raw):
		c.mark(n, Mismatch, wanted(model))
	}
}

func (c *comparison) object(n *node, model reflect.Type, kind string, raw json.RawMessage, at place) {
	var members map[string]json.RawMessage
	if kind != "object" || json.Unmarshal(raw, &members) != nil {
		c.mark(n, Mismatch, "an object")
		return
	}
	fields := fieldsOf(model)
	at.depth++
	for name, value := range members {
		switch field, ok := fields[name]; {
		case ok:
			c.value(n.child(name), field, value, at)
		case slices.Contains(knownOf(model), name):
			c.value(n.child(name), reflect.TypeFor[rawJSON](), value, at)
		default:
			c.unknown(n, name, value, at)
		}
	}
	for name := range fields {
		if _, ok := members[name]; !ok && n.children[name] == nil {
			n.child(name).Mark = Absent // until a row has it
		}
	}
}

func (c *comparison) array(n *node, model reflect.Type, kind string, raw json.RawMessage, at place) {
	var items []json.RawMessage
	if kind != "array" || json.Unmarshal(raw, &items) != nil {
		c.mark(n, Mismatch, "an array")
		return
	}
	for _, item := range items {
		c.value(n.child("[]"), model.Elem(), item, at)
	}
}

// open takes what has no type: its names are shown where they cannot be data.
func (c *comparison) open(n *node, raw json.RawMessage, at place) {
	at.depth++
	switch jsonType(raw) {
	case "object":
		var members map[string]json.RawMessage
		_ = json.Unmarshal(raw, &members) // the body is JSON
		for name, value := range members {
			if len(members) > maxNames || !fieldNames.MatchString(name) {
				n.child(hiddenName).add(jsonType(value))
				continue
			}
			c.value(n.child(name), reflect.TypeFor[rawJSON](), value, at)
		}
	case "array":
		var items []json.RawMessage
		_ = json.Unmarshal(raw, &items) // the body is JSON
		for _, item := range items {
			c.value(n.child("[]"), reflect.TypeFor[rawJSON](), item, at)
		}
	}
}

// unknown takes a field that the type does not have.
func (c *comparison) unknown(n *node, name string, raw json.RawMessage, at place) {
	if !fieldNames.MatchString(name) {
		name = hiddenName
	}
	child := n.child(name)
	if !at.kept {
		c.mark(child, Unknown, "")
	}
	c.value(child, reflect.TypeFor[rawJSON](), raw, at)
}

// mark counts each field once.
func (c *comparison) mark(n *node, mark, want string) {
	if n.Mark == Expected || n.Mark == Absent {
		c.differences++
	}
	n.Mark, n.Want = mark, want
}

func (n *node) child(name string) *node {
	if n.children[name] == nil {
		n.children[name] = &node{FieldShape: FieldShape{Name: name}, children: map[string]*node{}}
	}
	return n.children[name]
}

// add notes that the field was sent.
func (n *node) add(kind string) {
	if n.Mark == Absent {
		n.Mark = Expected
	}
	if !slices.Contains(n.Types, kind) {
		n.Types = append(n.Types, kind)
		slices.Sort(n.Types)
	}
}

// sorted gives what is in a node, by name.
func (n *node) sorted() []*FieldShape {
	var fields []*FieldShape
	for _, child := range n.children {
		child.Fields = child.sorted()
		fields = append(fields, &child.FieldShape)
	}
	slices.SortFunc(fields, func(a, b *FieldShape) int { return cmp.Compare(a.Name, b.Name) })
	return fields
}

// jsonType names the type of a value; integer is a number without a fraction.
func jsonType(raw json.RawMessage) string {
	name := kindName(jsontext.Value(raw).Kind())
	if name == "number" && !strings.ContainsAny(string(raw), ".eE") {
		return "integer"
	}
	return name
}

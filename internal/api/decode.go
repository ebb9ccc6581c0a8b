package api

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// tolerant reads what encoding/json would: Aircall is not held to stricter rules.
var tolerant = json.JoinOptions(
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
)

// meta is what Aircall says of a list. Its page links are not followed: they drop the fetch_* flags,
// lie past the 10,000th row, and webhooks have none.
type meta struct {
	Total *int     `json:"total"`
	Next  nextLink `json:"next_page_link"`
}

func decode(body []byte, value any) error {
	return fieldError(json.Unmarshal(body, value, tolerant))
}

// decodeEnvelope decodes the value under one key of an object, and its meta where it is wanted;
// found is false when the key is not there.
func decodeEnvelope(body []byte, key string, value any, m *meta) (found bool, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), tolerant) // which it reads where it is
	if d.PeekKind() != '{' {
		return false, errors.New("it is not a JSON object")
	}
	if _, err := d.ReadToken(); err != nil {
		return false, err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return false, err
		}
		switch name := name.String(); {
		case name == key:
			found = d.PeekKind() != 'n'
			err = json.UnmarshalDecode(d, value)
		case name == "meta" && m != nil:
			err = json.UnmarshalDecode(d, m)
		default:
			err = d.SkipValue()
		}
		if err != nil {
			return false, fieldError(err)
		}
	}
	_, err = d.ReadToken()
	return found, err
}

// fieldError names the field of a value that does not fit, by its place in the answer.
func fieldError(err error) error {
	var semantic *json.SemanticError
	if !errors.As(err, &semantic) {
		return err
	}
	place := string(semantic.JSONPointer)
	reason := semantic.Err
	for errors.As(reason, &semantic) { // a value that keeps its own text decodes its parts itself
		place += string(semantic.JSONPointer)
		reason = semantic.Err
	}
	if reason == nil {
		return fmt.Errorf("%s: a JSON %s does not fit there", place, kindName(semantic.JSONKind))
	}
	return fmt.Errorf("%s: %w", place, reason)
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "boolean"
	case '"':
		return "string"
	case '0':
		return "number"
	case '[':
		return "array"
	default:
		return "object"
	}
}

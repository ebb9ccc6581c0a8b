package pseudonym

import (
	"bytes"
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

// document is what stands in the place of JSON. What cannot be read is replaced whole.
func (p *Pseudonyms) document(raw json.RawMessage, v personal.Verdict) json.RawMessage {
	replaced, err := p.value(jsontext.Value(bytes.TrimSpace(raw)), v)
	if err != nil {
		return json.RawMessage(`null`)
	}
	return json.RawMessage(replaced)
}

// value is what stands in the place of a value. Only a document has fields with verdicts: an object in any other place is a text,
// because the names of its fields may be somebody's.
func (p *Pseudonyms) value(raw jsontext.Value, v personal.Verdict) (jsontext.Value, error) {
	switch kind := raw.Kind(); {
	case kind == '{' && v.Kind == personal.KindDocument:
		return p.object(raw, v)
	case kind == '{':
		return jsontext.AppendQuote(nil, Length(string(raw)))
	case kind == '[':
		return p.list(raw, v)
	case p.shows(v.Kind):
		return raw, nil
	case kind == '"':
		text, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return nil, err
		}
		switch replaced := p.text(string(text), v).(type) {
		case string:
			return jsontext.AppendQuote(nil, replaced)
		default:
			return jsontext.Value("null"), nil
		}
	case kind == '0':
		if v.Kind == personal.KindPhone {
			return jsontext.AppendQuote(nil, p.cached(written{true, raw.String()}))
		}
		return jsontext.Value("null"), nil
	}
	return raw, nil
}

func (p *Pseudonyms) list(raw jsontext.Value, v personal.Verdict) (jsontext.Value, error) {
	in := jsontext.NewDecoder(bytes.NewReader(raw))
	if _, err := in.ReadToken(); err != nil {
		return nil, err
	}
	out := jsontext.Value("[")
	for in.PeekKind() != ']' {
		item, err := in.ReadValue()
		if err != nil {
			return nil, err
		}
		if item, err = p.value(item, v); err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, item...)
	}
	return append(out, ']'), nil
}

// object replaces the fields of an object. The name of a field is Aircall's own.
func (p *Pseudonyms) object(raw jsontext.Value, v personal.Verdict) (jsontext.Value, error) {
	type member struct {
		name  string
		value jsontext.Value
	}
	var members []member
	texts := map[string]any{} // that another field may depend on
	in := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	if _, err := in.ReadToken(); err != nil {
		return nil, err
	}
	for in.PeekKind() != '}' {
		name, err := in.ReadToken()
		if err != nil {
			return nil, err
		}
		m := member{name: name.String()}
		value, err := in.ReadValue()
		if err != nil {
			return nil, err
		}
		m.value = value.Clone()
		if m.value.Kind() == '"' {
			if text, err := jsontext.AppendUnquote(nil, m.value); err == nil {
				texts[m.name] = string(text)
			}
		}
		members = append(members, m)
	}
	out := jsontext.Value("{")
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		of := v.Inside.Of(m.name)
		replaced, err := p.value(m.value, of.By(texts[of.Beside]))
		if err != nil {
			return nil, err
		}
		if out, err = jsontext.AppendQuote(out, m.name); err != nil {
			return nil, err
		}
		out = append(append(out, ':'), replaced...)
	}
	return append(out, '}'), nil
}

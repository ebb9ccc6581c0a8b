package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// What Postgres takes into jsonb: digits before and behind a number's point.
const (
	maxDigitsBefore = 131_072
	maxDigitsBehind = 16_383
)

var errNumberTooLong = errors.New("has a number that no database can hold")

// storable returns JSON as it was sent, unless it is one of the few forms of it that a database does not
// take: U+FFFD then stands for U+0000, halves of characters and broken UTF-8. A number without bounds
// is an error.
func storable(raw jsontext.Value) (json.RawMessage, error) {
	if !isSuspect(raw) {
		return json.RawMessage(raw), nil
	}
	var out bytes.Buffer
	d, e := jsontext.NewDecoder(bytes.NewReader(raw), tolerant), jsontext.NewEncoder(&out, tolerant)
	changed := false
	for {
		token, err := d.ReadToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token.Kind() {
		case '"':
			text := token.String()
			clean := strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
			changed = changed || clean != text || strings.Contains(clean, "\uFFFD")
			token = jsontext.String(clean)
		case '0':
			if !isStorableNumber(token.String()) {
				return nil, errNumberTooLong
			}
		}
		if err := e.WriteToken(token); err != nil {
			return nil, err
		}
	}
	if !changed {
		return json.RawMessage(raw), nil
	}
	return json.RawMessage(bytes.TrimSpace(out.Bytes())), nil
}

// isSuspect looks for what may not be storable, without reading the JSON.
func isSuspect(raw []byte) bool {
	if len(raw) > maxDigitsBehind || !utf8.Valid(raw) {
		return true
	}
	for i, c := range raw {
		switch c {
		case 'u':
			if i > 0 && raw[i-1] == '\\' && i+2 < len(raw) {
				first, second := raw[i+1]|0x20, raw[i+2]
				if first == 'd' && second >= '8' || string(raw[i+1:min(i+5, len(raw))]) == "0000" {
					return true
				}
			}
		case 'e', 'E':
			if i > 0 && raw[i-1] >= '0' && raw[i-1] <= '9' {
				return true
			}
		}
	}
	return false
}

func isStorableNumber(number string) bool {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	before, behind, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	e := 0
	if exponent != "" {
		var err error
		if e, err = strconv.Atoi(exponent); err != nil || e > 2*maxDigitsBefore || e < -2*maxDigitsBefore {
			return false
		}
	}
	return len(before)+e <= maxDigitsBefore && len(behind)-e <= maxDigitsBehind
}

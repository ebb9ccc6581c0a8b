// Package pseudonym replaces personal data: phone numbers and people by tokens, texts by their length, links by NULL. Equal
// values have equal tokens wherever they stand, so that counts, joins and groups are those of the values. A token is an
// HMAC-SHA256 under a key of the machine: without the key nobody can try out all phone numbers.
package pseudonym

import (
	"encoding/json"
	"slices"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

// A Mode says whose data is replaced.
type Mode string

// The modes. The zero Mode is none: personal data is shown.
const (
	Outsiders Mode = "outsiders" // who is not a user of the company
	All       Mode = "all"       // users of the company too
)

// tokensKept is how many values are remembered with their tokens: making one takes as long as all the rest of a row.
const tokensKept = 1 << 16

// Pseudonyms replaces the personal data of tables. It is safe for concurrent use.
type Pseudonyms struct {
	key      *Key
	mode     Mode
	verdicts map[string]map[string]personal.Verdict
	made     *lru.Cache[written, string]

	mu     sync.Mutex
	values map[string]string // of the tokens that this process has made or looked up since it saved them
	fresh  []string          // those that are not in the memory yet
	memory *memory

	compared map[written]bool // with tokens
	refused  int
}

// written is a value as it is written, in the kind of column that it stands in.
type written struct {
	phone bool
	text  string
}

// New replaces what the verdicts, by table and column, call personal.
func New(key *Key, mode Mode, verdicts map[string]map[string]personal.Verdict) *Pseudonyms {
	made, err := lru.New[written, string](tokensKept)
	if err != nil { // only for a size that is not positive
		panic(err)
	}
	return &Pseudonyms{key: key, mode: mode, verdicts: verdicts, made: made, values: map[string]string{}, compared: map[written]bool{}, memory: &memory{file: key.File + memorySuffix, key: key}}
}

// Mode says whose data is replaced.
func (p *Pseudonyms) Mode() Mode { return p.mode }

// Key is the key that the tokens are made under.
func (p *Pseudonyms) Key() *Key { return p.key }

// Fingerprint is that of the key.
func (p *Pseudonyms) Fingerprint() string { return p.key.Fingerprint() }

// Beside names the column of a table without which another cannot be replaced; "" for none.
func (p *Pseudonyms) Beside(table, column string) string { return p.verdicts[table][column].Beside }

// Replace is what stands in the place of a cell; beside is the cell of the column that Beside names. A column without a
// verdict counts as free text.
func (p *Pseudonyms) Replace(table, column string, cell, beside any) any {
	v := p.verdicts[table][column]
	if _, isJSON := cell.(json.RawMessage); cell == nil || v.Kind == personal.KindNone && !isJSON {
		return cell
	}
	if number, ok := beside.(string); ok && v.Kind == personal.KindPhone {
		cell = number
	}
	v = v.By(beside)
	switch value := cell.(type) {
	case json.RawMessage:
		return p.document(value, v)
	case string:
		if v.Kind == personal.KindDocument {
			return string(p.document(json.RawMessage(value), v))
		}
		return p.text(value, v)
	default:
		if p.shows(v.Kind) {
			return cell
		}
		return nil
	}
}

// shows reports whether values of a kind stay.
func (p *Pseudonyms) shows(k personal.Kind) bool {
	switch k {
	case personal.KindNone, personal.KindLine:
		return true
	case personal.KindUser, personal.KindUserEmail:
		return p.mode != All
	}
	return false
}

// text is what stands in the place of a text; nil for a link.
func (p *Pseudonyms) text(text string, v personal.Verdict) any {
	switch {
	case p.shows(v.Kind), looksLikeToken(text), shownLength.MatchString(text): // what an archive kept is replaced already
		return text
	case v.Kind == personal.KindLink:
		return nil
	case v.Kind == personal.KindPhone:
		return p.cached(written{true, text})
	case p.isPerson(v.Kind):
		return p.cached(written{false, text})
	case slices.Contains(v.Words, text):
		return text
	}
	return Length(text)
}

func (p *Pseudonyms) isPerson(k personal.Kind) bool {
	switch k {
	case personal.KindName, personal.KindEmail:
		return true
	case personal.KindUser, personal.KindUserEmail:
		return p.mode == All
	}
	return false
}

func (p *Pseudonyms) cached(w written) string {
	if token, known := p.made.Get(w); known {
		return token
	}
	tokenOf := p.Person
	if w.phone {
		tokenOf = p.Phone
	}
	token := tokenOf(w.text)
	p.made.Add(w, token)
	return token
}

package pseudonym

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

// A Form is what the cells of a column are under pseudonyms.
type Form int

// The forms.
const (
	Shown   Form = iota // as they are
	Phones              // tokens of phone numbers
	People              // tokens of people
	Lengths             // the lengths of texts
	Hidden              // JSON with tokens in it
	Absent              // NULL: links
	Mixed               // by another column of the row: as they are, tokens, or lengths
)

// String says in words what cells of a form are; "" where they are as they were.
func (f Form) String() string {
	return map[Form]string{
		Phones: "a pseudonym such as +33·…", People: "a pseudonym such as person-…", Lengths: "the length of the text", Hidden: "JSON with pseudonyms in it", Absent: "NULL",
		Mixed: "by the row: the text as it is, a pseudonym, or its length",
	}[f]
}

// FormOf says what the cells of a column are.
func (p *Pseudonyms) FormOf(table, column string) Form { return p.form(p.verdicts[table][column]) }

// IsDocument reports whether a column is JSON of which each field has a form of its own.
func (p *Pseudonyms) IsDocument(table, column string) bool {
	return p.verdicts[table][column].Kind == personal.KindDocument
}

// FormOfField says what the values of a field of a JSON column are, whose name stands behind those of the fields around it.
func (p *Pseudonyms) FormOfField(table, column string, path ...string) Form {
	v := p.field(table, column, path)
	if v.Kind == personal.KindVaries && slices.ContainsFunc(slices.Collect(maps.Values(v.Of)), p.shows) {
		return Mixed // no collation makes tokens of what is shown there
	}
	return p.form(v)
}

func (p *Pseudonyms) field(table, column string, path []string) personal.Verdict {
	v := p.verdicts[table][column]
	for _, name := range path {
		if v.Kind == personal.KindDocument { // else it is JSON in a field of which all has one verdict
			v = v.Inside.Of(name)
		}
	}
	return v
}

func (p *Pseudonyms) form(v personal.Verdict) Form {
	switch {
	case p.shows(v.Kind):
		return Shown
	case v.Kind == personal.KindPhone:
		return Phones
	case p.isPerson(v.Kind):
		return People
	case v.Kind == personal.KindText:
		return Lengths
	case v.Kind == personal.KindLink:
		return Absent
	case v.Kind == personal.KindDocument && p.showsFields(v):
		return Shown
	case v.Kind != personal.KindVaries:
		return Hidden
	}
	form := People
	for _, k := range v.Of {
		if k != personal.KindName && k != personal.KindEmail && k != personal.KindUser && k != personal.KindUserEmail {
			form = Mixed
		}
	}
	return form
}

// showsFields reports whether all fields of a document stay, but for links.
func (p *Pseudonyms) showsFields(v personal.Verdict) bool {
	for _, field := range v.Inside {
		if !p.shows(field.Kind) && field.Kind != personal.KindLink && (field.Kind != personal.KindDocument || !p.showsFields(field)) {
			return false
		}
	}
	return true
}

// Canonical is the token that a text stands for in a column of tokens: its own, or that of the value that it is. A calling code, with
// which tokens begin, stays. Of more values than MaxCompared it makes none, and Refused counts them.
func (p *Pseudonyms) Canonical(f Form, text string) string {
	if f != Phones && f != People || looksLikeToken(text) || f == Phones && IsCallingCode(text) {
		return text
	}
	w := written{f == Phones, text}
	if !p.mayCompare(w) {
		return text
	}
	return p.cached(w)
}

// MaxCompared is how many values a process compares with pseudonyms: who could compare all the phone numbers of a country
// would know whom each pseudonym means.
const MaxCompared = 100_000

func (p *Pseudonyms) mayCompare(w written) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.compared[w] {
		return true
	}
	if len(p.compared) >= MaxCompared {
		p.refused++
		return false
	}
	p.compared[w] = true
	return true
}

// Refused is how often a value was not compared because there were too many.
func (p *Pseudonyms) Refused() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused
}

// TooManyValuesError is that of a statement which compares more values than MaxCompared with pseudonyms.
type TooManyValuesError struct{}

func (*TooManyValuesError) Error() string {
	return fmt.Sprintf("more than %d values were compared with pseudonyms since this program has started, and whoever compares so many finds out whom they mean: "+
		"compare fewer, or show the values (--personal-data)", MaxCompared)
}

// ComparePhones orders two texts, each a token or a phone number, by their tokens.
func (p *Pseudonyms) ComparePhones(a, b []byte) int { return p.compare(Phones, a, b) }

// ComparePeople orders two texts, each a token, a name or an e-mail address, by their tokens.
func (p *Pseudonyms) ComparePeople(a, b []byte) int { return p.compare(People, a, b) }

func (p *Pseudonyms) compare(f Form, a, b []byte) int {
	if bytes.Equal(a, b) {
		return 0
	}
	return strings.Compare(p.Canonical(f, string(a)), p.Canonical(f, string(b)))
}

var (
	phoneInText = regexp.MustCompile(`(?i)(\+|%2B)[1-9][0-9 .()-]{5,18}[0-9]`)
	emailInText = regexp.MustCompile(`(?i)[\pL\pM\pN._%+'!#$*^|~-]+(@|%40)[\pL\pM\pN%-]+(\.[\pL\pM\pN%-]+)+`)
)

// Scrub replaces phone numbers and e-mail addresses in a message, where a plus or an at sign tells what they are. Each counts as
// one that is compared: a message is no way to the pseudonyms of more than MaxCompared.
func (p *Pseudonyms) Scrub(message string) string {
	message = emailInText.ReplaceAllStringFunc(message, func(address string) string {
		if plain, err := url.PathUnescape(address); err == nil {
			address = plain
		}
		return p.scrubbed(written{false, address}, "[an address]")
	})
	return phoneInText.ReplaceAllStringFunc(message, func(number string) string {
		return p.scrubbed(written{true, "+" + digitsOf(strings.TrimPrefix(strings.TrimPrefix(number, "%2B"), "%2b"))}, "[a phone number]")
	})
}

func (p *Pseudonyms) scrubbed(w written, otherwise string) string {
	if !p.mayCompare(w) {
		return otherwise
	}
	return p.cached(w)
}

// ReadsAsPersonal reports whether a text reads as a phone number or as an e-mail address, or as a part of one that is long
// enough to be looked for.
func ReadsAsPersonal(text string) bool {
	const part = 5 // digits
	text = strings.TrimSpace(text)
	if looksLikeToken(text) || shownLength.MatchString(text) {
		return false
	}
	if strings.Contains(text, "@") {
		return true
	}
	digits := digitsOf(text)
	others := strings.Trim(text, "+0123456789 .()/-%_*")
	return len(digits) >= part && others == ""
}

// IsShown reports whether a text may stand in a column, or in a field of one, under pseudonyms: a token, the length of a text, a word that stays, or
// a calling code, with which tokens begin.
func (p *Pseudonyms) IsShown(table, column, text string, path ...string) bool {
	return IsToken(text) || shownLength.MatchString(text) || strings.EqualFold(text, withheld) || IsCallingCode(text) ||
		slices.Contains(p.field(table, column, path).Words, text)
}

// IsPartOfToken reports whether a text is the beginning of what stands in the place of a value, or nothing of it.
func IsPartOfToken(text string) bool {
	return text == "" || text == "+" || IsCallingCode(strings.TrimSuffix(text, "·")) || partOfToken.MatchString(text) || strings.EqualFold(text, withheld)
}

// partOfToken is what tokens and lengths begin with, or end with.
var partOfToken = regexp.MustCompile(`^((\+[1-9][0-9]{0,2})?·[0-9a-hjkmnp-tv-z]*|person-[0-9a-hjkmnp-tv-z]*|\[[0-9]*|characters?\]|\[[0-9]+ characters?\])$`)

// IsCallingCode reports whether a text is a calling code, such as +44.
func IsCallingCode(text string) bool {
	if len(text) > len("+999") {
		return false
	}
	digits, plus := strings.CutPrefix(text, "+")
	code, err := strconv.Atoi(digits)
	return plus && err == nil && phonenumbers.GetRegionCodeForCountryCode(code) != phonenumbers.UNKNOWN_REGION
}

// TellsNoCountry reports whether a text is a phone number that is written as within a country: which one it is, no token
// can tell.
func TellsNoCountry(text string) bool {
	if looksLikeToken(text) || len(digitsOf(text)) < 5 || strings.Trim(text, "+0123456789 .()/-") != "" {
		return false
	}
	e164, _ := international(strings.TrimSpace(text))
	return e164 == ""
}

// UnknownTokenError is that of a token that this machine has not given out.
type UnknownTokenError struct{ Token string }

func (e *UnknownTokenError) Error() string {
	return fmt.Sprintf("%s is a pseudonym that was not given out on this machine with this key, so that nobody can tell whom it means: take one from an answer", e.Token)
}

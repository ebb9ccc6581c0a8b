package pseudonym

import (
	"encoding/base32"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// tokenLength is how many characters of five bits a token has: among a million phone numbers two share one with a
// probability of less than one in a million.
const tokenLength = 12

// alphabet leaves out letters that are read as digits, or as each other.
var alphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// withheld is what Aircall shows in the place of a number that the caller withholds. It stays.
const withheld = "anonymous"

// personPrefix begins the tokens of people and of their companies.
const personPrefix = "person-"

var (
	phoneToken  = regexp.MustCompile(`^(\+[1-9][0-9]{0,2})?·[0-9a-hjkmnp-tv-z]{12}$`)
	personToken = regexp.MustCompile(`^person-[0-9a-hjkmnp-tv-z]{12}$`)
	shownLength = regexp.MustCompile(`^\[[0-9]+ characters?\]$`)
)

// IsToken reports whether a text has the form of a token.
func IsToken(text string) bool { return phoneToken.MatchString(text) || personToken.MatchString(text) }

// looksLikeToken is IsToken, for texts of which most are, or most are not.
func looksLikeToken(text string) bool {
	if n := len(text); n < tokenLength+2 || n > tokenLength+len(personPrefix) {
		return false
	}
	return (strings.HasPrefix(text, personPrefix) || strings.Contains(text, "·")) && IsToken(text)
}

func (p *Pseudonyms) token(kind, normal string) string {
	return alphabet.EncodeToString(p.key.sum(kind, normal))[:tokenLength]
}

// Phone is the token of a phone number, which keeps the calling code: equal for all notations that tell the country.
func (p *Pseudonyms) Phone(number string) string {
	trimmed := strings.TrimSpace(number)
	if trimmed == "" || strings.EqualFold(trimmed, withheld) {
		return number
	}
	if e164, code := international(trimmed); e164 != "" {
		token := fmt.Sprintf("+%d·%s", code, p.token("phone", e164))
		p.remember(token, e164)
		return token
	}
	normal := digitsOf(trimmed)
	if normal == "" {
		normal = trimmed
	}
	token := "·" + p.token("digits", normal)
	p.remember(token, trimmed)
	return token
}

// Person is the token of a name or of an e-mail address, whose case does not matter. A phone number that stands in the place
// of a name has its own.
func (p *Pseudonyms) Person(text string) string {
	trimmed := strings.TrimSpace(text)
	kind, normal := "name", norm.NFC.String(strings.Join(strings.Fields(text), " "))
	switch {
	case trimmed == "":
		return text
	case strings.Contains(trimmed, "@"):
		kind, normal = "email", strings.ToLower(normal)
	case strings.HasPrefix(trimmed, "+"):
		if e164, _ := international(trimmed); e164 != "" {
			return p.Phone(trimmed)
		}
	}
	token := personPrefix + p.token(kind, normal)
	p.remember(token, trimmed)
	return token
}

// Length stands in the place of a free text.
func Length(text string) string {
	switch n := utf8.RuneCountInString(text); n {
	case 0:
		return ""
	case 1:
		return "[1 character]"
	default:
		return fmt.Sprintf("[%d characters]", n)
	}
}

// international reads a number that tells its country: with a plus, with the two zeros that many countries dial for it, or
// without either where it can be nothing else. It is "" for any other.
func international(number string) (e164 string, code int) {
	switch {
	case strings.HasPrefix(number, "+"):
		return parse(number, phonenumbers.IsPossibleNumber)
	case strings.HasPrefix(number, "00"):
		return parse("+"+number[2:], phonenumbers.IsPossibleNumber)
	case strings.HasPrefix(number, "0") || strings.ContainsFunc(number, unicode.IsLetter):
		return "", 0
	}
	return parse("+"+number, phonenumbers.IsValidNumber)
}

func parse(number string, accept func(*phonenumbers.PhoneNumber) bool) (e164 string, code int) {
	n, err := phonenumbers.Parse(number, "")
	if err != nil || !accept(n) {
		return "", 0
	}
	return phonenumbers.Format(n, phonenumbers.E164), int(n.GetCountryCode())
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

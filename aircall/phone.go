package aircall

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// e164 normalises a phone number as Aircall shows it; nil for "anonymous" and what is no phone
// number. A number without a plus is read as dialled in country (ISO 3166 alpha-2, may be nil).
func e164(digits, country *string) *string {
	if digits == nil {
		return nil
	}
	region := ""
	if country != nil {
		region = strings.ToUpper(*country)
	}
	number, err := phonenumbers.Parse(*digits, region)
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return nil
	}
	return new(phonenumbers.Format(number, phonenumbers.E164))
}

// isE164 reports whether a column of such numbers can hold text.
func isE164(text string) bool {
	number := e164(&text, nil)
	return number != nil && *number == text
}

// sameDigits reports whether a number as shown is one in E.164, whose plus it may lack.
func sameDigits(shown *string, number string) bool {
	if shown == nil {
		return false
	}
	if n := e164(shown, nil); n != nil {
		return *n == number
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, *shown)
	return digits != "" && "+"+digits == number
}

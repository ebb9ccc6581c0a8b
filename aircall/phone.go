package aircall

import (
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/nyaruka/phonenumbers"
)

// numbersKept is how many phone numbers are remembered as parsed. Parsing one takes 11 µs, nearly as much as all the rest of a
// row, and the same few thousand numbers come again and again.
const numbersKept = 1 << 15

type writtenNumber struct{ digits, region string }

var parsedNumbers = cacheOf(numbersKept, parseNumber)

// e164 normalises a phone number as Aircall shows it; nil for "anonymous" and what is no phone
// number. A number without a plus is read as dialled in country (ISO 3166 alpha-2, may be nil).
// Callers share what it points to.
func e164(digits, country *string) *string {
	if digits == nil {
		return nil
	}
	number := writtenNumber{digits: *digits}
	if country != nil {
		number.region = strings.ToUpper(*country)
	}
	return parsedNumbers(number)
}

func parseNumber(n writtenNumber) *string {
	number, err := phonenumbers.Parse(n.digits, n.region)
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return nil
	}
	return new(phonenumbers.Format(number, phonenumbers.E164))
}

// cacheOf returns a function that answers as f does, from memory for the keys that were used last.
func cacheOf[K comparable, V any](size int, f func(K) V) func(K) V {
	kept, err := lru.New[K, V](size)
	if err != nil { // only for a size that is not positive
		panic(err)
	}
	return func(k K) V {
		if v, ok := kept.Get(k); ok {
			return v
		}
		v := f(k)
		kept.Add(k, v)
		return v
	}
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

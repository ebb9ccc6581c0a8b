package aircall

import (
	"strings"
	"testing"
)

// FuzzPhone: what becomes E.164 is E.164, and a number is the same as itself.
func FuzzPhone(f *testing.F) {
	f.Add("+44 161 496 0417", "GB")
	f.Add("01 99 00 12 34", "fr")
	f.Add("anonymous", "")
	f.Add("+1 (617) 555-0100;ext=4", "US")
	f.Fuzz(func(t *testing.T, digits, country string) {
		number := e164(&digits, &country)
		if number == nil {
			return
		}
		if !strings.HasPrefix(*number, "+") || strings.Trim((*number)[1:], "0123456789") != "" {
			t.Errorf("%q in %q is %q", digits, country, *number)
		}
		if isE164(*number) && !sameDigits(number, *number) {
			t.Errorf("%q is not the same as itself", *number)
		}
	})
}

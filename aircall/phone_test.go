package aircall

import "testing"

func TestE164(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ digits, country, want string }{
		{"+33 6 12 34 56 78", "", "+33612345678"},
		{"+1 617-555-0142", "FR", "+16175550142"},
		{"06 12 34 56 78", "FR", "+33612345678"},
		{"020 7946 0102", "gb", "+442079460102"},
		{"06 12 34 56 78", "", ""},
		{"anonymous", "FR", ""},
		{"112", "FR", ""},
		{"", "FR", ""},
	} {
		got := e164(&test.digits, &test.country)
		if got == nil && test.want != "" || got != nil && *got != test.want {
			t.Errorf("%q in %q is %v, want %q", test.digits, test.country, got, test.want)
		}
	}
	if e164(nil, nil) != nil {
		t.Error("nothing is a number")
	}
}

package aircall

import "testing"

func TestE164(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ digits, country, want string }{
		{"+33 6 12 34 56 78", "", "+33612345678"},
		{"+1 617-555-0142", "FR", "+16175550142"},
		{"06 12 34 56 78", "FR", "+33612345678"},
		{"020 7946 0102", "gb", "+442079460102"},
		{"06 12 34 56 78", "gb", "+44612345678"},
		{"06 12 34 56 78", "", ""},
		{"anonymous", "FR", ""},
		{"112", "FR", ""},
		{"", "FR", ""},
	} {
		for range 2 { // parsed, then remembered
			got := e164(&test.digits, &test.country)
			if got == nil && test.want != "" || got != nil && *got != test.want {
				t.Errorf("%q in %q is %v, want %q", test.digits, test.country, got, test.want)
			}
		}
	}
	if e164(nil, nil) != nil {
		t.Error("nothing is a number")
	}
}

func TestCacheAsksOnceForWhatItKeeps(t *testing.T) {
	t.Parallel()
	asked := map[int]int{}
	double := cacheOf(2, func(n int) int { asked[n]++; return 2 * n })
	for _, n := range []int{1, 2, 1, 3, 1, 2} { // 3 evicts 2, which was used least recently
		if got := double(n); got != 2*n {
			t.Errorf("%d became %d", n, got)
		}
	}
	if asked[1] != 1 || asked[2] != 2 || asked[3] != 1 {
		t.Errorf("asked %v times", asked)
	}
}

func BenchmarkE164(b *testing.B) {
	digits, country := "01 23 45 67 89", "FR"
	for name, parse := range map[string]func(writtenNumber) *string{"parsed": parseNumber, "remembered": parsedNumbers} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				parse(writtenNumber{digits, country})
			}
		})
	}
}

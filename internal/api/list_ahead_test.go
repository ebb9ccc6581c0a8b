package api

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestLargePagesAreRequestedFewAhead: what a slow reader has not looked at yet is bounded in bytes too.
func TestLargePagesAreRequestedFewAhead(t *testing.T) {
	for name, test := range map[string]struct {
		comment int // bytes of each call's
		pages   int // of 20 that are requested while the reader looks at the second
	}{
		"small pages":   {100, 2 + 5},    // as many as may be in flight
		"pages of 1 MB": {20_000, 2 + 1}, // 2 MB
		"pages of 3 MB": {60_000, 2 + 0},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				company := callsOf(1000, 0)
				for i := range company.Calls {
					company.Calls[i].Details = &fakeaircall.Details{Comments: []fakeaircall.Comment{{Content: strings.Repeat("x", test.comment)}}}
				}
				a := serve(t, company, unlimited)
				c := a.client("ahead", Config{})
				rows := 0
				for _, err := range c.Calls(t.Context(), CallQuery{}) {
					if err != nil {
						t.Fatal(err)
					}
					if rows++; rows <= 50 {
						continue
					}
					synctest.Wait()
					if n := len(a.asked()); n != test.pages {
						t.Errorf("%d pages were requested, want %d", n, test.pages)
					}
					break
				}
			})
		})
	}
}

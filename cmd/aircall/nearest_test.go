package main

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"answer-rate-by-day", "answer-rate", "time-to-call-back", "heat-map", "heat-map-worst-hours"}
	for given, want := range map[string]string{
		"answer-rat": "answer-rate", "Answer-Rate": "answer-rate", "answer-rate-by-dya": "answer-rate-by-day", "call-back": "time-to-call-back", "heatmap": "heat-map",
		"heat-map-worst": "heat-map-worst-hours", "rate": "answer-rate", "weather": "", "": "", "h": "",
	} {
		if got := nearest(given, names); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

// TestEveryQuestionIsFoundByAMistypedName: a letter that is missing, is there twice, or stands at the place of its neighbour.
func TestEveryQuestionIsFoundByAMistypedName(t *testing.T) {
	t.Parallel()
	for _, name := range figureNames() {
		for i := 1; i < len(name)-1; i++ {
			for _, mistyped := range []string{name[:i] + name[i+1:], name[:i+1] + name[i:], name[:i] + string(name[i+1]) + string(name[i]) + name[i+2:]} {
				if got := nearest(mistyped, figureNames()); got != name && !slices.Contains(figureNames(), mistyped) {
					t.Errorf("%q: %q, want %q", mistyped, got, name)
				}
			}
		}
	}
}

package api

import (
	"net/http"
	"testing"
	"time"
)

// The skew is the largest of the last minutes' answers: it grows at once, and shrinks when ours is put right.
func TestServerClock(t *testing.T) {
	t.Parallel()
	const s = time.Second
	type answer struct {
		at    time.Duration // since the first
		ahead time.Duration // of the answer's Date header
		want  time.Duration
	}
	for name, answers := range map[string][]answer{
		"in step":                       {{0, 0, 0}, {s, 2 * s, 0}, {2 * s, -9 * s, 0}},
		"ahead":                         {{0, 30 * s, 30 * s}, {s, 25 * s, 30 * s}, {2 * s, 33 * s, 33 * s}},
		"ours is put right by a little": {{0, 30 * s, 30 * s}, {9 * time.Minute, 0, 30 * s}, {15 * time.Minute, 0, 30 * s}, {26 * time.Minute, 0, 0}},
		"to less than before":           {{0, 30 * s, 30 * s}, {15 * time.Minute, 5 * s, 30 * s}, {26 * time.Minute, 4 * s, 5 * s}},
		"after a long silence":          {{0, 30 * s, 30 * s}, {time.Hour, 5 * s, 5 * s}},
		"ours is put right by much":     {{0, time.Hour, time.Hour}, {s, 5 * s, 5 * s}, {2 * s, 6 * s, 6 * s}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
			var clock serverClock
			for _, a := range answers {
				now := began.Add(a.at)
				clock.learn(http.Header{"Date": {now.Add(a.ahead).Format(http.TimeFormat)}}, now)
				if got := clock.offset(); got != a.want {
					t.Errorf("after %v, at %v ahead: %v, want %v", a.at, a.ahead, got, a.want)
				}
			}
			clock.learn(http.Header{"Date": {"soon"}}, began)
			if want := answers[len(answers)-1].want; clock.offset() != want {
				t.Errorf("a Date that is none changes it to %v", clock.offset())
			}
		})
	}
}

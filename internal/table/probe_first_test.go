package table

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
)

// TestAFailedProbeFailsAllReads: and when it succeeds the others are made.
func TestAFailedProbeFailsAllReads(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	for _, test := range []struct {
		err   error
		reads int64
		rows  int
	}{{refused, 1, 0}, {nil, 3 * FanOutWidth, 3 * FanOutWidth}} {
		var reads atomic.Int64
		rows := 0
		read := probeFirst(func(_ context.Context, n int) ([]int, error) {
			reads.Add(1)
			return []int{n}, test.err
		})
		for _, err := range FanOut(t.Context(), Each(slices.Repeat([]int{1}, 3*FanOutWidth)), read) {
			if !errors.Is(err, test.err) {
				t.Errorf("error %v, want %v", err, test.err)
			}
			if err == nil {
				rows++
			}
		}
		if reads.Load() != test.reads || rows != test.rows {
			t.Errorf("%d reads and %d rows, want %d and %d", reads.Load(), rows, test.reads, test.rows)
		}
	}
}

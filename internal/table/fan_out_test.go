package table

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// upTo gives 1 to n; ended is set when it has come to its end or was stopped.
func upTo(n int, ended *bool) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		defer func() { *ended = true }()
		for i := range n {
			if !yield(i+1, nil) {
				return
			}
		}
	}
}

func TestFanOutReadsSideBySideAndInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ended bool
		var running atomic.Int64
		read := func(_ context.Context, n int) ([]int, error) {
			if at := running.Add(1); at > FanOutWidth {
				t.Errorf("%d at once", at)
			}
			defer running.Add(-1)
			time.Sleep(time.Second)
			return slices.Repeat([]int{n}, n%3), nil // none, one or two
		}
		began := time.Now()
		var got, want []int
		for n, err := range FanOut(t.Context(), upTo(3*FanOutWidth, &ended), read) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, n)
		}
		for n := range 3*FanOutWidth + 1 {
			want = append(want, slices.Repeat([]int{n}, n%3)...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("rows %d, want %d", got, want)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("%d parents took %s; want 3s when %d are read at once", 3*FanOutWidth, took, FanOutWidth)
		}
		if !ended {
			t.Error("the parents were not read to their end")
		}
	})
}

// TestFanOutEndsWhatIsUnderWay: a bubble of synctest fails when a goroutine is left in it.
func TestFanOutEndsWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	patient := func(ctx context.Context, n int) ([]int, error) {
		if n == 1 {
			return []int{n}, nil
		}
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	failing := func(ctx context.Context, n int) ([]int, error) {
		if n == 2 {
			return nil, broken
		}
		return patient(ctx, n)
	}
	brokenParents := func(yield func(int, error) bool) { _ = yield(1, nil) && yield(0, broken) }
	for name, test := range map[string]struct {
		parents iter.Seq2[int, error]
		read    func(context.Context, int) ([]int, error)
		onRow   func(cancel context.CancelFunc) (more bool)
		err     error
	}{
		"when the consumer stops":    {nil, patient, func(context.CancelFunc) bool { return false }, nil},
		"when the query is ended":    {nil, patient, func(cancel context.CancelFunc) bool { cancel(); return true }, context.Canceled},
		"after an error":             {nil, failing, func(context.CancelFunc) bool { return true }, broken},
		"after an error of a parent": {brokenParents, patient, func(context.CancelFunc) bool { return true }, broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				ended := test.parents != nil
				parents := test.parents
				if parents == nil {
					parents = upTo(1_000_000, &ended)
				}
				var rows []int
				var failure error
				for n, err := range FanOut(ctx, parents, test.read) {
					if err != nil {
						failure = errors.Join(failure, err)
						continue
					}
					if rows = append(rows, n); !test.onRow(cancel) {
						break
					}
				}
				if !slices.Equal(rows, []int{1}) || !errors.Is(failure, test.err) || (failure == nil) != (test.err == nil) {
					t.Errorf("rows %d and error %v, want the first row and %v", rows, failure, test.err)
				}
				if !ended {
					t.Error("the parents are still being read")
				}
			})
		})
	}
}

package parallel_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/parallel"
)

// upTo gives 1 to n.
func upTo(n int) func() (int, bool) {
	job := 0
	return func() (int, bool) {
		job++
		return job, job <= n
	}
}

// Later jobs end first; their results keep their places, and no more than width run at once.
func TestOrderAndWidth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const jobs, width = 30, 4
		var running, most atomic.Int64
		var got []int
		for value, err := range parallel.InOrder(t.Context(), width, upTo(jobs), func(_ context.Context, job int) (int, error) {
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(time.Duration(jobs-job) * time.Second)
			return job, nil
		}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, value)
		}
		if len(got) != jobs || !slices.IsSorted(got) || most.Load() != width {
			t.Errorf("got %v, %d at once", got, most.Load())
		}
	})
}

// What is under way when the consumer stops or a job fails is cancelled, and has ended.
func TestStoppingCancelsTheRest(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	tests := map[string]struct {
		fail, stopAfter int
		want            []int
	}{
		"the consumer stops": {stopAfter: 2, want: []int{1, 2}},
		"a job fails":        {fail: 3, want: []int{1, 2}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var running atomic.Int64
				var got []int
				var failure error
				for value, err := range parallel.InOrder(t.Context(), 5, upTo(100), func(ctx context.Context, job int) (int, error) {
					running.Add(1)
					defer running.Add(-1)
					switch {
					case job == test.fail:
						return 0, broken
					case job > 3:
						<-ctx.Done()
						return 0, ctx.Err()
					}
					return job, nil
				}) {
					if err != nil {
						failure = err
						continue
					}
					if got = append(got, value); len(got) == test.stopAfter {
						break
					}
				}
				if !slices.Equal(got, test.want) || running.Load() != 0 || (test.fail > 0) != errors.Is(failure, broken) {
					t.Errorf("got %v and %v, %d still running", got, failure, running.Load())
				}
			})
		})
	}
}

// A job that panics is an error in its place; the process, and what came before, are unharmed.
func TestAPanicIsAnError(t *testing.T) {
	t.Parallel()
	var got []int
	var failure error
	for value, err := range parallel.InOrder(t.Context(), 3, upTo(5), func(_ context.Context, job int) (int, error) {
		if job == 3 {
			panic(job)
		}
		return job, nil
	}) {
		if failure = err; err == nil {
			got = append(got, value)
		}
	}
	var panicked *guard.PanicError
	if !errors.As(failure, &panicked) || !slices.Equal(got, []int{1, 2}) {
		t.Errorf("got %v and %v", got, failure)
	}
}

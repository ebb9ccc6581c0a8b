package api

import (
	"context"
	"iter"
	"sync"
)

// inOrder does jobs side by side, at most width at once, and yields what they fetch in order. No
// more than those and the one that is being looked at are held. Whatever is under way when the
// consumer stops, or after an error, is cancelled.
func inOrder[J, P any](ctx context.Context, width int, next func() (job J, ok bool), fetch func(context.Context, J) (P, error)) iter.Seq2[P, error] {
	type result struct {
		value P
		err   error
	}
	return func(yield func(P, error) bool) {
		var running sync.WaitGroup
		defer running.Wait()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		var queue []chan result
		fill := func() {
			for len(queue) < width {
				job, ok := next()
				if !ok {
					return
				}
				arrival := make(chan result, 1)
				queue = append(queue, arrival)
				running.Go(func() {
					value, err := fetch(ctx, job)
					arrival <- result{value, err}
				})
			}
		}
		for fill(); len(queue) > 0; fill() {
			r := <-queue[0]
			queue = queue[1:]
			if r.err == nil {
				fill()
			}
			if !yield(r.value, r.err) || r.err != nil {
				return
			}
		}
	}
}

// oneByOne gives the numbers of a slice, one at a time.
func oneByOne(numbers []int) func() (int, bool) {
	return func() (int, bool) {
		if len(numbers) == 0 {
			return 0, false
		}
		n := numbers[0]
		numbers = numbers[1:]
		return n, true
	}
}

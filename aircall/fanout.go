package aircall

import (
	"context"
	"iter"
	"sync"
)

// fanOutWidth is how many parents are read side by side. The client's limiter says how many requests
// are made at once, so more would only wait in its queue.
const fanOutWidth = 20

// fanOut reads the rows of each parent, several parents at once, and yields them in the parents'
// order. It ends after the first error, also one of the parents'. Whatever is under way when it
// ends, or when the consumer stops, is cancelled and has ended when it returns.
func fanOut[P, R any](ctx context.Context, parents iter.Seq2[P, error], read func(context.Context, P) ([]R, error)) iter.Seq2[R, error] {
	type result struct {
		rows []R
		err  error
	}
	return func(yield func(R, error) bool) {
		var running sync.WaitGroup
		defer running.Wait()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		next, stop := iter.Pull2(parents)
		defer stop()

		var queue []chan result
		fill := func() {
			for len(queue) < fanOutWidth {
				parent, err, ok := next()
				if !ok {
					return
				}
				arrival := make(chan result, 1)
				queue = append(queue, arrival)
				if err != nil {
					arrival <- result{err: err}
					return
				}
				running.Go(func() {
					rows, err := read(ctx, parent)
					arrival <- result{rows, err}
				})
			}
		}
		for fill(); len(queue) > 0; fill() {
			r := <-queue[0]
			queue = queue[1:]
			if r.err != nil {
				yield(*new(R), r.err)
				return
			}
			for _, row := range r.rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

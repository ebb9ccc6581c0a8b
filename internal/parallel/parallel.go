// Package parallel does jobs side by side without losing their order.
package parallel

import (
	"context"
	"iter"
	"sync"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// InOrder does jobs side by side, at most width at once, and yields what they fetch in order. No
// more than those and the one that is being looked at are held. Whatever is under way when the
// consumer stops, or after an error, is cancelled, and has ended when the sequence ends. A job that
// panics ends with an error. next is called by the consumer's goroutine alone.
func InOrder[J, P any](ctx context.Context, width int, next func() (job J, ok bool), fetch func(context.Context, J) (P, error)) iter.Seq2[P, error] {
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
					var r result
					defer func() { arrival <- r }()
					defer guard.Recover(&r.err, "")
					r.value, r.err = fetch(ctx, job)
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

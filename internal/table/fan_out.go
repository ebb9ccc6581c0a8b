package table

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-aircall/internal/parallel"
)

// FanOutWidth is how many parents are read side by side. The client's limiter says how many requests
// are made at once, so more would only wait in its queue.
const FanOutWidth = 20

// FanOut reads the rows of each parent, several parents at once, and yields them in the parents'
// order. It ends after the first error, also one of the parents'. Whatever is under way when it
// ends, or when the consumer stops, is cancelled and has ended when it returns.
func FanOut[P, R any](ctx context.Context, parents iter.Seq2[P, error], read func(context.Context, P) ([]R, error)) iter.Seq2[R, error] {
	type job struct {
		parent P
		err    error
	}
	return func(yield func(R, error) bool) {
		next, stop := iter.Pull2(parents)
		defer stop()
		jobs := func() (job, bool) {
			parent, err, ok := next()
			return job{parent, err}, ok
		}
		do := func(ctx context.Context, j job) ([]R, error) {
			if j.err != nil {
				return nil, j.err
			}
			return read(ctx, j.parent)
		}
		for rows, err := range parallel.InOrder(ctx, FanOutWidth, jobs, do) {
			if err != nil {
				yield(*new(R), err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// Each makes a sequence of what is there already.
func Each[V any](values []V) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// ReadAll reads a list to its end.
func ReadAll[T any](list iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, nil
}

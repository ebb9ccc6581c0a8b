package table

import (
	"context"
	"iter"
	"sync/atomic"

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

// InTurn is FanOut for rows that cost no request: no parent is read before it is needed.
func InTurn[P, R any](ctx context.Context, parents iter.Seq2[P, error], read func(context.Context, P) ([]R, error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for parent, err := range parents {
			var rows []R
			if err == nil {
				rows, err = read(ctx, parent)
			}
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

// probeFirst holds other reads back until one has succeeded. When it fails, all fail without having been made.
func probeFirst[P, R any](read func(context.Context, P) ([]R, error)) func(context.Context, P) ([]R, error) {
	var begun atomic.Bool
	var failure error
	done := make(chan struct{})
	return func(ctx context.Context, parent P) ([]R, error) {
		if begun.CompareAndSwap(false, true) {
			defer close(done)
			rows, err := read(ctx, parent)
			failure = err
			return rows, err
		}
		if <-done; failure != nil {
			return nil, failure
		}
		return read(ctx, parent)
	}
}

// Each yields values that are known already.
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

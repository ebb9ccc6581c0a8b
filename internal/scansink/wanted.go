package scansink

import "context"

type wantedKey struct{}

// wanted is what whoever started a scan makes of its rows.
type wanted struct {
	count  func(rows int64)
	oldest bool
}

// WithCount returns a context for a scan of whose rows nothing but the number matters. A list function may call count with
// some of them, instead of sending these rows. It may be called from several goroutines.
func WithCount(ctx context.Context, count func(rows int64)) context.Context {
	return context.WithValue(ctx, wantedKey{}, wanted{count: count})
}

// CountOf returns what takes the number of rows; nil: rows are to be sent.
func CountOf(ctx context.Context) func(rows int64) {
	w, _ := ctx.Value(wantedKey{}).(wanted)
	return w.count
}

// WithOldest returns a context for a scan of whose rows nothing but the least time matters. A list function may leave out any
// other.
func WithOldest(ctx context.Context) context.Context {
	return context.WithValue(ctx, wantedKey{}, wanted{oldest: true})
}

// OldestOf reports whether the oldest row is enough.
func OldestOf(ctx context.Context) bool {
	w, _ := ctx.Value(wantedKey{}).(wanted)
	return w.oldest
}

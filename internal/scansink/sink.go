// Package scansink carries rows and the error of a table scan to whoever started the scan, beside the Steampipe SDK.
//
// The SDK takes rows and the error of a scan from two channels and selects between them, so an error that follows some rows
// can be taken for a clean end; and an error leaves the goroutines of the rows under way waiting for ever. A table's list
// function therefore returns what Report gives it. And a row costs the SDK more than ten times what Aircall's client takes for
// it: several goroutines, each column of the table by itself, a message for each cell. So where RowsOf has somebody who takes
// them, rows go there. Errors and rows then travel one way, and nothing overtakes anything.
//
// Without a sink, as in a host that is not this project's, both go through the SDK.
package scansink

import (
	"context"
	"sync"
	"sync/atomic"
)

type sinkKey struct{}

// A Sink keeps the first error reported by the scans of one context. It is safe for concurrent use.
type Sink struct {
	receiver Receiver
	first    atomic.Pointer[error]
	values   sync.Map // of PerScan
}

// With returns a context in which Report reaches the returned sink, and RowsOf reaches the receiver, unless it is nil. A sink
// already in ctx is hidden by the new one.
func With(ctx context.Context, rows Receiver) (context.Context, *Sink) {
	s := &Sink{receiver: rows}
	return context.WithValue(ctx, sinkKey{}, s), s
}

// Listens reports whether ctx has a sink.
func Listens(ctx context.Context) bool {
	_, ok := ctx.Value(sinkKey{}).(*Sink)
	return ok
}

// Report hands err to the sink of ctx and returns what is left to return: nil when the sink has taken the error over,
// err itself without a sink. Returning err all the same is safe too.
func Report(ctx context.Context, err error) error {
	s, ok := ctx.Value(sinkKey{}).(*Sink)
	if !ok || err == nil {
		return err
	}
	s.first.CompareAndSwap(nil, &err)
	return nil
}

// PerScan returns the value that the scan of ctx has for a key, and makes it where there is none. Without a sink each call
// makes a new one.
func PerScan[V any](ctx context.Context, key string, make func() V) V {
	s, ok := ctx.Value(sinkKey{}).(*Sink)
	if !ok {
		return make()
	}
	if known, ok := s.values.Load(key); ok {
		return known.(V)
	}
	value, _ := s.values.LoadOrStore(key, make())
	return value.(V)
}

// Err is the first error reported, or nil.
func (s *Sink) Err() error {
	if err := s.first.Load(); err != nil {
		return *err
	}
	return nil
}

package scansink

import (
	"context"
	"sync"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

const (
	// batchBytes is how many bytes of rows are sent together, about as many as gRPC writes at once. For a row that comes alone its
	// writer and the reader wake up, and it is written by itself.
	batchBytes = 16 << 10
	// batchDelay is how long a row waits for others: less than a request takes.
	batchDelay = time.Millisecond
)

// output is the stream of a scan, which takes rows from the SDK and beside it.
type output struct {
	proto.WrapperPlugin_ExecuteServer
	ctx     context.Context
	columns []string // that are asked for

	mu      sync.Mutex // a stream sends one message at a time
	waiting []Response
	bytes   int
	timer   *time.Timer // sends what waits; nil before the first row
	closed  bool        // the scan has ended: a list function that has not noticed sends nothing more
	err     error       // that has ended the stream
}

func (o *output) Context() context.Context { return o.ctx }

// Send sends what comes from the SDK.
func (o *output) Send(r *proto.ExecuteResponse) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.WrapperPlugin_ExecuteServer.Send(r)
}

// Rows is what a list function gives its rows to.
func (o *output) Rows(h Header) RowWriter {
	if contextDiffers() {
		return nil
	}
	return &rowStream{newEncoder(h, o.columns), o}
}

// A rowStream sends the rows of a list function.
type rowStream struct {
	*encoder
	output *output
}

// EndRow sends the row, or lets it wait for others.
func (s *rowStream) EndRow() error {
	r, err := s.response()
	if err != nil {
		return err
	}
	return s.output.add(r)
}

// add lets a row wait until there are enough of them, or no more come.
func (o *output) add(r Response) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return context.Canceled
	}
	o.waiting = append(o.waiting, r)
	switch o.bytes += len(r); {
	case o.bytes >= batchBytes:
		o.flush()
	case o.timer == nil:
		o.timer = time.AfterFunc(batchDelay, o.sendWaiting)
	case len(o.waiting) == 1:
		o.timer.Reset(batchDelay)
	}
	return o.err
}

func (o *output) sendWaiting() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
}

// flush sends the rows that wait. o.mu is held.
func (o *output) flush() {
	for i := 0; i < len(o.waiting) && o.err == nil; i++ {
		o.err = o.SendMsg(o.waiting[i])
	}
	clear(o.waiting)
	o.waiting, o.bytes = o.waiting[:0], 0
}

// close sends the rows that wait, and lets none follow.
func (o *output) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	o.closed = true
	if o.timer != nil {
		o.timer.Stop()
	}
	return o.err
}

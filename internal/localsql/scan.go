package localsql

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"google.golang.org/grpc"

	"github.com/turbot/steampipe-plugin-aircall/internal/evaluated"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

const (
	// maxParallelValues is how many values of an IN list are asked for at the same time.
	maxParallelValues = 8
	// stopGrace is how long a stopped scan has to run out before its context is cancelled.
	stopGrace = 50 * time.Millisecond
)

// A scan is a request under way.
type scan struct {
	ctx     context.Context // of the statement
	request *plan.Request
	columns scanColumns
	queue   *rowQueue
	stopped chan struct{}
	ended   chan struct{}
	err     error        // once ended
	counted atomic.Int64 // rows that the plugin has counted and not sent
	stop    func()

	rows []plan.Row // taken from the queue
	next int        // in rows
}

// startScan asks the plugin for the request.
//
// The SDK's pipeline leaks the goroutines of every row in it when its context is cancelled or when it sees an error,
// because each of them waits for a reader that has gone. So a scan is stopped in two steps: first the context says
// that it is cancelled and rows are thrown away, so that the list function stops by itself and the pipeline empties;
// only then, for a function that waits for an answer, the context is done.
func startScan(ctx context.Context, h *pluginHost, r *plan.Request) *scan {
	s := &scan{ctx: ctx, request: r, columns: h.scanColumns(r), queue: newRowQueue(), stopped: make(chan struct{}), ended: make(chan struct{})}
	// SQLite runs a subquery before it asks for the rows that are compared with it.
	stream := &rowStream{scan: s}
	values, sink := scansink.With(evaluated.With(context.WithoutCancel(ctx)), stream)
	stream.sink = sink
	switch {
	case r.Count:
		values = scansink.WithCount(values, func(rows int64) { s.counted.Add(rows) })
	case r.Oldest:
		values = scansink.WithOldest(values)
	}
	if h.watch != nil {
		values = h.watch(values)
	}
	done, cancel := context.WithCancel(values)
	stopping := &stoppingContext{Context: done}
	s.stop = sync.OnceFunc(func() {
		stopping.stopping.Store(true)
		close(s.stopped)
		timer := time.AfterFunc(stopGrace, cancel)
		context.AfterFunc(done, func() { timer.Stop() })
	})
	unbind := context.AfterFunc(ctx, s.stop)
	stream.ctx = stopping
	h.scanStarted(s)
	go func() {
		defer h.scanEnded(s)
		err := h.run(stream, r)
		if reported := sink.Err(); reported != nil {
			err = reported
		}
		if err != nil && ctx.Err() == nil {
			s.err = h.scanError(err, r)
		}
		close(s.ended)
		unbind()
		cancel()
	}()
	return s
}

// Next waits for the next row.
func (s *scan) Next() (plan.Row, error) {
	for ended := false; s.next == len(s.rows); {
		if s.rows, s.next = s.queue.take(s.rows), 0; len(s.rows) > 0 {
			break
		}
		if ended {
			if s.err == nil && s.counted.Add(-1) >= 0 {
				return plan.Row{}, nil
			}
			return nil, cmp.Or(s.err, plan.ErrEnd)
		}
		select {
		case <-s.queue.arrived:
		case <-s.ctx.Done():
			return nil, context.Cause(s.ctx)
		case <-s.ended:
			ended = true
		}
	}
	row := s.rows[s.next]
	s.next++
	return row, nil
}

// Close stops the scan and does not wait for it.
func (s *scan) Close() { s.stop() }

// run runs a request to its end. A panic in it is its error.
func (h *pluginHost) run(stream *rowStream, r *plan.Request) (err error) {
	defer guard.Recover(&err, "")
	if r, err = h.withValues(stream.ctx, r); err != nil {
		return err
	}
	return h.execute(stream, h.executeRequests(r))
}

// execute runs the requests, some at a time, and gives the first error. The SDK would fan out an IN list by itself,
// but all at once, and when more than two of its calls fail they wait for ever to say so.
func (h *pluginHost) execute(stream *rowStream, requests []*proto.ExecuteRequest) error {
	var (
		group sync.WaitGroup
		once  sync.Once
		first error
	)
	room := make(chan struct{}, maxParallelValues)
	for _, request := range requests {
		room <- struct{}{}
		group.Go(func() {
			defer func() { <-room }()
			if err := h.executeOne(request, stream); err != nil {
				once.Do(func() {
					first = err
					if len(requests) > 1 {
						stream.scan.stop()
					}
				})
			}
		})
	}
	group.Wait()
	return first
}

// executeOne runs one request, unless the scan has been stopped. A panic in it is its error.
func (h *pluginHost) executeOne(request *proto.ExecuteRequest, stream *rowStream) (err error) {
	defer guard.Recover(&err, "")
	if stream.ctx.Err() != nil {
		return nil
	}
	return h.plugin.Execute(request, stream)
}

// A rowStream receives the rows from the SDK.
type rowStream struct {
	grpc.ServerStream
	ctx  context.Context
	scan *scan
	sink *scansink.Sink
}

func (s *rowStream) Context() context.Context { return s.ctx }

// Send takes a row that the SDK made.
func (s *rowStream) Send(response *proto.ExecuteResponse) error {
	if s.sink.Err() != nil {
		s.scan.stop()
	}
	cells := response.GetRow().GetColumns()
	row := make(plan.Row, len(s.scan.columns.asked))
	for i, name := range s.scan.columns.asked {
		row[i] = cellOf(cells[name])
	}
	s.scan.queue.put(s.scan.columns.replace(row), s.scan.stopped)
	return nil
}

// Rows takes rows that do not go through the SDK.
func (s *rowStream) Rows(h scansink.Header) scansink.RowWriter {
	w := &rowWriter{stream: s, header: h, connection: slices.Index(s.scan.columns.asked, connectionColumn)}
	for _, c := range h.Columns {
		w.places = append(w.places, slices.Index(s.scan.columns.asked, c.Name))
	}
	return w
}

// A rowWriter takes the rows of a list function.
type rowWriter struct {
	scansink.Values // of the row under way
	stream          *rowStream
	header          scansink.Header
	texts           [128]any // by their hashes
	places          []int    // of the header's columns in a row; -1 for what the SDK adds to no columns at all
	connection      int      // likewise
}

// Text shares the memory of a text that came before: most texts of a list come again and again, and the engine may keep rows.
func (w *rowWriter) Text(s string) {
	const longest = 32 // a longer one hardly comes twice
	if len(s) > longest {
		w.Values.Text(s)
		return
	}
	known := &w.texts[maphash.String(textSeed, s)%uint64(len(w.texts))]
	if *known != any(s) {
		*known = s
	}
	w.Values = append(w.Values, *known)
}

var textSeed = maphash.MakeSeed()

// EndRow delivers the row.
func (w *rowWriter) EndRow() error {
	scan := w.stream.scan
	row := make(plan.Row, len(scan.columns.asked))
	if w.connection >= 0 {
		row[w.connection] = w.header.Connection
	}
	for i, v := range w.Values {
		if w.places[i] >= 0 {
			row[w.places[i]] = v
		}
	}
	w.Values = w.Values[:0]
	scan.queue.put(scan.columns.replace(row), scan.stopped)
	return nil
}

// A stoppingContext says that it is cancelled before it is done.
type stoppingContext struct {
	context.Context
	stopping atomic.Bool
}

func (c *stoppingContext) Err() error {
	if c.stopping.Load() {
		return context.Canceled
	}
	return c.Context.Err()
}

package scansink

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"google.golang.org/grpc"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// A panic of the SDK's own in a scan is the scan's error, and the process goes on. A server that has no plugin panics.
func TestAPanicIsTheErrorOfItsScan(t *testing.T) {
	t.Parallel()
	err := Server{}.Execute(&proto.ExecuteRequest{Table: "aircall_call"}, stream{ctx: t.Context()})
	var panicked *guard.PanicError
	if !errors.As(err, &panicked) || !strings.Contains(err.Error(), "aircall_call") {
		t.Errorf("got %v", err)
	}
}

// A list function that has not noticed that its scan is over sends nothing more: the stream is gone.
func TestRowsEndWithTheirScan(t *testing.T) {
	t.Parallel()
	sent := new(recorder)
	o := &output{WrapperPlugin_ExecuteServer: sent}
	rows := o.Rows(Header{Columns: []Column{{"id", proto.ColumnType_INT}}})
	if err := cmp.Or(writeRow(rows, int64(1)), o.close()); err != nil {
		t.Fatal(err)
	}
	if err := writeRow(rows, int64(2)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(sent.messages) != 1 {
		t.Errorf("%d messages", len(sent.messages))
	}
}

// Rows of several list functions and of the SDK itself never run into each other. (The race detector watches.)
func TestRowsOfOneStreamComeOneByOne(t *testing.T) {
	t.Parallel()
	sent := new(recorder)
	o := &output{WrapperPlugin_ExecuteServer: sent}
	const senders, rows = 4, 100
	var all sync.WaitGroup
	for range senders {
		w := o.Rows(Header{Columns: []Column{{"id", proto.ColumnType_INT}}})
		all.Go(func() {
			for i := range rows {
				if err := errors.Join(writeRow(w, int64(i)), o.Send(&proto.ExecuteResponse{})); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if err := o.close(); err != nil {
		t.Error(err)
	}
	if len(sent.messages) != 2*senders*rows {
		t.Errorf("%d messages", len(sent.messages))
	}
}

// Rows that follow each other are sent together. None waits for one that comes late.
func TestRowsWaitForOthersABit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sent := new(recorder)
		o := &output{WrapperPlugin_ExecuteServer: sent}
		rows := o.Rows(Header{Columns: []Column{{"name", proto.ColumnType_STRING}}})
		write := func(text string) {
			t.Helper()
			if err := writeRow(rows, text); err != nil {
				t.Fatal(err)
			}
		}
		sentSince := func(before int) int {
			o.mu.Lock()
			defer o.mu.Unlock()
			return len(sent.messages) - before
		}
		for before := range 3 { // also when the timer has fired before
			before *= 2
			write("first")
			write("second")
			if n := sentSince(before); n != 0 {
				t.Errorf("%d messages at once", n)
			}
			time.Sleep(batchDelay)
			synctest.Wait()
			if n := sentSince(before); n != 2 {
				t.Errorf("%d messages after %v, want 2", n, batchDelay)
			}
		}
		write("third")
		write(strings.Repeat("long", batchBytes/4))
		if n := sentSince(6); n != 2 {
			t.Errorf("%d messages with a long one, want 2", n)
		}
		write("last")
		if err := o.close(); err != nil || sentSince(8) != 1 {
			t.Errorf("%d messages at the end, want 1; %v", sentSince(8), err)
		}
	})
}

// A row that cannot be sent ends its list function at the next row, or the scan.
func TestAStreamThatHasEndedTakesNoRows(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	o := &output{WrapperPlugin_ExecuteServer: &recorder{err: gone}}
	rows := o.Rows(Header{Columns: []Column{{"name", proto.ColumnType_STRING}}})
	long := strings.Repeat("long", batchBytes/4)
	for range 2 {
		if err := writeRow(rows, long); !errors.Is(err, gone) {
			t.Errorf("got %v", err)
		}
	}
	if err := o.close(); !errors.Is(err, gone) {
		t.Errorf("the scan ends with %v", err)
	}
}

func writeRow(w RowWriter, cells ...any) error {
	for _, cell := range cells {
		Write(w, cell)
	}
	return w.EndRow()
}

// recorder is a stream, which may be sent one message at a time.
type recorder struct {
	grpc.ServerStream
	messages []any
	err      error // of every message
}

func (r *recorder) Send(m *proto.ExecuteResponse) error { return r.SendMsg(m) }

func (r *recorder) SendMsg(m any) error {
	r.messages = append(r.messages, m)
	return r.err
}

type stream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s stream) Context() context.Context        { return s.ctx }
func (stream) Send(*proto.ExecuteResponse) error { return nil }

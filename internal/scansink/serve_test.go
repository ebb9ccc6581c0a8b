package scansink

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

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
	write := o.Rows(Header{Columns: []Column{{"id", proto.ColumnType_INT}}})
	if err := write([]any{int64(1)}); err != nil {
		t.Fatal(err)
	}
	o.close()
	if err := write([]any{int64(2)}); !errors.Is(err, context.Canceled) {
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
		write := o.Rows(Header{Columns: []Column{{"id", proto.ColumnType_INT}}})
		all.Go(func() {
			for i := range rows {
				if err := errors.Join(write([]any{int64(i)}), o.Send(&proto.ExecuteResponse{})); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if len(sent.messages) != 2*senders*rows {
		t.Errorf("%d messages", len(sent.messages))
	}
}

// recorder is a stream, which may be sent one message at a time.
type recorder struct {
	grpc.ServerStream
	messages []any
}

func (r *recorder) Send(m *proto.ExecuteResponse) error { return r.SendMsg(m) }

func (r *recorder) SendMsg(m any) error {
	r.messages = append(r.messages, m)
	return nil
}

type stream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s stream) Context() context.Context        { return s.ctx }
func (stream) Send(*proto.ExecuteResponse) error { return nil }

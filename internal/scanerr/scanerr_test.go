package scanerr_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/scanerr"
)

func TestReport(t *testing.T) {
	t.Parallel()
	first, second := errors.New("first"), errors.New("second")
	if err := scanerr.Report(t.Context(), first); !errors.Is(err, first) {
		t.Errorf("without a sink %v is left to return, want %v", err, first)
	}
	outer, outerSink := scanerr.WithSink(t.Context())
	ctx, sink := scanerr.WithSink(context.WithoutCancel(outer))
	if scanerr.Listens(t.Context()) || !scanerr.Listens(ctx) {
		t.Error("only the context with a sink listens")
	}
	if err := scanerr.Report(ctx, nil); err != nil || sink.Err() != nil {
		t.Errorf("no error became %v and %v", err, sink.Err())
	}
	for _, err := range []error{first, second} {
		if left := scanerr.Report(ctx, err); left != nil {
			t.Errorf("%v is left to return though the sink has it", left)
		}
	}
	if !errors.Is(sink.Err(), first) || outerSink.Err() != nil {
		t.Errorf("the sink has %v, the one that it hides %v", sink.Err(), outerSink.Err())
	}
}

func TestReportAtOnce(t *testing.T) {
	t.Parallel()
	ctx, sink := scanerr.WithSink(t.Context())
	err := errors.New("lost")
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { _ = scanerr.Report(ctx, err) })
	}
	all.Wait()
	if !errors.Is(sink.Err(), err) {
		t.Errorf("%v, want %v", sink.Err(), err)
	}
}

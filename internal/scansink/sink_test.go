package scansink_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

func TestReport(t *testing.T) {
	t.Parallel()
	first, second := errors.New("first"), errors.New("second")
	if err := scansink.Report(t.Context(), first); !errors.Is(err, first) {
		t.Errorf("without a sink %v is left to return, want %v", err, first)
	}
	outer, outerSink := scansink.With(t.Context(), nil)
	ctx, sink := scansink.With(context.WithoutCancel(outer), nil)
	if scansink.Listens(t.Context()) || !scansink.Listens(ctx) {
		t.Error("only the context with a sink listens")
	}
	if err := scansink.Report(ctx, nil); err != nil || sink.Err() != nil {
		t.Errorf("no error became %v and %v", err, sink.Err())
	}
	for _, err := range []error{first, second} {
		if left := scansink.Report(ctx, err); left != nil {
			t.Errorf("%v is left to return though the sink has it", left)
		}
	}
	if !errors.Is(sink.Err(), first) || outerSink.Err() != nil {
		t.Errorf("the sink has %v, the one that it hides %v", sink.Err(), outerSink.Err())
	}
}

func TestReportAtOnce(t *testing.T) {
	t.Parallel()
	ctx, sink := scansink.With(t.Context(), nil)
	err := errors.New("lost")
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { _ = scansink.Report(ctx, err) })
	}
	all.Wait()
	if !errors.Is(sink.Err(), err) {
		t.Errorf("%v, want %v", sink.Err(), err)
	}
}

func TestPerScanKeepsOneValueForEachKey(t *testing.T) {
	t.Parallel()
	made := 0
	count := func() int { made++; return made }
	ctx, _ := scansink.With(t.Context(), nil)
	other, _ := scansink.With(t.Context(), nil)
	if a, again, b, c := scansink.PerScan(ctx, "a", count), scansink.PerScan(ctx, "a", count), scansink.PerScan(ctx, "b", count), scansink.PerScan(other, "a", count); a != 1 || again != 1 || b != 2 || c != 3 {
		t.Errorf("%d, %d, %d, %d", a, again, b, c)
	}
	if one, two := scansink.PerScan(t.Context(), "a", count), scansink.PerScan(t.Context(), "a", count); one != 4 || two != 5 {
		t.Errorf("without a sink: %d, %d", one, two)
	}
}

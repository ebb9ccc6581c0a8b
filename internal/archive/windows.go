package archive

import (
	"context"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

const (
	wholePages  = 150 // a stretch of so many pages is read in one go, and its calls are held in memory
	windowPages = 100 // of a longer one a window is to have so many: the last page of each is not full
)

// windows cut a stretch of time, the oldest first, so that each is a few thousand calls. Aircall is asked for the latest
// calls of a window first, because its pages then move the least.
type windows struct {
	reader     *aircall.Reader
	start, end time.Time // of the window, both included; end is zero before the first
	from, to   time.Time
	length     time.Duration // of a window
}

func newWindows(reader *aircall.Reader, from, to time.Time) *windows {
	return &windows{reader: reader, from: from, to: to, length: to.Sub(from)}
}

// next goes on to the following window.
func (w *windows) next() bool {
	switch {
	case w.end.IsZero() && w.from.After(w.to), w.end.Equal(w.to):
		return false
	case w.end.IsZero():
		w.start = w.from
	default:
		w.start = w.end.Add(-time.Second) // for a call whose start moves by a second meanwhile
	}
	w.cut()
	return true
}

func (w *windows) cut() {
	w.end = w.start.Add(max(w.length, 2*time.Second)).Truncate(time.Second)
	if !w.end.Before(w.to) {
		w.end = w.to
	}
}

// last reports whether no window follows.
func (w *windows) last() bool { return w.end.Equal(w.to) }

// read reads the window, and cuts it shorter where it turns out to hold too much.
func (w *windows) read(ctx context.Context) ([]*aircall.CallRecord, error) {
	for {
		calls, pages, whole, err := w.readUpTo(ctx, wholePages)
		if err != nil {
			return nil, err
		}
		length := w.end.Sub(w.start)
		if !whole && length > 2*time.Second {
			w.length = length * windowPages / time.Duration(pages)
			w.cut()
			continue
		}
		w.length = min(4*length, length*windowPages/time.Duration(max(pages, 1)))
		return calls, nil
	}
}

// readUpTo reads the window unless it turns out to have more pages.
func (w *windows) readUpTo(ctx context.Context, most int) (calls []*aircall.CallRecord, pages int, whole bool, err error) {
	ctx = api.WithTrace(ctx, &api.Trace{Page: func(e api.PageEvent) { pages = max(pages, e.Pages) }})
	tooMany := w.end.Sub(w.start) > 2*time.Second
	for call, err := range w.reader.Calls(ctx, w.start, w.end) {
		if err != nil {
			return nil, pages, false, err
		}
		if tooMany && pages > most && len(calls) == 0 {
			return nil, pages, false, nil
		}
		calls = append(calls, call)
	}
	return calls, pages, true, nil
}

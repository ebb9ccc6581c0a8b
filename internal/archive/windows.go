package archive

import (
	"context"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// windowPages is how many pages of calls a window of a longer stretch is to have. The last page of each is not full, and
// the calls of a window are held in memory. Half as many again are read in one go.
const windowPages = 100

// windows cut a stretch of time, the oldest first, so that each is a few thousand calls. Aircall is asked for the latest
// calls of a window first, because its pages then move the least.
type windows struct {
	reader     *aircall.Reader
	start, end time.Time // of the window, both included; end is zero before the first
	from, to   time.Time
	length     time.Duration // of a window
	pages      int           // that it is to have
}

func newWindows(reader *aircall.Reader, from, to time.Time, pages int) *windows {
	return &windows{reader: reader, from: from, to: to, length: to.Sub(from), pages: pages}
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
		calls, pages, whole, err := w.readUpTo(ctx, w.pages*3/2)
		if err != nil {
			return nil, err
		}
		length := w.end.Sub(w.start)
		if !whole && length > 2*time.Second {
			w.length = length * time.Duration(w.pages) / time.Duration(pages)
			w.cut()
			continue
		}
		w.length = min(4*length, length*time.Duration(w.pages)/time.Duration(max(pages, 1)))
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

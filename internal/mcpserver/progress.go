package mcpserver

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// A watch tells a client how far the readings of a call are, where it has asked for that, and keeps their notices.
type watch struct {
	ctx   context.Context
	req   *mcp.CallToolRequest
	token any

	mu    sync.Mutex
	pages int
	waits int // since the last page
	rows  int
	said  []string
}

// watch lets the readings of a context tell a watch.
func (c *call) watch(ctx context.Context) (context.Context, *watch) {
	w := &watch{ctx: ctx, req: c.req, token: c.req.Params.GetProgressToken()}
	t := &api.Trace{Notice: w.notice}
	if w.token != nil {
		t.Page, t.Wait = w.page, w.wait
	}
	return api.WithTrace(ctx, t), w
}

// notices are those of the server, and those of the readings.
func (w *watch) notices(ofServer []string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append(slices.Clone(ofServer), w.said...)
}

func (w *watch) notice(message string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.said, message) {
		w.said = append(w.said, message)
	}
}

func (w *watch) page(e api.PageEvent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages++
	w.waits = 0
	w.rows += e.Rows
	w.tell(float64(w.pages+max(0, e.Pages-e.Page)), fmt.Sprintf("reading %s: page %d of %d, %d rows so far", e.Path, e.Page, e.Pages, w.rows))
}

func (w *watch) wait(e api.WaitEvent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waits++
	w.tell(0, fmt.Sprintf("waiting until %s (%s), %d rows so far", e.Until.UTC().Format("15:04:05 UTC"), e.Reason, w.rows))
}

// tell sends one notification. Its progress is the pages that have come, and grows with each wait too, as it has to.
func (w *watch) tell(total float64, message string) {
	progress := float64(w.pages) + 1 - 1/float64(w.waits+1)
	_ = w.req.Session.NotifyProgress(w.ctx, &mcp.ProgressNotificationParams{ // a client that is gone ends the call by itself
		ProgressToken: w.token, Progress: progress, Total: total, Message: message,
	})
}

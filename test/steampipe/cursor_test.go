//go:build e2e

package steampipe_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// wordy has tags that fill gRPC's 64 kB long before the page that is refused.
var wordy = declare(company{
	size:      democompany.Size{Tags: 250, Days: -1},
	arguments: []string{noMemory},
	prepare: func(c *fakeaircall.Company) {
		for i := range c.Tags {
			c.Tags[i].Description = strings.Repeat("how the call went ", 80)
		}
	},
}, "wordy")

// TestACursorThatPausesGetsTheLateError: a program that reads some rows, does something else and reads on gets the error
// of a later page, and not the end of the rows; the plugin is still there afterwards. Steampipe's settings are its own.
func TestACursorThatPausesGetsTheLateError(t *testing.T) {
	const sessions, cursors = 8, 3
	wordy.Fault(fakeaircall.Fault{Path: "/v1/tags", Page: 4, Times: fakeaircall.Forever, Status: http.StatusUnprocessableEntity})
	defer wordy.ClearFaults()
	process := pluginProcess(t)
	var all sync.WaitGroup
	for session := range sessions {
		conn := steampipe.cachingSession(t, wordy.schema())
		all.Go(func() {
			for range cursors {
				var err error
				for _, sql := range []string{
					"begin", "declare c cursor for select id, description from aircall_tag", fmt.Sprintf("move %d in c", 5*session+5),
					"select pg_sleep(1.5)", "move all in c",
				} {
					if _, err = conn.Exec(t.Context(), sql); err != nil {
						break
					}
				}
				if err == nil || !strings.Contains(err.Error(), "aircall_tag: GET /v1/tags: 422") {
					t.Errorf("the cursor ended with the error %v", err)
				}
				if _, err := conn.Exec(t.Context(), "rollback"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if after := pluginProcess(t); after != process {
		t.Errorf("the plugin's process was %s and is %s", process, after)
	}
	wordy.ClearFaults()
	if a := ask(t, steampipe.session(t, wordy.schema()), "select id from aircall_tag"); len(a.rows) != len(wordy.rows.Tags) {
		t.Errorf("%d tags, want %d", len(a.rows), len(wordy.rows.Tags))
	}
}

//go:build !race || atomicsdk

package faults_test

import (
	"context"
	"flag"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

var slowScans = flag.Int("slow-scans", 200, "how many scans TestAnErrorIsNotLostBehindASlowReader makes")

// TestAnErrorIsNotLostBehindASlowReader: whoever reads with a cursor or a pager reads some rows and then none for a
// while. gRPC holds back what does not fit into its 64 kB, and the error of a later page waits behind it.
func TestAnErrorIsNotLostBehindASlowReader(t *testing.T) {
	t.Parallel()
	p := load(t)
	allowCache(t, p)
	bubble(t, func(t *testing.T) {
		const readers = 8
		plugin := startSteampipe(t, p)
		company := democompany.New(3, present, democompany.Size{Tags: 200, Days: -1})
		for i := range company.Tags {
			company.Tags[i].Description = strings.Repeat("how the call went ", 80) // 1.4 kB a row
		}
		var all sync.WaitGroup
		var slow [readers]*slowReader // all are connected before one reads: the SDK adds a connection while nobody scans
		for n := range slow {
			slow[n] = newSlowReader(t, plugin, company)
		}
		for n, reader := range slow {
			all.Go(func() {
				for scan := n; scan < *slowScans; scan += readers {
					rows, err := reader.scan(t, scan%40)
					if err == nil || !strings.Contains(err.Error(), "/v1/tags") || !strings.Contains(err.Error(), reader.connection) {
						t.Errorf("scan %d: a page was refused, and the scan gave %d rows and %v", scan, rows, err)
					}
				}
			})
		}
		all.Wait()
	})
}

// slowReader reads the tags of a company whose third page is refused.
type slowReader struct {
	plugin     *steampipe
	connection string
	refused    chan struct{} // has one for each refusal
}

func newSlowReader(t *testing.T, plugin *steampipe, company *fakeaircall.Company) *slowReader {
	t.Helper()
	r := &slowReader{plugin: plugin, refused: make(chan struct{}, 1)}
	server := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1, Latency: func(request *http.Request) time.Duration {
		if request.URL.Query().Get("page") == "3" {
			r.refused <- struct{}{}
		}
		return 0
	}})
	server.Fault(fakeaircall.Fault{Path: "/v1/tags", Page: 3, Times: fakeaircall.Forever, Status: http.StatusUnprocessableEntity})
	r.connection = plugin.connect(t, listen(t, server))
	return r
}

// scan reads so many rows, waits until the third page is refused, and reads on.
func (r *slowReader) scan(t *testing.T, first int) (rows int, err error) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // only reached when the page is not asked for
	defer cancel()
	return r.plugin.read(ctx, r.connection, "aircall_tag", []string{"id", "description"}, func(row int) {
		if row == first+1 {
			select {
			case <-r.refused:
			case <-ctx.Done():
			}
		}
	})
}

package archive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

func TestARefusalOfAnyRequestIsHealedByTheNextRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		whole := start(t, small(3))
		n := whole.run().Requests
		want := content(t, whole.options.Target)
		for k := range n {
			s := start(t, small(3))
			s.server.Fault(fakeaircall.Fault{After: k, Status: http.StatusForbidden})
			if report := s.try(); len(report.Problems) == 0 {
				t.Errorf("request %d is refused, and nothing is said", k+1)
			}
			s.run()
			wantSame(t, content(t, s.options.Target), want)
		}
	})
}

func TestPassingFaultsCostNoRow(t *testing.T) {
	for _, kind := range []fakeaircall.Fault{{Status: 500}, {Kind: fakeaircall.ConnectionReset}, {Kind: fakeaircall.TruncatedBody}, {Kind: fakeaircall.MissingEnvelope}, {Kind: fakeaircall.TooManyRequests}} {
		t.Run(fmt.Sprint(kind.Kind, kind.Status), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				whole := start(t, small(3))
				n := whole.run().Requests
				s := start(t, small(3))
				for k := 0; k < n; k += 3 {
					f := kind
					f.After = k
					s.server.Fault(f)
				}
				s.run()
				wantSame(t, content(t, s.options.Target), content(t, whole.options.Target))
			})
		})
	}
}

// TestARunMayEndAtAnyRequest stops a run of several windows at a request and goes on with another, until one comes to its end:
// after each, every call up to the mark is there with all that is inside of it.
func TestARunMayEndAtAnyRequest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now := time.Now()
		company := func() *fakeaircall.Company { return tagged(fixture.Calls(1_500, now.AddDate(0, 0, -170), now, 0)) }
		only := func(o *Options) { o.Tables, o.windowPages = []string{"aircall_call_tag"}, 5 }
		whole := start(t, company())
		whole.run(only)
		for _, k := range []int{4, 9, 21} {
			s := start(t, company())
			for stopped := true; stopped; {
				ctx, cancel := context.WithCancel(t.Context())
				seen := atomic.Int64{}
				s.server = fakeaircall.New(company(), fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration {
					if seen.Add(1) == int64(k) {
						cancel()
					}
					return 0
				}})
				s.options.Connections = nil
				s.connect(s.server)
				o := s.options
				only(&o)
				_, err := Run(ctx, o)
				stopped = errors.Is(err, context.Canceled)
				if err != nil && !stopped {
					t.Fatal(err)
				}
				cancel()
				if mark := s.rows("select mark from archive_progress where table_name = 'aircall_call' and mark is not null"); len(mark) == 1 {
					s.wantCompleteTo(company())
				}
				k += 7
			}
			got, want := content(t, s.options.Target), content(t, whole.options.Target)
			for _, table := range []string{"aircall_call", "aircall_call_tag"} {
				wantSame(t, map[string][]string{table: got[table]}, map[string][]string{table: want[table]})
			}
		}
	})
}

// tagged gives every call a tag.
func tagged(c *fakeaircall.Company) *fakeaircall.Company {
	for i := range c.Calls {
		c.Calls[i].EnsureDetails().Tags = []fakeaircall.CallTag{{TagID: c.Tags[i%len(c.Tags)].ID, TaggedAt: c.Calls[i].EndedAt}}
	}
	return c
}

// wantCompleteTo checks the calls of the archive up to its mark.
func (s *site) wantCompleteTo(c *fakeaircall.Company) {
	s.t.Helper()
	mark := s.one("select strftime('%s', mark) from archive_progress where table_name = 'aircall_call'")
	n := 0
	for _, call := range c.Calls {
		if fmt.Sprint(call.StartedAt) <= mark {
			n++
		}
	}
	if got := s.one("select count(*) from aircall_call where strftime('%s', started_at) <= ?", mark); got != fmt.Sprint(n) {
		s.t.Errorf("%s calls up to the mark, want %d", got, n)
	}
	if got := s.one("select count(*) from aircall_call where id not in (select call_id from aircall_call_tag)"); got != "0" {
		s.t.Errorf("%s calls lack what is inside of them", got)
	}
}

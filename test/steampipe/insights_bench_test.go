//go:build e2e

package steampipe_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// BenchmarkInsights compares each page's one reading with counting the calls of the window that it reads: 15 days of some
// 3,500 calls, as many as seven days have at 500 calls a day, and the 15 days before where the page compares the two. Nothing
// is in memory. The metric is the ratio of their times.
func BenchmarkInsights(b *testing.B) {
	for _, p := range insightsPages {
		c := p.first(loaded[0].rows)
		if _, reads := c["days"]; !reads || p.Name == "menu_key_report" {
			continue
		}
		c["days"] = "15"
		b.Run(p.Name, func(b *testing.B) {
			conn := steampipe.session(b, loaded[0].schema())
			s := insights.dashboard(b, loaded[0].schema(), p.Name, c.args()...)
			if failed := s.failed(); failed != nil {
				b.Fatalf("failed: %q", failed)
			}
			with := s.of("with")[0]
			window := panel{SQL: "select count(*) from aircall_call where started_at >= $1::timestamptz", Args: []any{with.Data.Rows[0]["since"]}}
			var page, counting time.Duration
			for b.Loop() {
				haveRoom(b, conn)
				start := time.Now()
				run(b, conn, window)
				counting += time.Since(start)
				haveRoom(b, conn)
				start = time.Now()
				run(b, conn, with)
				page += time.Since(start)
			}
			b.ReportMetric(page.Seconds()/counting.Seconds(), "times-the-count")
		})
	}
}

// haveRoom waits until a reading of twice the window fits into the limit of a minute: waiting for that is no speed.
func haveRoom(b *testing.B, conn *pgx.Conn) {
	b.Helper()
	for {
		var asked int
		if err := conn.QueryRow(b.Context(), "select requests_last_minute from aircall_api_usage").Scan(&asked); err != nil {
			b.Fatal(err)
		}
		if asked < 700 {
			return
		}
		time.Sleep(time.Second)
	}
}

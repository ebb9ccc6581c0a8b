//go:build e2e

package steampipe_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
)

// timed is a company whose calls the plugin has in memory: neither requests nor their limit are measured.
var timed = declare(company{
	size:      democompany.Size{CallsPerDay: 330, Days: 40},
	arguments: []string{"cache_seconds = 3600"},
}, "timed")

// BenchmarkRows is how many rows a second come through Steampipe's Postgres, and by how many MB the session's process grows
// for each 100,000. `make bench-postgres` compares the plugin with one whose rows go through the SDK.
func BenchmarkRows(b *testing.B) {
	for _, query := range []struct{ name, columns string }{
		{"count", "count(*)"},
		{"7-columns", "id, direction, status, started_at, duration, raw_digits, user_name"},
		{"13-columns", "id, direction, status, started_at, answered_at, ended_at, duration, missed_call_reason, raw_digits, phone_number, number_name, user_name, outcome"},
		{"every-column", "*"},
	} {
		b.Run(query.name, func(b *testing.B) {
			sql := "select " + query.columns + " from aircall_call"
			conn := steampipe.session(b, timed.schema())
			process := filepath.Join("/proc", strconv.Itoa(int(conn.PgConn().PID())))
			readAll(b, conn, sql) // what is made once is made here, and the calls are in memory
			before := kib(b, memory(b, process, "VmRSS"))
			for b.Loop() {
				readAll(b, conn, sql)
			}
			rows := float64(len(timed.rows.Calls)) * float64(b.N)
			b.ReportMetric(rows/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric((kib(b, memory(b, process, "VmRSS"))-before)/1024/rows*100_000, "MB/100k-rows")
		})
	}
}

// readAll runs a statement whose answer is all calls, or their number.
func readAll(b *testing.B, conn *pgx.Conn, sql string) {
	b.Helper()
	rows, err := conn.Query(b.Context(), sql)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		if n++; strings.Contains(sql, "count(*)") {
			if err := rows.Scan(&n); err != nil {
				b.Fatal(err)
			}
		}
	}
	if rows.Err() != nil || n != len(timed.rows.Calls) {
		b.Fatalf("%d rows, want %d: %v", n, len(timed.rows.Calls), rows.Err())
	}
}

// kib reads a size as Linux tells it.
func kib(b *testing.B, size string) float64 {
	b.Helper()
	var n float64
	if _, err := fmt.Sscanf(size, "%f kB", &n); err != nil {
		b.Fatal(err)
	}
	return n
}

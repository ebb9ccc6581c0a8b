package bench_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

const (
	csvCalls  = 10_000 // plain Go stops at Aircall's depth
	csvPasses = 5

	// csvChild begins values of child that make this program write calls as CSV and say what a row has cost it.
	csvChild = "csv/"
)

// BenchmarkCSV is what it costs to write the calls of a company as CSV, with the columns of a report: microseconds of processor
// time for each row, of the embedded engine and of plain Go, each in a process of its own that has warmed up.
func BenchmarkCSV(b *testing.B) {
	base, _ := serve(b, fixture.Calls(csvCalls, began, now, 0), 0)
	used := map[string]float64{}
	for b.Loop() {
		for mode := range csvWriters {
			answer, err := childCommand(b.Context(), csvChild+mode+" "+base).Output()
			if err != nil {
				b.Fatalf("%s: %v: %s", mode, err, answer)
			}
			micros, err := strconv.ParseFloat(strings.TrimSpace(string(answer)), 64)
			if err != nil {
				b.Fatal(err)
			}
			used[mode] += micros
		}
	}
	b.ReportMetric(used["engine"]/float64(b.N), "µs/row")
	b.ReportMetric(used["plain"]/float64(b.N), "plain-µs/row")
	b.ReportMetric(used["plain"]/used["engine"], "of-plain")
}

// csvWriters return a function that writes all calls of a company.
var csvWriters = map[string]func(ctx context.Context, base string) (func(io.Writer) error, error){
	"engine": func(ctx context.Context, base string) (func(io.Writer) error, error) {
		db, err := localsql.Open(ctx, embedded.Options(localsql.Connection{Name: "bench", Config: connection(base, 0)}))
		return func(w io.Writer) error { return writeCSV(ctx, db, w) }, err
	},
	"plain": func(ctx context.Context, base string) (func(io.Writer) error, error) {
		return func(w io.Writer) error { return writePlainCSV(ctx, base, w) }, nil
	},
}

// csvCost is the processor time that a row costs, in microseconds, after a first pass.
func csvCost(ctx context.Context, mode, base string) (micros float64, err error) {
	write, err := csvWriters[mode](ctx, base)
	if err != nil {
		return 0, err
	}
	var begun time.Duration
	for pass := range csvPasses + 1 {
		if pass == 1 {
			begun = ownTime()
		}
		var lines lineCounter
		if err := write(&lines); err != nil {
			return 0, err
		}
		if lines != csvCalls+1 {
			return 0, fmt.Errorf("%d lines of %d calls", lines, csvCalls)
		}
	}
	return float64(ownTime()-begun) / float64(time.Microsecond) / csvPasses / csvCalls, nil
}

// ownTime is the processor time of this process.
func ownTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

type lineCounter int

func (n *lineCounter) Write(p []byte) (int, error) {
	*n += lineCounter(bytes.Count(p, []byte("\n")))
	return len(p), nil
}

// writeCSV does what `aircall query --output csv` does.
func writeCSV(ctx context.Context, db *localsql.DB, w io.Writer) error {
	rows, err := db.Query(ctx, "select "+columns+" from aircall_call")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	results := output.NewResults(w, output.Options{Format: output.CSV, Header: true})
	var of []output.Column
	for _, c := range rows.Columns() {
		of = append(of, output.Column{Name: c.Name, Type: c.Type})
	}
	p, err := results.Next(of)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := p.Print(rows.Values()); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return p.Close()
}

// reportCall has what the columns of a report show.
type reportCall struct {
	ID               int64   `json:"id"`
	Direction        *string `json:"direction"`
	Status           *string `json:"status"`
	MissedCallReason *string `json:"missed_call_reason"`
	StartedAt        *int64  `json:"started_at"`
	AnsweredAt       *int64  `json:"answered_at"`
	EndedAt          *int64  `json:"ended_at"`
	Duration         *int64  `json:"duration"`
	RawDigits        *string `json:"raw_digits"`
	User             *struct {
		Name *string `json:"name"`
	} `json:"user"`
	Number *struct {
		Name *string `json:"name"`
	} `json:"number"`
}

type reportPage struct {
	Calls []reportCall `json:"calls"`
	Meta  plainMeta    `json:"meta"`
}

// writePlainCSV writes what a page says of its calls; that the number is written as dialled and the outcome left out, both of
// which the engine works out, is to its advantage.
func writePlainCSV(ctx context.Context, base string, w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(strings.Split(columns, ", ")); err != nil {
		return err
	}
	for page, read := 1, 0; ; page++ {
		p, err := plainGet[reportPage](ctx, fmt.Sprintf("%s/v1/calls?order=desc&per_page=50&page=%d", base, page))
		if err != nil {
			return err
		}
		for i := range p.Calls {
			if err := out.Write(p.Calls[i].record()); err != nil {
				return err
			}
		}
		if read += len(p.Calls); read >= p.Meta.Total {
			out.Flush()
			return out.Error()
		}
	}
}

func (c *reportCall) record() []string {
	var number, user *string
	if c.Number != nil {
		number = c.Number.Name
	}
	if c.User != nil {
		user = c.User.Name
	}
	return []string{
		strconv.FormatInt(c.ID, 10), text(c.Direction), text(c.Status), instant(c.StartedAt), instant(c.AnsweredAt), instant(c.EndedAt), integer(c.Duration),
		text(c.MissedCallReason), text(c.RawDigits), text(c.RawDigits), text(number), text(user), "",
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func integer(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func instant(seconds *int64) string {
	if seconds == nil {
		return ""
	}
	return time.Unix(*seconds, 0).UTC().Format(time.RFC3339)
}

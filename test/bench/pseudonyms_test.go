package bench_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// BenchmarkPseudonyms is what pseudonyms add to a row of the embedded engine, with three columns of people in it: the same pages
// with and without them, in turn. "new" is the first reading of a process, which makes the tokens.
func BenchmarkPseudonyms(b *testing.B) {
	const calls, callers = 9_000, 3_000
	company := fixture.Calls(calls, began, now, 0)
	company.Contacts = democompany.New(1, now, democompany.Size{Contacts: callers, Days: -1}).Contacts
	for i := range company.Calls {
		p := &company.Contacts[i%len(company.Contacts)]
		company.Calls[i].ContactID, company.Calls[i].RawDigits = p.ID, p.PhoneNumbers[0].Value
	}
	base, _ := serve(b, company, 0)
	key, err := pseudonym.LoadKey(filepath.Join(b.TempDir(), "key"))
	if err != nil {
		b.Fatal(err)
	}
	fresh := func() *pseudonym.Pseudonyms { return pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts()) }
	shown, known := openBench(b, "shown", base, nil), openBench(b, "known", base, fresh())
	readRows(b, known, calls)
	var took [3]time.Duration
	for b.Loop() {
		for i, db := range []*localsql.DB{shown, known, openBench(b, "new", base, fresh())} {
			took[i] += readRows(b, db, calls)
		}
	}
	rows := float64(calls * b.N)
	for i, name := range []string{"shown", "known", "new"} {
		b.ReportMetric(micros(took[i])/rows, name+"-µs/row")
		if i > 0 {
			b.ReportMetric(float64(took[i])/float64(took[0]), name+"/shown")
		}
	}
}

var benches int

// openBench opens an engine whose memory has the calls.
func openBench(b *testing.B, name, base string, p *pseudonym.Pseudonyms) *localsql.DB {
	b.Helper()
	benches++
	o := embedded.Options(localsql.Connection{Name: name + strconv.Itoa(benches), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\nmax_query_requests = 0\ncache_seconds = 0\n", base, fakeaircall.DemoAccessToken)})
	o.Pseudonyms = p
	db, err := localsql.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

func readRows(b *testing.B, db *localsql.DB, want int) time.Duration {
	b.Helper()
	began := time.Now()
	rows, err := db.Query(b.Context(), "select "+columns+", contact_name from aircall_call")
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for ; rows.Next(); n++ {
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || n != want {
		b.Fatalf("%d rows, want %d: %v", n, want, err)
	}
	return time.Since(began)
}

//go:build !race || atomicsdk

package embedded_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

var (
	sequences = flag.Int("sequences", 0, "how many sequences of statements the differential test asks of each world; 0: as many as a test may take")
	seed      = flag.Uint64("seed", 1, "where the differential test's sequences begin")
)

// usual is how many sequences are asked of each world.
var usual = map[string]int{"week": 30, "ties": 40, "many": 2, "both": 20}

// TestAnswersAreThoseOfPlainTables asks random statements of the engine, which takes many short cuts, and of plain SQLite tables
// with the same rows. Statements come in sequences, one session each, because what was read before decides what is read next. A
// failure names its seed, and how to repeat it.
func TestAnswersAreThoseOfPlainTables(t *testing.T) {
	for name := range worlds {
		t.Run(name, func(t *testing.T) { bubble(t, func(t *testing.T) { answersAreThoseOfPlainTables(t, name) }) })
	}
}

func answersAreThoseOfPlainTables(t *testing.T, name string) {
	w := newWorld(t, name)
	n := *sequences
	if n == 0 {
		n = usual[name]
	}
	var of tally
	for i := range n {
		s := &sequence{T: t, world: w, seed: *seed + uint64(i), tally: &of}
		s.run()
	}
	t.Logf("%+v", of)
	if of.asked >= 100 && (of.refused > of.asked/8 || of.empty > of.asked*2/3) {
		t.Errorf("%+v: statements that are refused or have no rows show nothing", of)
	}
}

type tally struct{ asked, refused, empty, stopped, created, cost, most int }

// A sequence is a number of statements of one session.
type sequence struct {
	*testing.T
	*world
	*tally
	*rand.Rand
	seed    uint64
	session *localsql.Session
	said    []string
	objects []relation
}

func (s *sequence) run() {
	s.Rand = rand.New(rand.NewPCG(s.seed, 0))
	config := pick(s.Rand, []string{"", "", "cache_seconds = 0", "max_concurrent_requests = 1"})
	db, stop := s.open(s.T, config)
	defer stop()
	s.session = db.NewSession()
	defer func() { _ = s.session.Close() }()
	for range 1 + s.IntN(8) {
		st := s.statement()
		s.said = append(s.said, st.sql)
		switch {
		case st.creates != "":
			s.create(st)
		default:
			s.compare(st)
		}
		if s.IntN(10) == 0 {
			time.Sleep(pick(s.Rand, []time.Duration{time.Second, 2 * time.Minute})) // what is in memory is too old then
		}
	}
	for _, o := range s.objects {
		_ = s.plain.Exec("drop table if exists " + o.sql)
		_ = s.plain.Exec("drop view if exists " + o.sql)
	}
}

// statement writes the next one.
func (s *sequence) statement() statement {
	w := &writer{Rand: s.Rand, plainTables: s.plain, objects: s.objects}
	switch {
	case s.IntN(5) == 0 || s.name == "many" && s.IntN(2) == 0:
		return w.summary()
	case s.schemas == nil && s.name != "many" && s.IntN(4) == 0:
		st := w.echoStatement()
		st.mayBeRefused = w.refusable
		return st
	case s.IntN(12) == 0:
		w.isObject = true
		sql, r := w.made(1)
		r.sql = fmt.Sprint("object", len(s.objects)+1)
		sql = pick(s.Rand, []string{"create temp table ", "create temp view "}) + r.sql + " as " + sql
		if strings.HasPrefix(sql, "create temp table") {
			r.reads = nil
		}
		s.objects = append(s.objects, r)
		return statement{sql: sql, plain: sql, creates: r.sql, mixed: w.mixed}
	}
	sql, _, _ := w.query(0, 0, nil)
	if len(w.with) > 0 {
		sql = "with " + strings.Join(w.with, ", ") + " " + sql
	}
	return statement{sql: sql, plain: sql, limit: -1, ordered: w.ordered, mixed: w.mixed, reads: w.reads, joins: w.relations > 1, listed: w.sought}
}

func (s *sequence) create(st statement) {
	s.created++
	if err := s.plain.Exec(st.plain); err != nil {
		s.fail(st, "plain: %v", err)
	}
	rows, err := s.session.Query(s.Context(), st.sql)
	if err == nil {
		err = rows.Close()
	}
	if err != nil && s.isRefusal(st, err) { // it is not there
		_ = s.plain.Exec("drop table if exists " + st.creates)
		_ = s.plain.Exec("drop view if exists " + st.creates)
		s.objects = s.objects[:len(s.objects)-1]
	} else if err != nil {
		s.fail(st, "%v", err)
	}
}

func (s *sequence) compare(st statement) {
	s.asked++
	all, err := s.plain.ask(st.plain)
	if err != nil {
		s.fail(st, "plain: %v", err)
		return
	}
	want := lines(all)
	if len(want) == 0 {
		s.empty++
	}
	before := s.requests()
	got, part, err := s.ask(st.sql, len(want))
	time.Sleep(time.Minute / 2) // what was under way has ended
	cost, bound := s.requests()-before, s.bound(st)
	s.cost += cost
	s.most += bound
	switch {
	case err != nil && s.isRefusal(st, err):
		s.refused++
	case err != nil:
		s.fail(st, "%v", err)
	case !st.same(lines(got), want, part):
		s.fail(st, "%s", difference(lines(got), want))
	case bound > 0 && cost > bound:
		s.fail(st, "%d requests, and listing %q costs %d: %v", cost, st.reads, bound, s.lastRequests(cost))
	}
	if part {
		s.stopped++
	}
}

// isRefusal reports whether the error says that the statement can only be a mistake.
func (s *sequence) isRefusal(st statement, err error) bool {
	text := err.Error()
	return st.mayBeRefused && strings.Contains(text, "only repeats") || (st.mixed || s.reliesOnMixed()) && (strings.Contains(text, "none: write") || strings.Contains(text, "which no time meets"))
}

// bound is what a statement costs at most, in requests: no more than listing what it names. A join may find out that there are too
// many keys to ask for one by one, and has spent as much again until then. Some dozens of keys that are written in the statement are
// asked for without a look at the size of the list, and so are those by which a table is found that costs a request for each. The
// number of rows, the newest and the oldest cost a request each, and SQLite may ask for each side of an OR by itself.
func (s *sequence) bound(st statement) (n int) {
	for _, name := range st.reads {
		if st.joins && slices.Contains(aircall.PerKeyRequest(), name[strings.Index(name, ".")+1:]) {
			return 0
		}
		n += s.listing[name]
	}
	if n == 0 {
		return 0
	}
	if st.joins {
		n = 2 * (n + len(st.reads))
	}
	if strings.Contains(st.sql, "company_name") {
		n += len(s.fakes)
	}
	n *= 1 + strings.Count(st.sql, " or ")
	n += n / 16 // a search, or a list that is read in parts, may cost a little more
	return max(n+st.listed*len(s.fakes), 3*len(st.reads))
}

var errEnough = errors.New("enough rows")

// ask runs a statement, mostly to its end. Part says that it was not.
func (s *sequence) ask(sql string, rows int) (got [][]any, part bool, err error) {
	ctx, cancel := context.WithCancelCause(s.Context())
	defer cancel(nil)
	enough, stops := -1, false
	switch s.IntN(12) {
	case 0:
		enough, stops = s.IntN(rows+1), true
	case 1:
		enough = s.IntN(rows + 1)
	case 2:
		timer := time.AfterFunc(time.Duration(s.IntN(int(6*latency))), func() { cancel(errEnough) })
		defer timer.Stop()
	}
	result, err := s.session.Query(ctx, sql)
	if err != nil {
		return nil, true, unless(err, errEnough)
	}
	defer func() { _ = result.Close() }()
	for {
		if len(got) == enough {
			if stops {
				return got, true, result.Close()
			}
			cancel(errEnough)
		}
		if !result.Next() {
			break
		}
		got = append(got, slices.Clone(result.Values()))
	}
	if err := result.Err(); err != nil {
		return got, true, unless(err, errEnough)
	}
	return got, false, nil
}

func unless(err, target error) error {
	if errors.Is(err, target) {
		return nil
	}
	return err
}

// fail says what is wrong and how to see it again.
func (s *sequence) fail(st statement, format string, arg ...any) {
	s.Helper()
	s.Errorf("go test ./internal/embedded -run 'TestAnswersAreThoseOfPlainTables/%s' -seed=%d -sequences=1\n%s\n%s%s", s.name, s.seed, strings.Join(s.said, ";\n"), fmt.Sprintf(format, arg...), s.plainSQL(st))
}

func (s *sequence) plainSQL(st statement) string {
	if st.plain == st.sql {
		return ""
	}
	return "\nplain: " + st.plain
}

// reliesOnMixed reports whether a view that compares values of different types may be read.
func (s *sequence) reliesOnMixed() bool { return len(s.objects) > 0 }

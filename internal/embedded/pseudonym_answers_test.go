// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

var pseudonymQueries = flag.Int("pseudonym-queries", 250, "how many random statements are asked with pseudonyms and without")

// personalColumns are those that the random statements are made of: with personal data of each kind, and without. Of phone numbers
// they have one notation: several have one pseudonym.
var personalColumns = map[string][]string{
	"aircall_call": {"id", "direction", "duration", "phone_number", "contact_name", "contact_company_name", "user_name", "user_email", "number_name",
		"number_phone_number", "asset", "has_recording"},
	"aircall_contact":              {"id", "first_name", "last_name", "contact_company_name", "information", "is_shared"},
	"aircall_contact_phone_number": {"contact_id", "phone_number", "label"},
	"aircall_contact_email":        {"contact_id", "email", "label"},
	"aircall_call_comment":         {"call_id", "content", "posted_by_name"},
	"aircall_call_event":           {"call_id", "type", "detail", "user_id"},
	"aircall_missed_call":          {"call_id", "phone_number", "number_name", "attempt"},
	"aircall_user":                 {"id", "name", "email", "title"},
}

// TestAnswersUnderPseudonymsAreThoseWithoutThem asks random statements over personal data twice. Under pseudonyms each has the same
// answer, in which pseudonyms stand for values, or is refused, or comes with a notice that says what it lacks. A failure names its
// seed: -seed=N -pseudonym-queries=1 repeats it.
func TestAnswersUnderPseudonymsAreThoseWithoutThem(t *testing.T) {
	bubble(t, answersUnderPseudonymsAreThoseWithoutThem)
}

func answersUnderPseudonymsAreThoseWithoutThem(t *testing.T) {
	company := democompany.New(1, present, democompany.Size{Days: 4, Contacts: 40, Numbers: 3, Users: 4})
	url, stop := network.Connect(fakeaircall.New(company, fakeaircall.Options{RateLimit: -1}))
	defer stop()
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	opened := func(p *pseudonym.Pseudonyms) *localsql.DB {
		o := embedded.Options(localsql.Connection{Name: fmt.Sprintf("answers_%d", opened.Add(1)), Config: fmt.Sprintf(
			"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\nmax_concurrent_requests = 20\n", url, fakeaircall.DemoAccessToken)})
		o.Pseudonyms = p
		db, err := localsql.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	shown, hidden := opened(nil), opened(pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts()))
	values, same := map[string][][]any{}, sameValues{}
	for table, columns := range personalColumns {
		sql := "select " + strings.Join(columns, ", ") + " from " + table
		of, err := query(t, shown, sql)
		if err != nil {
			t.Fatal(err)
		}
		under, err := query(t, hidden, sql)
		if err != nil || len(under) != len(of) {
			t.Fatalf("%s: %d rows, want %d, %v", table, len(under), len(of), err)
		}
		same.add(of, under)
		values[table] = of
	}
	refused, noticed, some := 0, 0, 0
	for i := range *pseudonymQueries {
		n := *seed + uint64(i)
		w := &personalWriter{Rand: rand.New(rand.NewPCG(n, 7)), values: values}
		sql := w.statement()
		want, err := query(t, shown, sql)
		if err != nil { // a number is compared with a text
			refused++
			continue
		}
		got, notices, err := heard(t, hidden, sql)
		g, s := same.lines(got), same.lines(want)
		switch {
		case err != nil && explainsPseudonyms(err.Error()):
			refused++
		case err != nil:
			t.Errorf("-seed=%d: %s: %v", n, sql, err)
		case slices.Equal(g, s):
			if len(s) > 1 {
				some++
			}
		case explainsPseudonyms(notices):
			noticed++
		default:
			t.Errorf("-seed=%d: %s\n%d rows, want %d: %.300q, want %.300q", n, sql, len(g), len(s), g, s)
		}
	}
	t.Logf("of %d statements %d are refused, %d come with a notice, and %d of the others have rows", *pseudonymQueries, refused, noticed, some)
	if *pseudonymQueries >= 250 && (refused > *pseudonymQueries/2 || some < *pseudonymQueries/8) {
		t.Errorf("of %d statements %d are refused, and %d have rows: they show little", *pseudonymQueries, refused, some)
	}
}

func explainsPseudonyms(text string) bool {
	return slices.ContainsFunc([]string{"holds pseudonyms", "under pseudonyms", "how long"}, func(words string) bool { return strings.Contains(text, words) })
}

// heard is query, with the notices.
func heard(t *testing.T, db *localsql.DB, sql string) (all [][]any, notices string, err error) {
	t.Helper()
	var mu sync.Mutex // the lists of a query are read side by side
	notice := func(message string) {
		mu.Lock()
		defer mu.Unlock()
		notices += message + "\n"
	}
	rows, err := db.Query(api.WithTrace(t.Context(), &api.Trace{Notice: notice}), sql)
	if err != nil {
		return nil, notices, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		all = append(all, rows.Values())
	}
	return all, notices, rows.Err()
}

// sameValues has, for each text, the one that stands for it and for all that means the same: its pseudonym, another notation.
type sameValues map[string]string

func (s sameValues) of(text string) string {
	for {
		other, known := s[text]
		if !known || other == text {
			return text
		}
		text = other
	}
}

func (s sameValues) add(values, pseudonyms [][]any) {
	for i, row := range values {
		for j, value := range row {
			if a, b := s.of(written(value)), s.of(written(pseudonyms[i][j])); a != b {
				s[a] = b
			}
		}
	}
}

func (s sameValues) lines(rows [][]any) []string {
	all := make([]string, len(rows))
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, value := range row {
			cells[j] = s.of(written(value))
		}
		all[i] = strings.Join(cells, " | ")
	}
	slices.Sort(all)
	return all
}

func written(value any) string {
	switch v := value.(type) {
	case time.Time:
		return plan.FormatTimestamp(v)
	case json.RawMessage:
		return string(v)
	case bool:
		return map[bool]string{false: "0", true: "1"}[v]
	}
	return fmt.Sprint(value)
}

// A personalWriter writes one random statement over personal data.
type personalWriter struct {
	*rand.Rand
	values map[string][][]any
}

func (w *personalWriter) column(table string) string { return pick(w.Rand, personalColumns[table]) }

func (w *personalWriter) table() string {
	return pick(w.Rand, []string{"aircall_call", "aircall_call", "aircall_call", "aircall_contact", "aircall_contact_phone_number", "aircall_contact_email", "aircall_call_comment", "aircall_call_event", "aircall_missed_call", "aircall_user"})
}

// value is mostly one of the column.
func (w *personalWriter) value(table, column string) string {
	if w.IntN(12) == 0 {
		return pick(w.Rand, []string{"''", "'+44'", "'anonymous'", "'Work'", "'[14 characters]'", "'Nobody Knows'", "'+33199002962'"})
	}
	v := pick(w.Rand, w.values[table])[slices.Index(personalColumns[table], column)]
	switch v := v.(type) {
	case nil:
		return "'none'"
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	return written(v)
}

func (w *personalWriter) condition(table, alias string, depth int) string {
	column := w.column(table)
	c, v := alias+"."+column, w.value(table, column)
	other := w.column(table)
	if depth < 2 {
		switch w.IntN(8) {
		case 0:
			return "(" + w.condition(table, alias, depth+1) + " or " + w.condition(table, alias, depth+1) + ")"
		case 1:
			return w.condition(table, alias, depth+1) + " and " + w.condition(table, alias, depth+1)
		case 2:
			of := w.table()
			return fmt.Sprintf("%s in (select o.%s from %s o where %s)", c, w.like(column, of), of, w.condition(of, "o", 2))
		case 3:
			of := w.table()
			return fmt.Sprintf("exists (select 1 from %s o where o.%s = %s)", of, w.like(column, of), c)
		}
	}
	form := pick(w.Rand, []string{
		"%[1]s = %[2]s", "%[1]s = %[2]s", "%[1]s = %[2]s", "%[2]s = %[1]s", "%[1]s <> %[2]s", "%[1]s in (%[2]s, %[4]s, %[5]s)", "%[1]s not in (%[2]s, %[4]s)", "%[1]s is %[2]s", "not %[1]s = %[2]s",
		"%[1]s is null", "%[1]s is not null", "%[1]s > %[2]s", "%[1]s between %[2]s and %[4]s", "%[1]s like %[2]s", "%[1]s like '+44%%'", "lower(%[1]s) = lower(%[2]s)", "coalesce(%[1]s, 'none') = %[2]s",
		"coalesce(%[1]s, %[3]s) = %[2]s", "case when %[1]s = %[2]s then 1 else 0 end = 1", "iif(%[1]s is null, 'none', %[1]s) <> %[2]s", "%[1]s || '' = %[2]s", "trim(%[1]s) = %[2]s", "substr(%[1]s, 1, 3) = '+44'",
		"instr(%[1]s, %[2]s) > 0", "nullif(%[1]s, %[2]s) is null", "%[1]s = %[3]s", "(%[1]s, %[3]s) = (%[2]s, %[6]s)", "%[1]s collate nocase = %[2]s", "length(%[1]s) > 12", "%[1]s > ''", "%[1]s = (select %[2]s)", "%[1]s in (values (%[2]s), (%[4]s))",
	})
	sql := fmt.Sprintf(form, c, v, alias+"."+other, w.value(table, column), w.value(table, column), w.value(table, other))
	if i := strings.Index(sql, "%!("); i >= 0 {
		sql = sql[:i]
	}
	return sql
}

// like is a column that may have the same values as another.
func (w *personalWriter) like(column, table string) string {
	if w.IntN(5) > 0 {
		for _, c := range personalColumns[table] {
			if strings.HasSuffix(c, strings.TrimPrefix(strings.TrimPrefix(column, "contact_"), "user_")) {
				return c
			}
		}
	}
	return w.column(table)
}

func (w *personalWriter) statement() string {
	table := w.table()
	a, b := w.column(table), w.column(table)
	where := w.condition(table, "a", 0)
	switch w.IntN(10) {
	case 0:
		return fmt.Sprintf("select count(*), count(distinct a.%s) from %s a where %s", a, table, where)
	case 1:
		return fmt.Sprintf("select a.%s, count(*), count(distinct a.%s) from %s a where %s group by 1", a, b, table, where)
	case 2:
		return fmt.Sprintf("select distinct a.%s, a.%s from %s a where %s", a, b, table, where)
	case 3:
		of := w.table()
		return fmt.Sprintf("select a.%s, b.%s from %s a %s %s b on b.%s = a.%s where %s", a, w.column(of), table, pick(w.Rand, []string{"join", "left join"}), of, w.like(a, of), a, where)
	case 4:
		of := w.table()
		return fmt.Sprintf("select a.%s from %s a where %s %s select o.%s from %s o", a, table, where, pick(w.Rand, []string{"union", "intersect", "except", "union all"}), w.like(a, of), of)
	case 5:
		return fmt.Sprintf("with x as (select * from %s a where %s) select x.%s, count(*) from x where x.%s = %s group by 1", table, where, a, b, w.value(table, b))
	case 6:
		return fmt.Sprintf("select a.%s, count(*) over (partition by a.%s) from %s a where %s", a, b, table, where)
	case 7:
		return fmt.Sprintf("select sum(a.%s = %s), count(*) filter (where %s) from %s a", a, w.value(table, a), where, table)
	}
	return fmt.Sprintf("select a.%s, a.%s from %s a where %s", a, b, table, where)
}

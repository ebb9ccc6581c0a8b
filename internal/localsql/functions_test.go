package localsql_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

func TestFunctions(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for expression, want := range map[string]any{
		"lower('ÀÉß')": "àéß", "upper('çé')": "ÇÉ", "lower(null)": nil, "upper(null)": nil, "lower(12)": "12", "lower('')": "",
		"'ÉCOLE' like 'école'": int64(1), "'école' like 'É%'": int64(1), "'a' like 'b'": int64(0), "null like '%'": nil, "'a' like null": nil,
		"'50%' like '50!%' escape '!'": int64(1), "'500' like '50!%' escape '!'": int64(0), "'a.c' like 'a_c'": int64(1), "'abc' like 'a.c'": int64(0),
		"'a\nb' like 'a%b'": int64(1), "12 like '1%'": int64(1), "'x' like 'x' escape null": nil,
		"at_time_zone('2026-01-15 12:00:00', 'Europe/Paris')":     "2026-01-15 13:00:00",
		"at_time_zone('2026-07-15T12:00:00.25Z', 'Europe/Paris')": "2026-07-15 14:00:00.250000",
		"timezone('America/New_York', '2026-07-15 02:00:00')":     "2026-07-14 22:00:00",
		"at_time_zone(null, 'Europe/Paris')":                      nil, "at_time_zone('2026-01-15', null)": nil,
		"strftime('%H', at_time_zone('2026-03-29 01:30:00', 'Europe/Paris'))": "03",
	} {
		if got := run(t, db, "select "+expression); !reflect.DeepEqual(got, [][]any{{want}}) {
			t.Errorf("%s is %#v, want %#v", expression, got, want)
		}
	}
	for expression, want := range map[string]string{
		"at_time_zone('2026-01-15', 'Europe/Pariss')": `"Europe/Pariss" is not a time zone: write one of`,
		"at_time_zone('2026-01-15', 'Paris')":         `"Paris" is not a time zone (did you mean 'Europe/Paris'?)`,
		"at_time_zone('2026-01-15', 'new york')":      `(did you mean 'America/New_York'?)`,
		"at_time_zone('2026-01-15', 'EUROPE/london')": `(did you mean 'Europe/London'?)`,
		"at_time_zone('2026-01-15', 'utc')":           `(did you mean 'UTC'?)`,
		"at_time_zone('2026-01-15', '')":              `"" is not a time zone: write one of`,
		"at_time_zone('2026-01-15', 'Local')":         `"Local" is not a time zone`,
		"at_time_zone('yesterday', 'UTC')":            `"yesterday" is not a time`,
		"'a' like 'a' escape 'xy'":                    "single character",
	} {
		if _, err := query(db, "select "+expression); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", expression, err, want)
		}
	}
}

// TestStatistics: over the prices 0, 0.25 … 99.75 of the books.
func TestStatistics(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for expression, want := range map[string]float64{
		"median(price)": 49.875, "percentile(price, 90)": 89.775, "percentile_cont(price, 0.5)": 49.875, "percentile_disc(price, 0.5)": 49.75,
		"stddev(price)": 28.9035, "stddev(price + 1e9)": 28.9035,
		"(select max(s) from (select stddev(price) over (order by id rows 2 preceding) s from book))": 0.25,
	} {
		rows := run(t, db, "select "+expression+" from book limit 1")
		if got, _ := rows[0][0].(float64); math.Abs(got-want) > 1e-4 {
			t.Errorf("%s is %v, want %v", expression, rows[0][0], want)
		}
	}
	if got := run(t, db, "select median(null), stddev(1), stddev(null), stddev('x')"); !reflect.DeepEqual(got, [][]any{{nil, nil, nil, nil}}) {
		t.Errorf("of nothing: %v", got)
	}
}

// TestLocalHours: a column of times is told in a zone, and the condition on it is still the plugin's to answer.
func TestLocalHours(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	got := run(t, db, "select at_time_zone(published_at, 'Asia/Kolkata') from book where published_at = '2000-01-01 02:00:00'")
	if !reflect.DeepEqual(got, [][]any{{"2000-01-01 07:30:00"}}) {
		t.Errorf("%v", got)
	}
	if calls := l.taken(); len(calls) != 1 || !strings.Contains(calls[0], "where published_at = 2000-01-01T02:00:00Z") {
		t.Errorf("%q", calls)
	}
}

func TestCSVFiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "wanted.csv")
	if err := os.WriteFile(file, []byte("code,why\nb0003,\"he said \"\"now\"\"\"\nb0001,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sql := "create virtual table temp.wanted using csv(filename='" + file + "', header=yes); select b.id, w.why from temp.wanted w join book b using (code) order by 1"
	db, _ := openWith(t, localsql.Options{AllowFiles: true})
	if got := run(t, db, sql); !reflect.DeepEqual(got, [][]any{{int64(1), ""}, {int64(3), `he said "now"`}}) {
		t.Errorf("%v", got)
	}
	if _, err := query(db, strings.ReplaceAll(sql, file, file+"x")); err == nil || !strings.Contains(err.Error(), "the CSV file cannot be read: open "+file+"x") {
		t.Errorf("a file that is not there: %v", err)
	}
	for content, want := range map[string]string{
		"": "is no file with rows", "a": "is no file with rows", "a,b\n1\n": "the CSV file cannot be read: record on line 2: wrong number of fields",
		"a,b\n1,\"x\n": "the CSV file cannot be read: parse error on line 2",
	} {
		bad := filepath.Join(t.TempDir(), "bad.csv")
		if err := os.WriteFile(bad, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := query(db, "create virtual table temp.bad using csv(filename='"+bad+"', header=yes); select * from temp.bad")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "sqlite3:") {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
	if _, err := query(db, "create virtual table temp.folder using csv(filename='"+filepath.Dir(file)+"'); select * from temp.folder"); err == nil || !strings.Contains(err.Error(), "is no file with rows") {
		t.Errorf("a folder: %v", err)
	}
	refusing, _ := open(t)
	var refused *localsql.RefusedError
	if _, err := query(refusing, sql); !errors.As(err, &refused) || !strings.Contains(err.Error(), file) {
		t.Errorf("without AllowFiles: %v", err)
	}
	if got := run(t, refusing, "create virtual table temp.given using csv(data='a,b\n1,2', header=yes); select * from temp.given"); !reflect.DeepEqual(got, [][]any{{"1", "2"}}) {
		t.Errorf("a CSV text: %v", got)
	}
}

// TestTypesOfExpressions: the least and the greatest value of a column are of its type, what SQLite's JSON functions give is
// JSON, and where a value may be of several types the column has none.
func TestTypesOfExpressions(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for expression, want := range map[string]string{
		"max(published_at)": "timestamp with time zone", "min(published_at)": "timestamp with time zone", "max(subjects)": "jsonb",
		"max(lent)": "boolean", "max(id)": "bigint", "min(price)": "double precision", "max(title)": "text",
		"json_group_array(title)": "jsonb", "json_object('a', max(id))": "jsonb", "max(subjects) -> '$[0]'": "jsonb",
		"max(subjects) ->> '$[0]'": "", "max(published_at, '2000')": "", "count(*)": "", "max(id) + 1": "", "lower(max(title))": "",
		"case when max(id) > 3 then 5 else max(lent) end": "", "coalesce(max(published_at), 'never')": "", "ifnull(max(lent), 7)": "",
		"max(case when lent then published_at else '2001-01-01' end)": "", "max(published_at) filter (where lent)": "timestamp with time zone",
		"lag(lent) over (order by id)": "boolean", "lag(lent, 1, 5) over (order by id)": "", "nth_value(max(lent), 1) over ()": "boolean",
		"(select max(published_at) from book)": "timestamp with time zone",
	} {
		for _, from := range []string{
			"select %s as x from book", "select %s as x, author_id from book group by author_id", "select %s as x from book group by author_id order by count(*), x",
			"with s as (select %s as x from book group by shelf) select x from s", "with s as materialized (select %s as x from book group by shelf) select x from s order by 1",
		} {
			rows, err := db.Query(t.Context(), strings.ReplaceAll(from, "%s", expression))
			if err != nil {
				t.Fatalf("%s: %v", expression, err)
			}
			if got := rows.Columns()[0].Type; got != want {
				t.Errorf(from+": %q, want %q", expression, got, want)
			}
			if err := rows.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	want := [][]any{{bookAt(399).PublishedAt, true, json.RawMessage(`["a","0"]`)}}
	if got := run(t, db, "select max(published_at), max(lent), min(subjects) from book"); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// TestNoSQLShowsWhatPseudonymsHide asks as somebody would who wants to see the values.
func TestNoSQLShowsWhatPseudonymsHide(t *testing.T) { bubble(t, noSQLShowsWhatPseudonymsHide) }

func noSQLShowsWhatPseudonymsHide(t *testing.T) {
	company := filled()
	outsiders := fixture.OutsidersOf(company)
	db := underPseudonyms(t, company, pseudonym.Outsiders)
	asked := 0
	for _, table := range []string{"aircall_call", "aircall_contact", "aircall_call_participant"} {
		described, err := db.Table(table)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range described.Columns {
			if c.Type != "text" && c.Type != "jsonb" {
				continue
			}
			for _, sql := range []string{
				"select hex(X), hex(cast(X as blob)), quote(X), X || '' from T", "select cast(X as blob), cast(X as numeric), cast(X as integer), +X, unicode(X), upper(X), replace(X, '·', '') from T",
				"select group_concat(X), json_group_array(X), min(X collate binary), max(X collate nocase), json_quote(X), json_array(X) from T",
				"select X collate binary as v from T group by 1 order by 1 collate binary", "select j.key, j.value, j.atom, j.fullkey from T, json_tree(json_array(X)) j", "select k.* from T, json_tree(X) k where json_valid(X)",
				"create temp table c as select X as v from T; select v, typeof(v), hex(v) from c", "create temp view v as select X as v from T; select * from v",
				"select lag(X) over (), first_value(X) over (order by X collate binary) from T", "select printf('%s', X), format('%Q', X), trim(X, '[·'), ltrim(X, 'person-') from T",
				"create virtual table temp.f using fts5(v); insert into f select X from T; select *, highlight(f, 0, '<', '>') from f", "select coalesce(X, 1), iif(X is null, 1, X), nullif(X, '') from T",
				"select X from T union all select X collate nocase from T", "with recursive r(v, n) as (select X, 1 from T union all select v, n + 1 from r where n < 3) select v from r",
				"select json_patch('{}', json_object('a', X)), json_set('{}', '$.a', X), json_object(X, X) from T where X is not null", "select json_extract('[1]', X) from T", "select at_time_zone(X, X) from T",
				"create temp table s (v integer) strict; insert into s select X from T; select 1", "create temp table s (v); create temp trigger g before insert on s begin select raise(abort, new.v); end; insert into s select X from T; select 1",
				"select T.rowid, X from T", "select _ctx, X from T", "values ((select X from T limit 1))", "select sum(X), avg(X), median(X), percentile(X, 50), stddev(X) from T",
			} {
				asked++
				shown := answered(t, db, strings.NewReplacer("X", c.Name, "T", table).Replace(sql))
				if found := outsiders.In(decoded(shown)); found != nil {
					t.Errorf("%s of %s.%s shows %q", sql, table, c.Name, found[:min(3, len(found))])
				}
			}
		}
	}
	if asked < 800 {
		t.Errorf("only %d statements", asked)
	}
}

// answered is all that a statement gives: its columns, its rows, its error.
func answered(t *testing.T, db *localsql.DB, sql string) string {
	t.Helper()
	rows, err := query(t, db, sql)
	document, wrong := json.Marshal(rows)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return fmt.Sprintf("%s\n%v", document, err)
}

// decoded is a text, and what its parts are when they are read as hexadecimal digits or as base 64.
func decoded(text string) string {
	all := text
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(`"'[]{},: `, r) }) {
		if b, err := hex.DecodeString(part); err == nil && len(b) > 2 {
			all += "\n" + string(b) + "\n\"" + string(b) + `"`
		}
		if b, err := base64.StdEncoding.DecodeString(part); err == nil && len(b) > 2 {
			all += "\n" + string(b)
		}
	}
	return all
}

// underPseudonyms opens an engine over a company, whose answers may be changed.
func underPseudonyms(t *testing.T, company *fakeaircall.Company, mode pseudonym.Mode, changes ...changed) *localsql.DB {
	t.Helper()
	url, stop := network.Connect(fakeaircall.New(company, fakeaircall.Options{RateLimit: -1}))
	t.Cleanup(stop)
	for _, change := range changes {
		transport.servers.Store(url, change)
	}
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	o := embedded.Options(localsql.Connection{Name: fmt.Sprintf("hidden_%d", opened.Add(1)), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\n", url, fakeaircall.DemoAccessToken)})
	o.Pseudonyms = pseudonym.New(key, mode, aircall.Verdicts())
	db, err := localsql.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// TestNobodyTriesAllNumbers: who may compare values with pseudonyms, or has errors repeat them, may do so with some, and not with all
// numbers of a country.
func TestNobodyTriesAllNumbers(t *testing.T) { bubble(t, nobodyTriesAllNumbers) }

func nobodyTriesAllNumbers(t *testing.T) {
	db := underPseudonyms(t, filled(), pseudonym.Outsiders)
	const number = "4416149%05d" // for printf of SQL
	tried := func(from, n int) (int, error) {
		rows, err := query(t, db, fmt.Sprintf("with recursive n(i) as (select %d union all select i + 1 from n where i < %d) "+
			"select distinct n.i from n cross join aircall_call c where c.phone_number = printf('+%s', n.i)", from, from+n-1, number))
		return len(rows), err
	}
	if found, err := tried(60400, 100); found != 1 || err != nil {
		t.Errorf("a hundred numbers: %d found, %v", found, err)
	}
	const inError = 3000
	said := func(first int) string { // an error repeats numbers of the SQL as pseudonyms
		var numbers strings.Builder
		for i := range inError {
			fmt.Fprintf(&numbers, "+331990%05d, ", first+i)
		}
		_, err := query(t, db, `select "`+numbers.String()+`"`)
		if err == nil || strings.Contains(err.Error(), "+331990") {
			t.Fatalf("%.300v", err)
		}
		return err.Error()
	}
	if made := strings.Count(said(0), "+33·"); made != inError {
		t.Errorf("an error has %d pseudonyms, want %d", made, inError)
	}
	var many *pseudonym.TooManyValuesError
	if found, err := tried(0, pseudonym.MaxCompared-inError+1000); !errors.As(err, &many) {
		t.Errorf("all numbers: %d found, %v", found, err)
	}
	if again, more := said(0), said(50_000); strings.Count(again, "+33·") != inError || strings.Count(more, "[a phone number]") != inError {
		t.Errorf("once there were too many, an error says %.100s and %.100s", again, more)
	}
	if _, err := query(t, db, `select "ada.one.too.many@okafor.example"`); err == nil || !strings.Contains(err.Error(), "[an address]") {
		t.Errorf("an address that is one too many: %v", err)
	}
	for sql, want := range map[string]bool{
		"select count(*) from aircall_call where phone_number = '+441614960417'":                                             true, // known by now
		"select count(distinct phone_number), count(distinct contact_name) from aircall_call":                                true,
		"select count(*) from aircall_call c join aircall_contact_phone_number p on p.phone_number = c.phone_number":         true,
		"select count(*) from aircall_call where contact_name = 'Somebody New'":                                              false,
		"create temp table t as select 1 from aircall_call c where c.phone_number in ('+33199002961', 'x'); select 1 as one": false,
	} {
		if _, err := query(t, db, sql); (err == nil) != want || !want && !errors.As(err, &many) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// TestErrorsOverPseudonymsShowNoValue: Aircall is asked with the values, and may repeat them in its errors in any notation.
func TestErrorsOverPseudonymsShowNoValue(t *testing.T) { bubble(t, errorsOverPseudonymsShowNoValue) }

func errorsOverPseudonymsShowNoValue(t *testing.T) {
	company := filled()
	contact := &company.Contacts[0]
	for i, value := range []string{"jürgen!kasse@müller-söhne.example", "o'brien+orders@okafor.example"} {
		contact.Emails = append(contact.Emails, fakeaircall.ContactDetail{ID: 700 + int64(i), Label: "Work", Value: value})
	}
	for i, value := range []string{"0161 496 0418", "36310", "+49 1512 3456789"} {
		contact.PhoneNumbers = append(contact.PhoneNumbers, fakeaircall.ContactDetail{ID: 800 + int64(i), Label: "Work", Value: value})
	}
	repeated := []string{"jürgen", "J\u00fcrgen", "kasse", "söhne", "%C3%BC", "brien", "orders", "okafor", "496", "0418", "36310", "1512", "3456789", "Ada", "Florists"}
	db := underPseudonyms(t, company, pseudonym.Outsiders, func(request *http.Request, response *http.Response) (*http.Response, error) {
		if !strings.HasSuffix(request.URL.Path, "/search") {
			return response, nil
		}
		_ = response.Body.Close()
		asked, err := url.QueryUnescape(request.URL.RawQuery)
		body := fmt.Sprintf(`{"error": "Bad Request", "troubleshoot": %q}`, asked+" and "+request.URL.RequestURI()+" and "+strings.ToUpper(asked))
		response.StatusCode, response.Body, response.ContentLength = http.StatusBadRequest, io.NopCloser(strings.NewReader(body)), int64(len(body))
		return response, err
	})
	failed := 0
	for _, sql := range []string{
		"select 1 from aircall_contact_email e cross join aircall_contact c on c.email = e.email where e.email_id = N",
		"select 1 from aircall_contact_phone_number p cross join aircall_contact c on c.phone_number = p.value where p.phone_number_id = N",
		"select 1 from aircall_contact_phone_number p cross join aircall_contact c on c.phone_number = p.phone_number where p.phone_number_id = N",
		"select 1 from aircall_contact_phone_number p cross join aircall_call c on c.search_phone_number = p.value where p.phone_number_id = N",
		"select 1 from aircall_contact c where email in (select value from aircall_contact_email where email_id = N)",
		"select 1 from aircall_contact c where phone_number = (select value from aircall_contact_phone_number where phone_number_id = N)",
		"select 1 from aircall_contact c where phone_number in (select contact_title from aircall_contact_phone_number where phone_number_id = N) /* +441614960418 0161 496 0418 36310 */",
	} {
		for _, id := range []string{"551", "552", "700", "701", "800", "801", "802"} {
			_, err := query(t, db, strings.ReplaceAll(sql, "N", id))
			if err == nil {
				continue
			}
			failed++
			for _, part := range repeated {
				if strings.Contains(err.Error(), part) && !strings.Contains(sql, part) {
					t.Errorf("%s of %s: %q in %v", sql, id, part, err)
				}
			}
		}
	}
	if failed < 12 {
		t.Errorf("only %d statements fail", failed)
	}
}

// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// filled is a company in which each column that may hold personal data does.
func filled() *fakeaircall.Company {
	c := fixture.Filled(present)
	for i := range c.Calls {
		c.Calls[i].Details.AIVoiceAgents[0].TargetType, c.Calls[i].Details.AIVoiceAgents[0].TargetDestination = "external", "+441614960888"
		c.Conversations[c.Calls[i].ID].Playbook.Topics[0].Result = "said that Okafor pays late"
	}
	missed := c.Calls[0]
	missed.ID, missed.AnsweredAt, missed.StartedAt, missed.Details = missed.ID+7, 0, missed.StartedAt+40, nil
	c.Calls = append(c.Calls, missed)
	c.Webhooks[0].CustomName = "" // the title is the address
	c.Contacts[0].PhoneNumbers[0].Label, c.Contacts[0].Emails[0].Label = "At her sister's", "At her sister's"
	return c
}

// wholeTables is how each table is read whole; echoes are what columns show that repeat a condition.
func wholeTables(verdicts map[string]map[string]personal.Verdict) (sql map[string][]string) {
	sql = map[string][]string{}
	for table := range verdicts {
		sql[table] = []string{"select * from " + table}
	}
	sql["aircall_call"] = append(sql["aircall_call"], "select * from aircall_call where search_phone_number = '+441614960417'")
	sql["aircall_contact"] = append(sql["aircall_contact"], "select * from aircall_contact where phone_number = '+441614960417'", "select * from aircall_contact where email = 'ada@okafor.example'")
	sql["aircall_campaign_contact"] = []string{"select * from aircall_campaign_contact where campaign_id = '" + democompany.SpringCampaign + "'"}
	sql["aircall_call_volume"] = []string{"select * from aircall_call_volume where started_at >= '2026-06-16'"}
	return sql
}

// shownOf is the output of the statements as JSON.
func shownOf(t *testing.T, o localsql.Options, statements []string) string {
	t.Helper()
	db, err := localsql.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var shown strings.Builder
	for _, sql := range statements {
		rows, err := query(t, db, sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		document, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		shown.Write(document)
	}
	return shown.String()
}

// TestEachVerdictKeepsPersonalDataBack reads every table, in which every column is filled: with all verdicts nothing personal
// is shown, and without the one of any column something is.
func TestEachVerdictKeepsPersonalDataBack(t *testing.T) { bubble(t, eachVerdictKeepsPersonalDataBack) }

func eachVerdictKeepsPersonalDataBack(t *testing.T) {
	company := filled()
	outsiders, users := fixture.OutsidersOf(company), fixture.UsersOf(company)
	everybody := fixture.Personal{Texts: slices.Concat(outsiders.Texts, users.Texts), Words: slices.Concat(outsiders.Words, users.Words)}
	url, stop := network.Connect(fakeaircall.New(company, fakeaircall.Options{RateLimit: -1}))
	defer stop()
	o := embedded.Options(localsql.Connection{Name: fmt.Sprintf("filled_%d", opened.Add(1)), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\n", url, fakeaircall.DemoAccessToken)})
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	all, statements := aircall.Verdicts(), wholeTables(aircall.Verdicts())
	mutations := 0
	for table, verdicts := range all {
		o.Pseudonyms = pseudonym.New(key, pseudonym.Outsiders, all)
		if found := outsiders.In(shownOf(t, o, statements[table])); found != nil {
			t.Errorf("%s shows %q", table, found)
		}
		o.Pseudonyms = pseudonym.New(key, pseudonym.All, all)
		if found := everybody.In(shownOf(t, o, statements[table])); found != nil {
			t.Errorf("%s shows %q of everybody", table, found)
		}
		for column, v := range verdicts {
			if v.Kind == personal.KindNone || v.Kind == personal.KindLine {
				continue
			}
			if o.Pseudonyms.FormOf(table, column) == pseudonym.Shown && v.Kind == personal.KindDocument && harmless(v) {
				continue
			}
			mutations++
			verdicts[column] = personal.None()
			o.Pseudonyms = pseudonym.New(key, pseudonym.All, all)
			if found := everybody.In(shownOf(t, o, statements[table])); found == nil {
				t.Errorf("%s.%s (%s) shows nothing personal without its verdict", table, column, v.Kind)
			}
			verdicts[column] = v
		}
	}
	if mutations < 60 {
		t.Errorf("only %d columns have a verdict", mutations)
	}
}

// harmless reports whether a document has no field that is replaced, beside those that Aircall may add.
func harmless(v personal.Verdict) bool {
	for _, field := range v.Inside {
		if field.Kind != personal.KindNone {
			return false
		}
	}
	return true
}

// TestComparisonsUnderPseudonyms: a value finds the rows that it finds without pseudonyms, whatever the plan, by as many
// requests; and what would find nothing, or something else, is refused.
func TestComparisonsUnderPseudonyms(t *testing.T) { bubble(t, comparisonsUnderPseudonyms) }

func comparisonsUnderPseudonyms(t *testing.T) {
	company := democompany.New(1, present, democompany.Size{Days: 7, Contacts: 30, Numbers: 3, Users: 4})
	fake := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1})
	url, stop := network.Connect(fake)
	defer stop()
	o := embedded.Options(localsql.Connection{Name: fmt.Sprintf("compared_%d", opened.Add(1)), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\ncache_seconds = 0\n", url, fakeaircall.DemoAccessToken)})
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	contact := company.Contacts[slices.IndexFunc(company.Contacts, func(c fakeaircall.Contact) bool { return len(c.Emails) > 0 && len(c.PhoneNumbers) > 0 })]
	number, email, name := contact.PhoneNumbers[0].Value, contact.Emails[0].Value, contact.FirstName+" "+contact.LastName
	fill := strings.NewReplacer("NUMBER", number, "DIGITS", strings.TrimPrefix(number, "+"), "EMAIL", email, "UPPER", strings.ToUpper(email), "NAME", name).Replace
	asked := func(p *pseudonym.Pseudonyms, sql string) (shown string, requests int, err error) {
		o.Pseudonyms = p
		db, err := localsql.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		fake.ResetRequests()
		rows, err := query(t, db, fill(sql))
		return fmt.Sprint(rows), len(fake.Requests()), err
	}
	some := 0
	for _, sql := range []string{
		"select count(*) from aircall_call where phone_number = 'NUMBER'", "select count(*) from aircall_call where phone_number in ('NUMBER', '+33199000000')",
		"select count(*) from aircall_call where search_phone_number = 'NUMBER'", "select id from aircall_contact where phone_number = 'NUMBER'",
		"select id from aircall_contact where email = 'EMAIL'", "select contact_id from aircall_contact_email where email = 'EMAIL'",
		"select count(*) from aircall_call where phone_number = 'NUMBER' or user_id = 1", "select count(*) from aircall_call where contact_name = 'NAME'",
		"select sum(case phone_number when 'NUMBER' then 1 else 0 end) from aircall_call", "select count(*) from aircall_call where phone_number <> 'NUMBER'",
		"select count(*), count(distinct phone_number), count(distinct contact_name), count(phone_number) from aircall_call",
		"select count(*) from aircall_call c join aircall_contact_phone_number p on p.phone_number = c.phone_number",
		"select count(*) from aircall_call where phone_number in (select phone_number from aircall_contact_phone_number)",
		"select count(*) from aircall_call c join (values ('NUMBER')) v on c.phone_number = v.column1",
		"select count(*), sum(n) from (select count(*) as n from aircall_call group by phone_number having count(*) > 1)",
		"select count(*) from aircall_call where phone_number like '+44%'", "select count(*) from aircall_call where raw_digits = 'anonymous'",
		"select count(*) from aircall_call where user_name like 'A%'", "select user_name from aircall_call group by 1 order by 1",
		"select count(*) from aircall_contact c, json_each(c.phone_numbers) j where json_extract(j.value, '$.label') = 'Work'",
	} {
		want, wantRequests, err := asked(nil, sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		got, requests, err := asked(pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts()), sql)
		if err != nil || got != want || requests != wantRequests {
			t.Errorf("%s: %s by %d requests, %v, want %s by %d", sql, got, requests, err, want, wantRequests)
		}
		if want != "[[0]]" && want != "[]" {
			some++
		}
	}
	if some < 16 {
		t.Errorf("only %d comparisons find anything", some)
	}
	for sql, want := range map[string]string{
		"select 1 from aircall_contact_email where lower(email) = 'EMAIL'":                                                "holds pseudonyms",
		"select 1 from aircall_call where phone_number like '%4960%'":                                                     "holds pseudonyms",
		"select 1 from aircall_call where instr(phone_number, '4960')":                                                    "holds pseudonyms",
		"select 1 from aircall_call where contact_name like 'A%'":                                                         "holds pseudonyms",
		"select 1 from aircall_call where contact_name = 'NAME' collate nocase":                                           "holds pseudonyms",
		"select 1 from aircall_contact where first_name || ' ' || last_name = 'NAME'":                                     "holds pseudonyms",
		"select min(contact_name) as m from aircall_call group by phone_number having m = 'NAME'":                         "holds pseudonyms",
		"select 1 from aircall_call where 'NUMBER' in (select phone_number from aircall_call)":                            "holds pseudonyms",
		"select 1 from aircall_contact where json_extract(phone_numbers, '$[0].value') = 'NUMBER'":                        "a part of it cannot be compared",
		"select 1 from aircall_contact c, json_each(c.phone_numbers) j where json_extract(j.value, '$.value') = 'NUMBER'": "a part of it cannot be compared",
		"select 1 from aircall_call where raw_digits = '0161 496 0000'":                                                   "does not tell its country",
		"select 1 from aircall_call_comment where content like '%refund%'":                                                "shows only how long its text is",
		"select 1 from aircall_call_comment where length(content) > 10":                                                   "shows only how long its text is",
		"select 1 from aircall_user u join aircall_contact_email e on u.email = e.email":                                  "write aircall_contact_email.email first",
		"select 1 from aircall_call where phone_number = '+44·zzzzzzzzzzzz'":                                              "was not given out",
	} {
		if shown, requests, err := asked(pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts()), sql); err == nil || !strings.Contains(err.Error(), want) || requests > 0 {
			t.Errorf("%s: %s by %d requests, %v, want %q", sql, shown, requests, err, want)
		} else if strings.Contains(err.Error(), number) || strings.Contains(err.Error(), email) {
			t.Errorf("%s: the error shows the value: %v", sql, err)
		}
	}
}

// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
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
	mutations, fields := 0, 0
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
			verdicts[column] = withoutVerdict(v)
			o.Pseudonyms = pseudonym.New(key, pseudonym.All, all)
			if found := everybody.In(shownOf(t, o, statements[table])); found == nil {
				t.Errorf("%s.%s (%s) shows nothing personal without its verdict", table, column, v.Kind)
			}
			verdicts[column] = v
			eachField(v.Inside, column, func(field string) {
				fields++
				o.Pseudonyms = pseudonym.New(key, pseudonym.All, all)
				found := everybody.In(shownOf(t, o, []string{strings.Replace(statements[table][0], "*", column, 1)}))
				if sent := !slices.ContainsFunc(notSent, func(f string) bool { return strings.HasPrefix(table+"."+field, f) }); sent != (found != nil) {
					t.Errorf("%s: %s shows %q without its verdict", table, field, found)
				}
			})
		}
	}
	if mutations < 60 {
		t.Errorf("only %d columns have a verdict", mutations)
	}
	if fields < 60 {
		t.Errorf("only %d fields of JSON have a verdict", fields)
	}
}

// notSent are fields that have a verdict because Aircall sends them elsewhere, and is not known to send them there.
var notSent = []string{"aircall_team.users.extension", "aircall_user.numbers.users", "aircall_call.teams.users", "aircall_call.tags_src.direct_link"}

// eachField takes away the verdict of one field of a document after the other, in documents within it too.
func eachField(fields personal.Fields, path string, without func(field string)) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v := fields[name]
		if v.Kind == personal.KindNone || v.Kind == personal.KindLine {
			continue
		}
		if v.Kind != personal.KindDocument || !harmless(v) {
			fields[name] = withoutVerdict(v)
			without(path + "." + name)
			fields[name] = v
		}
		eachField(v.Inside, path+"."+name, without)
	}
}

// withoutVerdict is the verdict of what holds nothing personal, of a document in each of its fields.
func withoutVerdict(v personal.Verdict) personal.Verdict {
	if v.Kind != personal.KindDocument {
		return personal.None()
	}
	fields := personal.Fields{personal.Other: personal.None()}
	for name, field := range v.Inside {
		fields[name] = withoutVerdict(field)
	}
	return personal.Document(fields)
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
		"create temp table v as select 'NUMBER' as p; select count(*) from v join aircall_call c on c.phone_number = v.p",
		"select count(*) from aircall_call where 'NUMBER' in (select phone_number from aircall_call)",
		"create temp table v as select 'NUMBER' as p; select count(*) from aircall_call where phone_number in (select p from v)",
		"create virtual table temp.v using csv(data='p\nNUMBER', header=yes); select count(*) from temp.v join aircall_call c on v.p collate phone = c.phone_number",
		"create temp table c as select phone_number from aircall_call; select count(*) from c where phone_number collate phone = 'NUMBER'",
		"select count(*) from aircall_call where phone_number like '+44%'", "select count(*) from aircall_call where raw_digits = 'anonymous'",
		"select count(*) from aircall_call where user_name like 'A%'", "select user_name from aircall_call group by 1 order by 1",
		"select count(*) from aircall_contact c, json_each(c.phone_numbers) j where json_extract(j.value, '$.label') = 'Work'",
		"select count(*) from aircall_call where phone_number >= '+44' and phone_number < '+45'", "select count(*) from aircall_call where phone_number > '' and contact_name > ''",
		"select count(*) from aircall_call where coalesce(contact_name, 'none') <> 'none'", "select count(*) from aircall_call where iif(direction = 'inbound', phone_number, '') <> ''",
		"select count(*) from aircall_call c join aircall_call d on c.phone_number < d.phone_number", "select count(*) from aircall_call where phone_number = 'NUMBER' or contact_name = 'NAME' or user_name = 'Martin'",
	} {
		want, wantRequests, err := asked(nil, strings.ReplaceAll(sql, " collate phone", "")) // which is there under pseudonyms alone
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
		"select 1 from aircall_contact_email where lower(email) = 'EMAIL'":                                                                        "holds pseudonyms",
		"select 1 from aircall_call where phone_number like '%4960%'":                                                                             "holds pseudonyms",
		"select 1 from aircall_call where instr(phone_number, '4960')":                                                                            "holds pseudonyms",
		"select 1 from aircall_call where contact_name like 'A%'":                                                                                 "holds pseudonyms",
		"select 1 from aircall_call where contact_name = 'NAME' collate nocase":                                                                   "holds pseudonyms",
		"select 1 from aircall_contact where first_name || ' ' || last_name = 'NAME'":                                                             "holds pseudonyms",
		"select min(contact_name) as m from aircall_call group by phone_number having m = 'NAME'":                                                 "holds pseudonyms",
		"select 1 from aircall_contact where json_extract(phone_numbers, '$[0].value') = 'NUMBER'":                                                "in its field value",
		"select 1 from aircall_contact c, json_each(c.phone_numbers) j where j.value like '%NUMBER%'":                                             "a part of it cannot be compared",
		"select 1 from aircall_contact c, json_each(c.phone_numbers) j where json_extract(j.value, '$.value') = 'NUMBER'":                         "in its field value",
		"select 1 from aircall_call where raw_digits = '0161 496 0000'":                                                                           "does not tell its country",
		"select 1 from aircall_call_comment where content like '%refund%'":                                                                        "shows only how long its text is",
		"select 1 from aircall_call_comment where length(content) > 10":                                                                           "shows only how long its text is",
		"select 1 from aircall_user u join aircall_contact_email e on u.email = e.email":                                                          "write aircall_contact_email.email first",
		"select 1 from aircall_call where phone_number = '+44·zzzzzzzzzzzz'":                                                                      "was not given out",
		"select 1 from aircall_contact where json_extract(emails, '$[0].value') = 'Martin'":                                                       "in its field value",
		"select 1 from aircall_call where contact ->> 'last_name' like 'Mart%'":                                                                   "in its field last_name",
		"select 1 from aircall_call c, json_each(c.contact, '$.emails') j where j.value ->> '$.value' = 'Martin'":                                 "in its field",
		"select 1 from aircall_call_event where detail = 'EMAIL'":                                                                                 "in some of its rows",
		"create temp table v as select 'NUMBER' as p; select 1 from v join aircall_call c on v.p = c.phone_number":                                "write aircall_call.phone_number first",
		"create virtual table temp.v using csv(data='p\nNUMBER', header=yes); select 1 from temp.v join aircall_call c on v.p = c.phone_number":   "write aircall_call.phone_number first",
		"create temp table v as select 'NUMBER' as p; select 1 from v where p in (select phone_number from aircall_call)":                         "write aircall_call.phone_number first",
		"create temp table v as select 'NUMBER' as phone_number; select 1 from v join aircall_call using (phone_number)":                          "write aircall_call.phone_number first",
		"create temp table v as select 'NUMBER' as p; select 1 from v where exists (select 1 from aircall_call c where v.p = c.phone_number)":     "write aircall_call.phone_number first",
		"create temp table c as select phone_number from aircall_contact_phone_number where false; select 1 from c where phone_number = 'NUMBER'": "write collate phone",
		"select 1 from aircall_call where coalesce(contact_name, 'none') = 'NAME'":                                                                "holds pseudonyms",
		"select 1 from aircall_call where case when direction = 'inbound' then contact_name else user_name end = 'NAME'":                          "holds pseudonyms",
		"select iif(user_id > 0, user_name, contact_name) = 'NAME' from aircall_call":                                                             "holds pseudonyms",
		"select 1 from aircall_call where phone_number < 'NUMBER'":                                                                                "whose order is not that of the values",
		"select 1 from aircall_call where phone_number between '+441' and '+4419'":                                                                "whose order is not that of the values",
		"select 1 from aircall_call where contact_name >= 'A' and contact_name < 'M'":                                                             "whose order is not that of the values",
		"select 1 from aircall_call_event where detail > '[14 characters]'":                                                                       "whose order is not that of the values",
		"select 1 from aircall_contact_email where 'm' > email":                                                                                   "whose order is not that of the values",
		"select 1 from aircall_call where contact_name > user_name":                                                                               "whose order is not that of the values",
		"select 1 from aircall_call where recording is not null":                                                                                  "ask has_recording; --personal-data",
		"select count(*) filter (where voicemail is null) from aircall_call":                                                                      "ask has_voicemail; --personal-data",
		"select count(recording) from aircall_call":                                                                                               "aircall_call.recording is a link, and NULL under pseudonyms",
		"select count(distinct asset) from aircall_call":                                                                                          "aircall_call.asset is a link, and NULL under pseudonyms",
		"select 1 from aircall_call where asset <> ''":                                                                                            "aircall_call.asset is a link, and NULL under pseudonyms",
		"select 1 from aircall_call where recording like 'https%'":                                                                                "aircall_call.recording is a link, and NULL under pseudonyms",
		"select case when asset is null then '' when has_voicemail then 'voicemail' else 'recording' end from aircall_call":                       "aircall_call.asset is a link, and NULL under pseudonyms",
		"select messages ->> 'voicemail' is not null from aircall_number":                                                                         "aircall_number.messages ->> 'voicemail' is a link",
		"select 1 from aircall_call where json_extract(assigned_to, '$.direct_link') is null":                                                     "is a link",
		"select 1 from aircall_contact where lower(first_name) = lower('Martin')":                                                                 "holds pseudonyms",
		"select 1 from aircall_call_comment where lower(content) = lower('Wants the invoice')":                                                    "shows only how long its text is",
		"select 1 from aircall_call_comment where nullif(content, 'Wants the invoice') is null":                                                   "shows only how long its text is",
		"select user_name from aircall_call intersect select contact_name from aircall_call":                                                      "write aircall_call.contact_name first",
		"select 1 from aircall_call a where exists (select 1 from aircall_call b where b.asset = a.asset)":                                        "aircall_call.asset is a link",
		"select 1 from aircall_call where length(asset) > 12":                                                                                     "aircall_call.asset is a link",
		"select 1 from aircall_call where length(raw_digits) < 8":                                                                                 "whose length is not that of the values",
		"select 1 from aircall_call_ai_voice_agent where escalation_target = 'NUMBER'":                                                            "in some of its rows",
	} {
		if shown, requests, err := asked(pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts()), sql); err == nil || !strings.Contains(err.Error(), want) || requests > 0 {
			t.Errorf("%s: %s by %d requests, %v, want %q", sql, shown, requests, err, want)
		} else if strings.Contains(err.Error(), number) || strings.Contains(err.Error(), email) {
			t.Errorf("%s: the error shows the value: %v", sql, err)
		}
	}
}

// TestWhatAPseudonymHidesIsSaid: a condition with a text that may be a name gives a notice where only some of the values are
// pseudonyms, or where it is not known which field of JSON is meant; and none elsewhere.
func TestWhatAPseudonymHidesIsSaid(t *testing.T) { bubble(t, whatAPseudonymHidesIsSaid) }

func whatAPseudonymHidesIsSaid(t *testing.T) {
	url, stop := network.Connect(fakeaircall.New(filled(), fakeaircall.Options{RateLimit: -1}))
	defer stop()
	o := embedded.Options(localsql.Connection{Name: fmt.Sprintf("hidden_%d", opened.Add(1)), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\n", url, fakeaircall.DemoAccessToken)})
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	o.Pseudonyms = pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts())
	db, err := localsql.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for sql, want := range map[string]string{
		"select 1 from aircall_call_event where detail like '%Martin%'":                                                         "aircall_call_event.detail holds pseudonyms",
		"select 1 from aircall_call_event where detail in ('Martin', 'Ada')":                                                    "aircall_call_event.detail holds pseudonyms",
		"select 1 from aircall_call where contact like '%Martin%'":                                                              "aircall_call.contact holds pseudonyms",
		"select 1 from aircall_call where json_extract(participants, '$[0].name') = 'Priya Nair'":                               "aircall_call.participants holds pseudonyms",
		"select 1 from aircall_call c, json_each(c.contact) j where j.value = 'Martin'":                                         "aircall_call.contact holds pseudonyms",
		"select 1 from aircall_call where json_extract(participants, '$[0].type') = 'contact'":                                  "",
		"select 1 from aircall_contact c, json_each(c.emails) j where j.value ->> 'label' = 'Work'":                             "",
		"select 1 from aircall_call c, json_each(c.tags_src) j where json_extract(j.value, '$.name') = 'Martin'":                "",
		"select content, count(*) from aircall_call_comment group by 1":                                                         "aircall_call_comment.content shows only how long its text is",
		"select count(distinct topic) from aircall_call_topic":                                                                  "aircall_call_topic.topic shows only how long",
		"select distinct topic from aircall_call_topic":                                                                         "aircall_call_topic.topic shows only how long",
		"select count(*) over (partition by asset) from aircall_call":                                                           "aircall_call.asset is NULL under pseudonyms",
		"select type, detail, count(*) from aircall_call_event group by 1, 2":                                                   "aircall_call_event.detail shows of some texts only how long",
		"select b.call_id from aircall_call_comment a join aircall_call_summary b on b.content = a.content where b.call_id = 1": "shows only how long",
		"select distinct asset from aircall_call":                                                                               "aircall_call.asset is NULL under pseudonyms",
		"select topic from aircall_call_topic order by topic":                                                                   "",
		"select phone_number, count(*) from aircall_call group by 1":                                                            "",
		"select recording, asset from aircall_call":                                                                             "",
		"select 1 from aircall_call where assigned_to ->> 'name' is not null":                                                   "",
		"select 1 from aircall_call_event where type = 'answered' and user_id > 0":                                              "",
		"select 1 from aircall_call where contact_name = 'Ada Okafor' and user_name = 'Priya Nair'":                             "",
	} {
		said := ""
		rows, err := db.Query(api.WithTrace(t.Context(), &api.Trace{Notice: func(message string) {
			if strings.Contains(message, "pseudonyms") || strings.Contains(message, "how long") { // the rest is about costs
				said += message
			}
		}}), sql)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			_ = rows.Close()
		}
		if err != nil || !strings.Contains(said, want) || (said == "") != (want == "") || strings.Contains(said, "Martin") {
			t.Errorf("%s: %q, %v, want %q", sql, said, err, want)
		}
	}
}

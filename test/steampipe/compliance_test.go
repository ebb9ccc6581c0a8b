//go:build e2e

package steampipe_test

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

const compliance = mod("mods/aircall-compliance")

// The companies that are checked. The two first are seen by an aggregator, too.
var (
	flawed      = declare(company{prepare: makeFlawed}, "checked_flawed")
	tidy        = declare(company{prepare: makeTidy}, "checked_tidy")
	nothing     = democompany.Size{Users: -1, Teams: -1, Numbers: -1, Contacts: -1, Tags: -1, Webhooks: -1, CallsPerDay: -1, Days: -1}
	unstarted   = declare(company{size: nothing, options: fakeaircall.Options{Plan: fakeaircall.NoAddOn}}, "check_empty")
	unlicensed  = declare(company{prepare: makeTidy, options: fakeaircall.Options{Plan: fakeaircall.NoAddOn}}, "check_no_add_on")
	yesterday   = declare(company{size: democompany.Size{Contacts: 20, Days: 1}, prepare: makeYoung}, "check_young")
	cheaply     = declare(company{size: small}, "check_cheap")
	ordinary    = declare(company{size: democompany.Size{Contacts: 60, CallsPerDay: 20}}, "check_whole")
	windowed    = declare(company{size: small, arguments: []string{noMemory}}, "check_windows")
	oneAtATime  = declare(company{size: small, arguments: []string{noMemory}}, "check_costs")
	ofThePast   = declare(company{size: small, arguments: []string{noMemory}}, "check_archive")
	allControls = "aircall_compliance"
)

// makeYoung lets users and lines begin yesterday.
func makeYoung(c *fakeaircall.Company) {
	for i := range c.Users {
		c.Users[i].CreatedAt = c.Now.AddDate(0, 0, -1)
	}
	for i := range c.Numbers {
		c.Numbers[i].CreatedAt = c.Now.AddDate(0, 0, -1)
	}
}

// found is what each control says beside ok, by resource.
type found map[string]map[string]string

func text(ids ...int64) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = strconv.FormatInt(id, 10)
	}
	return all
}

func says(status string, ids ...int64) map[string]string {
	all := map[string]string{}
	for _, id := range text(ids...) {
		all[id] = status
	}
	return all
}

func with(all ...map[string]string) map[string]string {
	one := map[string]string{}
	for _, some := range all {
		maps.Copy(one, some)
	}
	return one
}

func hooks(status string, numbers ...int64) map[string]string {
	all := map[string]string{}
	for _, n := range numbers {
		all[webhookID(n)] = status
	}
	return all
}

// wantFlawed is what is wrong with the flawed company.
func wantFlawed() found {
	return found{
		"webhook_uses_https":                hooks("alarm", 1),
		"webhook_host_approved":             hooks("alarm", 1, 2, 3, 4, 6),
		"webhook_active":                    hooks("alarm", 3),
		"webhook_events_needed":             hooks("info", 2, 3, 4, 6),
		"user_email_domain_approved":        says("alarm", loner, idle),
		"user_not_shared":                   says("alarm", shared2),
		"user_in_team":                      says("alarm", loner),
		"user_seat_used":                    with(says("alarm", loner, idle), says("skip", fresh)),
		"number_has_someone_to_ring":        with(says("alarm", nobodys), says("info", flowing)),
		"number_opening_hours_set":          says("alarm", nobodys, flowing),
		"number_voicemail_greeting_set":     says("alarm", silent),
		"number_used":                       with(says("alarm", unused), says("skip", flowing)),
		"number_recording_matches_policy":   says("alarm", paris, sales),
		"recording_deleted_after_retention": says("alarm", wrong.kept),
		"transcript_without_card_number":    says("alarm", wrong.card),
		"erasure_honoured":                  says("alarm", erased, wrong.erased),
		"contact_not_duplicated":            with(says("alarm", twin, otherTwin), says("info", nameless)),
		"comment_without_secrets":           says("alarm", wrong.noted),
		"call_respects_do_not_call":         says("alarm", wrong.listed, wrong.tagged),
		"call_respects_calling_hours":       with(says("alarm", wrong.early), says("info", wrong.maybe, wrong.tollFree)),
		"call_respects_frequency_cap":       says("alarm", wrong.overDaily, wrong.overWeekly),
		"call_tagged":                       with(says("alarm", flawedTeam), says("skip", emptyTeam)),
		"call_without_toll_fraud":           with(says("alarm", wrong.newCode, wrong.dear, wrong.abroad), says("alarm", wrong.night...), says("info", wrong.unusual)),
		"voicemail_handled":                 says("alarm", wrong.waiting, wrong.hidden),
	}
}

// wantTidy is what somebody has to look at in the tidy company: what a Smartflow does.
func wantTidy() found {
	return found{"number_has_someone_to_ring": says("info", tidyFlow), "number_voicemail_greeting_set": says("info", tidyFlow)}
}

func TestEachControlFindsWhatIsWrong(t *testing.T) {
	checkFound(t, "flawed", compliance.benchmark(t, flawed.schema(), allControls, checkedVariables...), wantFlawed())
	checkFound(t, "tidy", compliance.benchmark(t, tidy.schema(), allControls, checkedVariables...), wantTidy())
}

// TestComplianceOfAnAggregator: each company gets what it gets alone.
func TestComplianceOfAnAggregator(t *testing.T) {
	want := found{}
	for _, some := range []found{wantFlawed(), wantTidy()} {
		for control, findings := range some {
			want[control] = with(want[control], findings)
		}
	}
	b := compliance.benchmark(t, "checked", allControls, checkedVariables...)
	checkFound(t, "both", b, want)
	for name, c := range b.controls() {
		companies := map[string]bool{}
		for _, r := range c.Results {
			companies[r.dimension("company_name")] = true
		}
		if !companies[flawed.rows.Name] || !companies[tidy.rows.Name] || len(companies) != 2 {
			t.Errorf("%s speaks of %v", name, slices.Sorted(maps.Keys(companies)))
		}
	}
}

// checkFound compares everything that is not ok, and the form of every result.
func checkFound(t *testing.T, of string, b benchmark, want found) {
	t.Helper()
	controls := b.controls()
	if len(controls) != len(wantFlawed()) {
		t.Errorf("%s: there are %d controls", of, len(controls))
	}
	for name, c := range controls {
		if c.Error != "" {
			t.Errorf("%s: %s failed: %s", of, name, c.Error)
			continue
		}
		checkForm(t, of, name, c)
		got := map[string]string{}
		for _, r := range c.Results {
			if r.Status != "ok" {
				got[r.Resource] = r.Status
			}
		}
		if !maps.Equal(got, want[name]) {
			t.Errorf("%s: %s found %v, want %v", of, name, got, want[name])
		}
	}
}

// fraction is a number that was not rounded, or a time of day with seconds.
var fraction = regexp.MustCompile(`[0-9]\.[0-9]{4}|:[0-9]{2}:[0-9]{2}`)

// checkForm: there is a row, each reason is a sentence, each result says of which company it is.
func checkForm(t *testing.T, of, name string, c benchmarkControl) {
	t.Helper()
	if len(c.Results) == 0 {
		t.Errorf("%s: %s has no result", of, name)
	}
	for _, r := range c.Results {
		if r.Resource == "" && r.dimension("company_name") != "" || !strings.HasSuffix(r.Reason, ".") || fraction.MatchString(r.Reason) {
			t.Errorf("%s: %s has the result %+v", of, name, r)
		}
	}
}

func (r controlResult) dimension(key string) string {
	for _, d := range r.Dimensions {
		if d.Key == key {
			return d.Value
		}
	}
	return ""
}

// TestComplianceOfACompanyThatHasNothing, and of one that began yesterday: no alarm, and nothing fails.
func TestComplianceOfACompanyThatHasNothing(t *testing.T) {
	for _, test := range []struct {
		of         *company
		variables  []string
		most, skip string
	}{
		{unstarted, nil, "info skip", "user_seat_used number_used webhook_uses_https voicemail_handled contact_not_duplicated"},
		{unstarted, checkedVariables, "info ok skip", "user_seat_used number_used webhook_uses_https transcript_without_card_number call_respects_do_not_call"},
		{yesterday, nil, "alarm info ok skip", "recording_deleted_after_retention"},
	} {
		b := compliance.benchmark(t, test.of.schema(), allControls, test.variables...)
		for name, c := range b.controls() {
			if c.Error != "" {
				t.Errorf("%s: %s failed: %s", test.of.schema(), name, c.Error)
			}
			checkForm(t, test.of.schema(), name, c)
			for _, r := range c.Results {
				if !strings.Contains(test.most, r.Status) {
					t.Errorf("%s: %s says %s: %s", test.of.schema(), name, r.Status, r.Reason)
				}
				if slices.Contains(strings.Fields(test.skip), name) && r.Status != "skip" {
					t.Errorf("%s: %s says %s and not skip: %s", test.of.schema(), name, r.Status, r.Reason)
				}
				if test.of == yesterday && (name == "user_seat_used" || name == "number_used") && r.Status == "alarm" {
					t.Errorf("%s blames what began yesterday: %s", name, r.Reason)
				}
			}
		}
	}
}

// TestAMissingAddOnIsSkipped: it costs one call's refusal, and breaks nothing else.
func TestAMissingAddOnIsSkipped(t *testing.T) {
	unlicensed.ResetRequests()
	b := compliance.benchmark(t, unlicensed.schema(), allControls, checkedVariables...)
	checkFound(t, "without AI Assist", b, found{
		"number_has_someone_to_ring": says("info", tidyFlow), "number_voicemail_greeting_set": says("info", tidyFlow),
		"transcript_without_card_number": {unlicensed.rows.Name: "skip"},
	})
	if r := b.controls()["transcript_without_card_number"].Results[0]; !strings.Contains(r.Reason, "AI Assist") {
		t.Errorf("the reason is %q", r.Reason)
	}
	refused := slices.DeleteFunc(unlicensed.Requests(), func(r fakeaircall.Request) bool { return !strings.HasSuffix(r.Path, "/transcription") })
	if len(refused) != 1 {
		t.Errorf("%d transcripts were asked for", len(refused))
	}
}

// TestEmptyListsAskAPerson: without lists these controls neither alarm nor say that all is well.
func TestEmptyListsAskAPerson(t *testing.T) {
	controls := compliance.benchmark(t, tidy.schema(), allControls, "--var", "do_not_call_tags=[]").controls()
	for _, name := range []string{"webhook_host_approved", "user_email_domain_approved", "number_recording_matches_policy",
		"call_respects_do_not_call", "erasure_honoured", "transcript_without_card_number"} {
		for _, r := range controls[name].Results {
			if r.Status != "info" || !strings.Contains(r.Reason, "o list is set in ") {
				t.Errorf("%s says %s: %s", name, r.Status, r.Reason)
			}
		}
	}
	controls = compliance.benchmark(t, tidy.schema(), allControls, "--var", `do_not_call_numbers=["06 12"]`, "--var", `erasure_phone_numbers=["06 12"]`, "--var", "retention_days=174").controls()
	for _, name := range []string{"call_respects_do_not_call", "erasure_honoured", "recording_deleted_after_retention"} {
		if !slices.ContainsFunc(controls[name].Results, func(r controlResult) bool { return r.Status == "info" }) {
			t.Errorf("%s does not say that it cannot look: %+v", name, controls[name].Results)
		}
	}
}

// TestManyFindingsAreCountedByLine: beyond a hundred.
func TestManyFindingsAreCountedByLine(t *testing.T) {
	results := compliance.benchmark(t, flawed.schema(), "conduct", "--var", "dials_per_day=0").controls()["call_respects_frequency_cap"].Results
	calls, lines := 0, map[string]bool{}
	for _, r := range results {
		if n := regexp.MustCompile(`^Each of (\d+) calls on `).FindStringSubmatch(r.Reason); n != nil {
			count, _ := strconv.Atoi(n[1])
			calls += count
		}
		lines[r.Resource] = true
	}
	want := 0
	for _, call := range flawed.rows.Calls {
		if call.Direction == fakeaircall.Outbound && call.StartedAt > companiesNow.AddDate(0, 0, -30).Unix() {
			want++
		}
	}
	if calls != want || want <= 100 || !lines[text(orders)[0]] {
		t.Errorf("%d of %d calls are counted: %+v", calls, want, results)
	}
}

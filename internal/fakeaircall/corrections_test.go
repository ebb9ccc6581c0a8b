package fakeaircall_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// Measured: only Aircall's own tags have a description, which is a code; their names are the text for people.
func TestTagDescriptionsAreCodesOfSystemTags(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	system := map[string]string{
		"Callback Request": "queue_callback #29C8FF", "Called Back": "queue_called_back #B285D1", "Conference": "conference #000000",
		"Follow Up": "follow_up_self_assign #ff7d03", "Voicemail Drop": "voicemail_drop #FCBB26", "Voice Virtual Agent": "voice_virtual_agent #00B388",
	}
	found := 0
	for _, tag := range rows(t, s, "/v1/tags?per_page=50", "tags") {
		want, ours := system[tag["name"].(string)]
		switch {
		case !ours && tag["description"] != nil:
			t.Errorf("the company's tag %v has the description %v", tag["name"], tag["description"])
		case ours && fmt.Sprint(tag["description"], " ", tag["color"]) != want:
			t.Errorf("%v is %v in %v, want %s", tag["name"], tag["description"], tag["color"], want)
		case ours:
			found++
		}
	}
	if found == 0 {
		t.Error("there is no tag of Aircall's own")
	}
}

// Measured: availability_status is the setting of the working hours. An idle user is not available, and offline, while
// the setting says available and always_opened. Measured in webhooks: the codes of what a user chose, and companies' labels.
func TestAvailabilityStatusIsNotPresence(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	presence := map[any]any{}
	for _, row := range rows(t, s, "/v1/users/availabilities?per_page=50", "users") {
		presence[row["id"]] = row["availability"]
	}
	idle := 0
	codes := strings.Fields("on_a_break out_for_lunch doing_back_office in_training other always_opened always_closed Lunch")
	for _, user := range rows(t, s, "/v2/users?per_page=50", "users") {
		if presence[user["id"]] == "offline" {
			if user["available"] != false {
				t.Errorf("%v is offline and available", user["name"])
			}
			if user["availability_status"] == "available" && user["substatus"] == "always_opened" {
				idle++
			}
		}
		if !slices.Contains(codes, user["substatus"].(string)) {
			t.Errorf("the substatus %v was never seen", user["substatus"])
		}
	}
	if idle == 0 {
		t.Error("nobody is idle with the setting available")
	}
}

// Inferred from two readings: call ids have passed 2^32.
func TestCallIDsNeedMoreThan32Bits(t *testing.T) {
	t.Parallel()
	c, _ := demo(t)
	for _, c := range []*fakeaircall.Company{c, fixture.Filled(noon), fixture.Sparse(noon), fixture.Calls(10, noon.AddDate(0, 0, -1), noon, 0)} {
		for _, call := range c.Calls {
			if call.ID <= 1<<32 {
				t.Fatalf("%s has the call %d", c.Name, call.ID)
			}
		}
	}
}

// Measured: digits begin with a plus and are punctuated, unless the caller is anonymous; the duration has the ringing in it.
func TestDigitsAndDurations(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	shown := regexp.MustCompile(`^\+\d[\d -]*[ -][\d -]*\d$`)
	for _, call := range rows(t, s, "/v1/calls?per_page=50", "calls") {
		if digits := call["raw_digits"].(string); digits != "anonymous" && !shown.MatchString(digits) {
			t.Errorf("digits %q", digits)
		}
		if end, ok := call["ended_at"].(float64); ok && call["duration"] != end-call["started_at"].(float64) {
			t.Errorf("call %v lasted from %v to %v: %v s", call["id"], call["started_at"], end, call["duration"])
		}
	}
}

// Documented: a participant who is external has neither id nor name, and one who is a user no phone number.
func TestParticipants(t *testing.T) {
	t.Parallel()
	c := fixture.Filled(noon)
	c.Calls[0].Details.Participants = []fakeaircall.Participant{{"1", "user", "Priya Nair", ""}, {"2", "contact", "Ada Okafor", "+441614960417"}, {"", "external", "", "+441614960418"}}
	s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), RateLimit: -1})
	call := read(t, s, fmt.Sprintf("/v1/calls/%d", c.Calls[0].ID))["call"].(map[string]any)
	want := map[string]string{"user": "id name type", "contact": "id name phone_number type", "external": "phone_number type"}
	for _, p := range call["conference_participants"].([]any) {
		p := p.(map[string]any)
		if got := keys(p); got != want[p["type"].(string)] {
			t.Errorf("a participant who is a %v has the keys %s", p["type"], got)
		}
	}
}

// Measured: webhooks have real milliseconds, arbitrary old ids of seven or eight digits, and their events in another order
// than they were sent.
func TestWebhooksAsTheyComeBack(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	fractions, ordered := 0, true
	var ids []int64
	for i, row := range rows(t, s, "/v1/webhooks", "webhooks") {
		sent := c.Webhooks[i].Events
		var events []string
		for _, event := range row["events"].([]any) {
			events = append(events, event.(string))
		}
		ordered = ordered && slices.Equal(events, sent)
		if slices.Sort(events); !slices.Equal(events, slices.Sorted(slices.Values(sent))) {
			t.Errorf("events %q, sent were %q", events, sent)
		}
		created, err := time.Parse("2006-01-02T15:04:05.000Z", row["created_at"].(string))
		if err != nil {
			t.Error(err)
		}
		fractions += created.Nanosecond()
		ids = append(ids, int64(row["id"].(float64)))
		if id := ids[i]; id < 1_000_000 || id > 99_999_999 || i > 0 && id == ids[i-1]+1 {
			t.Errorf("the old ids are %d", ids)
		}
	}
	if fractions == 0 || ordered {
		t.Errorf("milliseconds %d, events in the order in which they were sent: %v", fractions, ordered)
	}
}

// Measured: what a search of contacts does not know it ignores, and then it returns everything.
func TestContactSearchIgnoresWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	for _, query := range []string{"", "?name=Nobody", "?phone=%2B441614960417", "?q=x&company_name=y"} {
		if got := total(t, s, "/v1/contacts/search"+query); got != len(c.Contacts) {
			t.Errorf("%q finds %d of %d contacts", query, got, len(c.Contacts))
		}
	}
}

// Measured: no rate headers on a 200, and the limit is the company's, whichever key asks.
func TestTheLimitIsTheCompanys(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon), RateLimit: 2})
	if w := ask(t, s, "/v1/tags"); w.Code != http.StatusOK || limitHeaders(w) != "" {
		t.Errorf("%d with the headers %q", w.Code, limitHeaders(w))
	}
	if body := bearer(t, s, "/v1/ping"); !strings.Contains(body, "pong") {
		t.Errorf("another key: %s", body)
	}
	if got := ask(t, s, "/v1/ping").Code; got != http.StatusTooManyRequests {
		t.Errorf("the third request: %d", got)
	}
}

// Documented: a score may be far above 5, polarities are in capitals, and an AI agent who speaks has an id of its own kind.
func TestConversationForms(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	scores, agents := 0, 0
	for id, talk := range c.Conversations {
		if talk.CSAT != nil && scores == 0 {
			csat := read(t, s, fmt.Sprintf("/v1/calls/%d/predicted_csat", id))["csat"].(map[string]any)
			driver := csat["drivers"].([]any)[0].(map[string]any)
			if polarity := driver["polarity"].(string); polarity != strings.ToUpper(polarity) || csat["score"].(float64) <= 5 {
				t.Errorf("csat %v", csat)
			}
			scores++
		}
		spoken := slices.ContainsFunc(talk.Transcription.Utterances, func(u fakeaircall.Utterance) bool { return u.ParticipantType == "ai_voice_agent" })
		if !spoken || agents > 0 {
			continue
		}
		var answer struct {
			Transcription struct {
				Content struct{ Utterances []map[string]any }
			}
		}
		if err := json.Unmarshal(ask(t, s, fmt.Sprintf("/v1/calls/%d/transcription", id)).Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		for _, u := range answer.Transcription.Content.Utterances {
			_, isUser := u["user_id"]
			if u["participant_type"] == "ai_voice_agent" && (u["ai_voice_agent_id"] == nil || isUser) {
				t.Errorf("an AI agent's utterance is %v", u)
			} else if u["participant_type"] != "ai_voice_agent" && u["ai_voice_agent_id"] != nil {
				t.Errorf("another's utterance is %v", u)
			}
			agents++
		}
	}
	if scores == 0 || agents == 0 {
		t.Errorf("%d scores and %d utterances beside an AI agent", scores, agents)
	}
}

// Documented: a dialer campaign comes with its numbers in display form.
func TestDialerCampaignShowsItsNumbers(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Filled(noon), fakeaircall.Options{Now: at(noon)})
	campaign := read(t, s, fmt.Sprintf("/v1/users/%d/dialer_campaign", int64(democompany.FirstUserID)))["dialer_campaign"].(map[string]any)
	if got := fmt.Sprint(campaign["phone_numbers"]); got != "[+44 161 496 0990]" {
		t.Errorf("phone_numbers %s", got)
	}
}

// Measured: an outbound campaign's contacts have numbers without a plus, are found by a number in E.164, and the calls of a
// campaign carry a tag of that name and usually no contact.
func TestOutboundCampaigns(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	path := "/v1/campaigns/" + democompany.SpringCampaign + "/contacts"
	contacts := rows(t, s, path, "contacts")
	if len(contacts) < 6 || keys(contacts[0]) != "company_name email first_name last_name note phone_number" {
		t.Fatalf("%d contacts, the first is %v", len(contacts), contacts[0])
	}
	for _, contact := range contacts {
		number := contact["phone_number"].(string)
		found := rows(t, s, path+"?phone_number=%2B"+number, "contacts")
		if strings.Trim(number, "0123456789") != "" || len(found) != 1 || found[0]["phone_number"] != number {
			t.Errorf("by +%s are found %v", number, found)
		}
	}
	if got := len(rows(t, s, path+"?phone_number=%2B447700900000", "contacts")); got != 0 {
		t.Errorf("%d contacts by a number that none has", got)
	}
	if got := ask(t, s, "/v1/campaigns/00000000-0000-7000-8000-000000000000/contacts").Code; got != http.StatusNotFound {
		t.Errorf("an unknown campaign: %d", got)
	}
	tag := slices.IndexFunc(c.Tags, func(tag fakeaircall.Tag) bool { return tag.Name == "Outbound Campaign" })
	called := rows(t, s, fmt.Sprintf("/v1/calls/search?per_page=50&fetch_contact=true&tags[]=%d", c.Tags[tag].ID), "calls")
	for _, call := range called {
		known := slices.ContainsFunc(contacts, func(p map[string]any) bool {
			return e164(call["raw_digits"].(string)) == "+"+p["phone_number"].(string)
		})
		if call["direction"] != "outbound" || call["contact"] != nil || !known {
			t.Errorf("the campaign's call %v is %v to %v, contact %v", call["id"], call["direction"], call["raw_digits"], call["contact"])
		}
	}
	if len(called) == 0 {
		t.Error("no call carries the campaign's tag")
	}
}

// Measured: most tags come within five minutes of a call's end, a few much later.
func TestSomeTagsComeLate(t *testing.T) {
	t.Parallel()
	c, _ := demo(t)
	soon, later, muchLater := 0, 0, 0
	for _, call := range c.Calls {
		for _, tag := range call.Detail().Tags {
			if c.Tag(tag.TagID).Name == "Outbound Campaign" { // which the dialler sets
				continue
			}
			switch after := tag.TaggedAt - call.EndedAt; {
			case after < 0 || tag.TaggedAt > noon.Unix():
				t.Errorf("call %d was tagged %d s after its end, at %d", call.ID, after, tag.TaggedAt)
			case after <= 5*60:
				soon++
			case after <= 30*60:
				later++
			default:
				muchLater++
			}
		}
	}
	if muchLater == 0 || muchLater > later || later*10 > soon {
		t.Errorf("%d tags within five minutes, %d within thirty, %d after that", soon, later, muchLater)
	}
}

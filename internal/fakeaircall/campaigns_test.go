package fakeaircall_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// Documented: a dialer campaign comes with its numbers in display form.
func TestDialerCampaignHasNumbersInDisplayForm(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Filled(noon), fakeaircall.Options{Now: at(noon)})
	campaign := read(t, s, fmt.Sprintf("/v1/users/%d/dialer_campaign", int64(democompany.FirstUserID)))["dialer_campaign"].(map[string]any)
	if got := fmt.Sprint(campaign["phone_numbers"]); got != "[+44 161 496 0990]" {
		t.Errorf("phone_numbers %s", got)
	}
}

// Measured: an outbound campaign's contacts have numbers without a plus, are found by a number in E.164, and the calls of a
// campaign carry a tag of that name and usually no contact.
func TestCampaignContactsAreFoundByNumber(t *testing.T) {
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

package fakeaircall_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// Documented: the pages of SMS templates go up to 100; WhatsApp templates page by a token.
func TestTemplatesArePagedByToken(t *testing.T) {
	t.Parallel()
	c, _ := demo(t)
	for i := range 120 {
		c.SMSTemplates = append(c.SMSTemplates, fakeaircall.SMSTemplate{int64(1000 + i), "Bulk", "Text"})
	}
	s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), RateLimit: -1})
	if got := len(rows(t, s, "/v1/sms/templates?per_page=150", "templates")); got != 100 {
		t.Errorf("%d templates on a page", got)
	}
	if got := total(t, s, "/v1/sms/templates?search=survey"); got != 1 {
		t.Errorf("%d templates found", got)
	}
	path := fmt.Sprintf("/v1/numbers/%d/templates?limit=2&status=APPROVED", c.Numbers[0].ID)
	if got := len(rows(t, s, path, "templates")); got != 2 {
		t.Errorf("%d WhatsApp templates, want the 2 approved", got)
	}
	path = fmt.Sprintf("/v1/numbers/%d/templates?limit=2", c.Numbers[0].ID)
	for _, page := range []struct {
		token int
		ids   []float64
		next  any
	}{{0, []float64{1, 2}, 2.0}, {2, []float64{3}, nil}} {
		body := read(t, s, fmt.Sprintf("%s&token=%d", path, page.token))
		var ids []float64
		for _, row := range body["templates"].([]any) {
			template := row.(map[string]any)
			ids = append(ids, template["id"].(float64))
			if template["wabaId"] != "123456789" {
				t.Errorf("wabaId is %v, want a text of digits", template["wabaId"])
			}
		}
		info := body["pageInfo"].(map[string]any)
		if !slices.Equal(ids, page.ids) || info["currentToken"] != float64(page.token) || info["nextToken"] != page.next || info["totalCount"] != 3.0 {
			t.Errorf("page %d: ids %v and %v", page.token, ids, info)
		}
	}
}

// Documented: whether messages can be sent is a boolean, and the other words are in capitals.
func TestWhatsAppStatusIsThatOfTheNumber(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	got := ask(t, s, fmt.Sprintf("/v1/numbers/%d/whatsapp_status", c.Numbers[0].ID)).Body.String()
	want := `{"wabaId":"123456789","status":"ONLINE","canSendMessage":true,"messagingLimitTier":"TIER_1K","qualityRating":"GREEN","businessVerificationStatus":"VERIFIED"}`
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Documented: integrations/me is for OAuth applications.
func TestIntegrationIsThatOfTheApplication(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	if got := ask(t, s, "/v1/integrations/me").Code; got != http.StatusForbidden {
		t.Errorf("a Basic key gets %d", got)
	}
	if body := bearer(t, s, "/v1/integrations/me"); !strings.Contains(body, `"company_id":22107`) {
		t.Errorf("integration %s", body)
	}
}

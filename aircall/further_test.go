//go:build !race || atomicsdk

package aircall

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

const (
	everyUserIsListed   = "GET /v2/users?order=desc&page=1&per_page=50"
	everyNumberIsListed = "GET /v1/numbers?order=desc&page=1&per_page=50"
)

func TestDialerCampaignsAreAskedUserByUser(t *testing.T) {
	const adas, bens = "GET /v1/users/11/dialer_campaign", "GET /v1/users/12/dialer_campaign"
	check(t, "aircall_dialer_campaign", "id", []pushdown{
		{"of all", nil, []string{adas, bens, everyUserIsListed}, []int64{71}},
		{"of one", []*proto.Qual{where("user_id", "=", ben)}, []string{bens}, []int64{71}},
		{"of one without", []*proto.Qual{where("user_id", "=", ada)}, []string{adas}, noRows},
		{"of a list", []*proto.Qual{where("user_id", "=", []any{ada, ben})}, []string{adas, bens}, []int64{71}},
		{"of nobody", []*proto.Qual{where("user_id", "=", 99)}, []string{"GET /v1/users/99/dialer_campaign"}, noRows},
		{"of no id", []*proto.Qual{where("user_id", "=", -5)}, none, noRows},
		{"unevaluated", []*proto.Qual{where("user_id", "=", unevaluatedInt)}, []string{adas, bens, everyUserIsListed}, []int64{71}},
		{"another company", []*proto.Qual{where("company_name", "=", "Somebody Else")}, []string{"GET /v1/company"}, noRows},
	})
}

func TestDialerCampaignNumbersAreAskedUserByUser(t *testing.T) {
	const adas, bens = "GET /v1/users/11/dialer_campaign/phone_numbers", "GET /v1/users/12/dialer_campaign/phone_numbers"
	check(t, "aircall_dialer_campaign_number", "id", []pushdown{
		{"of all", nil, []string{adas, bens, everyUserIsListed}, []int64{81, 82}},
		{"of one", []*proto.Qual{where("user_id", "=", ben)}, []string{bens}, []int64{81, 82}},
		{"of one without", []*proto.Qual{where("user_id", "=", ada)}, []string{adas}, noRows},
	})
}

func TestWhatsAppIsAskedNumberByNumber(t *testing.T) {
	t.Parallel()
	t.Run("templates, page by page", func(t *testing.T) {
		const pariss, londons, more = "GET /v1/numbers/21/templates", "GET /v1/numbers/22/templates", "GET /v1/numbers/22/templates?token=10"
		all := slices.Repeat([]int64{london}, 11)
		check(t, "aircall_whatsapp_template", "number_id", []pushdown{
			{"of all", nil, []string{pariss, londons, more, everyNumberIsListed}, all},
			{"of one", []*proto.Qual{where("number_id", "=", london)}, []string{londons, more}, all},
			{"of one without", []*proto.Qual{where("number_id", "=", paris)}, []string{pariss}, noRows},
		})
	})
	t.Run("templates that end with the token 0", func(t *testing.T) {
		c := start(t, nil).serveWith(t, smallCompany(), fakeaircall.Options{Now: func() time.Time { return now }, LastTokenIsZero: true})
		ids := values[string](c.rows(query{table: "aircall_whatsapp_template", columns: []string{"id"}}), "id")
		if want := strings.Fields("1 10 11 2 3 4 5 6 7 8 9"); !slices.Equal(ids, want) {
			t.Errorf("templates %q, want %q", ids, want)
		}
	})
	t.Run("status", func(t *testing.T) {
		const pariss, londons = "GET /v1/numbers/21/whatsapp_status", "GET /v1/numbers/22/whatsapp_status"
		check(t, "aircall_whatsapp_status", "number_id", []pushdown{
			{"of all", nil, []string{pariss, londons, everyNumberIsListed}, []int64{london}},
			{"of one", []*proto.Qual{where("number_id", "=", london)}, []string{londons}, []int64{london}},
			{"of one without", []*proto.Qual{where("number_id", "=", paris)}, []string{pariss}, noRows},
		})
	})
}

func TestTemplatesAreListed(t *testing.T) {
	t.Parallel()
	c := serve(t, fixture.Filled(now))
	requests, rows := c.asked(query{table: "aircall_sms_template", columns: []string{"id", "name"}})
	if ids := values[string](rows, "id"); !slices.Equal(requests, []string{"GET /v1/sms/templates?page=1&per_page=50"}) || !slices.Equal(ids, []string{"501"}) {
		t.Errorf("%q gave %q", requests, ids)
	}
}

// TestWhatAUserIsRefusedIsAnError: only 404 is no row.
func TestWhatAUserIsRefusedIsAnError(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for name, path := range map[string]string{
		"aircall_user_number":            "/v2/users/12/numbers",
		"aircall_dialer_campaign":        "/v1/users/12/dialer_campaign",
		"aircall_dialer_campaign_number": "/v1/users/12/dialer_campaign/phone_numbers",
		"aircall_whatsapp_template":      "/v1/numbers/22/templates",
		"aircall_whatsapp_status":        "/v1/numbers/22/whatsapp_status",
	} {
		c := plugin.serve(t, smallCompany())
		c.Fault(fakeaircall.Fault{Path: path, Times: fakeaircall.Forever, Status: 403})
		_, err := c.run(t.Context(), c.connection, query{table: name, columns: []string{CompanyColumn}})
		if want := name + ": GET " + path + ": 403"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestAnIntegrationNeedsAnAccessToken(t *testing.T) {
	t.Parallel()
	ask := query{table: "aircall_integration", columns: []string{"name"}}
	c := serve(t, fixture.Filled(now))
	_, err := c.run(t.Context(), c.connection, ask)
	if err == nil || !strings.Contains(err.Error(), "aircall_integration: ") || !strings.Contains(err.Error(), "AIRCALL_ACCESS_TOKEN") {
		t.Errorf("error %v with an API key, want one that names access_token", err)
	}
	if requests := c.requests(); len(requests) > 0 {
		t.Errorf("%q were made with an API key", requests)
	}
	c = serveApplication(t, fixture.Filled(now))
	requests, rows := c.asked(ask)
	if !slices.Equal(requests, []string{"GET /v1/integrations/me"}) || len(rows) != 1 || rows[0]["name"] != "ledger-sync" {
		t.Errorf("%q gave %v", requests, rows)
	}
	c = serveApplication(t, smallCompany())
	if rows := c.rows(ask); len(rows) > 0 {
		t.Errorf("%v where Aircall has none", rows)
	}
}

func TestAPIUsageCountsWithoutAsking(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany(), "cache_seconds = 0", "max_concurrent_requests = 2")
	usage := query{table: "aircall_api_usage", columns: columnNames(tableAircallAPIUsage().Table), cache: true}
	usage.columns = slices.DeleteFunc(usage.columns, func(name string) bool { return name == CompanyColumn })
	for made := range int64(3) {
		requests, rows := c.asked(usage)
		if len(requests) > 0 || len(rows) != 1 {
			t.Fatalf("%q gave %v, want one row without a request", requests, rows)
		}
		want := map[string]any{"requests_last_minute": made, "requests_limit": int64(1000), "budget_is_shared": false, "requests_in_flight": int64(0), "requests_waiting": int64(0), "requests_total": made,
			"waits_total": int64(0), "seconds_waited": int64(0), "rate_limited_total": int64(0), "blocked_until": nil}
		for name, value := range want {
			if rows[0][name] != value {
				t.Errorf("%s is %v after %d requests, want %v", name, rows[0][name], made, value)
			}
		}
		c.rows(query{table: "aircall_tag", columns: []string{"id"}})
	}
}

func TestAPIUsageTellsOfABlock(t *testing.T) { bubble(t, usageTellsOfABlock) }

func usageTellsOfABlock(t *testing.T) {
	c := serve(t, smallCompany())
	c.Fault(fakeaircall.Fault{Path: "/v1/tags", Kind: fakeaircall.TooManyRequests})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := c.run(ctx, c.connection, query{table: "aircall_tag", columns: []string{"id"}})
		ended <- err
	}()
	usage := query{table: "aircall_api_usage", columns: []string{"rate_limited_total", "blocked_until", "requests_waiting"}}
	synctest.Wait() // the request waits for the end of the block
	row := c.rows(usage)[0]
	if until, ok := row["blocked_until"].(time.Time); !ok || !until.After(time.Now()) || row["rate_limited_total"] != int64(1) || row["requests_waiting"] != int64(1) {
		t.Errorf("%v while a request waits for the end of a block", row)
	}
	cancel()
	<-ended
	if waiting := c.rows(usage)[0]["requests_waiting"]; waiting != int64(0) {
		t.Errorf("%v requests wait after the query was cancelled", waiting)
	}
}

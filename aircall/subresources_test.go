//go:build !race || atomicsdk

package aircall

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
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

// TestARefusedSubresourceIsAnError: only 404 is no row.
func TestARefusedSubresourceIsAnError(t *testing.T) {
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

func TestNumbersOfUsersAreAskedUserByUser(t *testing.T) {
	const users, adas, bens = "GET /v2/users?order=desc&page=1&per_page=50", "GET /v2/users/11/numbers?page=1&per_page=50", "GET /v2/users/12/numbers?page=1&per_page=50"
	check(t, "aircall_user_number", "number_id", []pushdown{
		{"of all", nil, []string{adas, bens, users}, []int64{paris, paris, london}},
		{"of one", []*proto.Qual{where("user_id", "=", ben)}, []string{bens}, []int64{paris, london}},
		{"of a list", []*proto.Qual{where("user_id", "=", []any{ada, ben})}, []string{adas, bens}, []int64{paris, paris, london}},
		{"of nobody", []*proto.Qual{where("user_id", "=", 99)}, []string{"GET /v2/users/99/numbers?page=1&per_page=50"}, noRows},
		{"of no id", []*proto.Qual{where("user_id", "=", -5)}, none, noRows},
		{"of NULL, as a join may ask", []*proto.Qual{where("user_id", "=", nil)}, none, noRows},
		{"unevaluated", []*proto.Qual{where("user_id", "=", unevaluatedInt)}, []string{adas, bens, users}, []int64{paris, paris, london}},
	})
}

func TestALimitOnNumbersOfAnUnevaluatedUserIsRefused(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany())
	_, err := c.run(t.Context(), c.connection, query{table: "aircall_user_number", columns: []string{"number_id"}, where: []*proto.Qual{where("user_id", "=", unevaluatedInt)}, limit: 1})
	if err == nil || !strings.Contains(err.Error(), "aircall_user_number: ") || !strings.Contains(err.Error(), "user_id in (select …)") {
		t.Errorf("error %v, want one that says how to write it", err)
	}
	if requests := c.requests(); len(requests) > 0 {
		t.Errorf("%q were made", requests)
	}
}

//go:build !race || atomicsdk

// As scan_harness_test.go: the SDK's own race in a scan of several rows.

package aircall

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

const campaignContactTable = "aircall_campaign_contact"

// campaigningCompany has two campaigns; the second calls yan with more than a page of others.
func campaigningCompany() *fakeaircall.Company {
	c := smallCompany()
	others := []fakeaircall.CampaignContact{{PhoneNumber: yanNumber, FirstName: "Yan"}}
	for i := range 24 {
		others = append(others, fakeaircall.CampaignContact{PhoneNumber: fmt.Sprintf("+1212555%04d", 100+i), LastName: "Hart"})
	}
	c.Campaigns = map[string][]fakeaircall.CampaignContact{
		democompany.SpringCampaign: {{PhoneNumber: zoesNumber, FirstName: "Zoe"}, {PhoneNumber: "+123", FirstName: "Nobody"}},
		democompany.RecallCampaign: others,
	}
	return c
}

func TestCampaignContactsAreAskedCampaignByCampaign(t *testing.T) {
	t.Parallel()
	const spring, recall = democompany.SpringCampaign, democompany.RecallCampaign
	request := func(id string) string { return "GET /v1/campaigns/" + id + "/contacts" }
	byNumber := func(id, number string) string { return request(id) + "?phone_number=%2B" + number[1:] }
	many := []any{zoesNumber, yanNumber}
	for i := range 10 {
		many = append(many, fmt.Sprintf("+1212555%04d", 100+i))
	}
	plugin := start(t, nil)
	for _, test := range []struct {
		name     string
		where    []*proto.Qual
		requests []string
		rows     int
		of       string // of one of the rows
	}{
		{"one", []*proto.Qual{where("campaign_id", "=", spring)}, []string{request(spring)}, 2, zoesNumber},
		{"two", []*proto.Qual{where("campaign_id", "=", []any{spring, recall})}, []string{request(spring), request(recall)}, 27, yanNumber},
		{"an unknown one", []*proto.Qual{where("campaign_id", "=", "0192f0c4-0000-7000-8000-000000000000")}, []string{request("0192f0c4-0000-7000-8000-000000000000")}, 0, ""},
		{"no id", []*proto.Qual{where("campaign_id", "=", "../calls")}, none, 0, ""},
		{"a number", []*proto.Qual{where("campaign_id", "=", recall), where("phone_number", "=", yanNumber)}, []string{byNumber(recall, yanNumber)}, 1, yanNumber},
		{"a number of another", []*proto.Qual{where("campaign_id", "=", recall), where("phone_number", "=", zoesNumber)}, []string{byNumber(recall, zoesNumber)}, 0, ""},
		{"no number", []*proto.Qual{where("campaign_id", "=", recall), where("phone_number", "=", "Yan")}, none, 0, ""},
		{"more numbers than it is worth", []*proto.Qual{where("campaign_id", "=", recall), where("phone_number", "=", many)}, []string{request(recall)}, 11, yanNumber},
		{"another company", []*proto.Qual{where("campaign_id", "=", spring), where("company_name", "=", "Somebody Else")}, []string{"GET /v1/company"}, 0, ""},
	} {
		c := plugin.serve(t, campaigningCompany())
		requests, rows := c.asked(query{table: campaignContactTable, columns: []string{"campaign_id", "phone_number"}, where: test.where})
		if !slices.Equal(requests, test.requests) || len(rows) != test.rows {
			t.Errorf("%s: %q gave %d rows, want %q and %d", test.name, requests, len(rows), test.requests, test.rows)
		}
		if test.of != "" && !slices.ContainsFunc(rows, func(row map[string]any) bool { return row["phone_number"] == test.of }) {
			t.Errorf("%s: %s is not among %v", test.name, test.of, rows)
		}
	}
}

func TestACampaignsNumbersGetTheirPlusBack(t *testing.T) {
	t.Parallel()
	c := serve(t, campaigningCompany())
	got := map[any]any{}
	for _, row := range c.rows(query{table: campaignContactTable, columns: []string{"phone_number", "digits"}, where: []*proto.Qual{where("campaign_id", "=", democompany.SpringCampaign)}}) {
		got[row["digits"]] = row["phone_number"]
	}
	if len(got) != 2 || got[zoesNumber[1:]] != zoesNumber || got["123"] != nil {
		t.Errorf("numbers by digits: %v", got)
	}
}

func TestCampaignContactsNeedACampaign(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, test := range []struct {
		where []*proto.Qual
		fault int
		says  string
	}{
		{nil, 0, "campaign_id"},
		{[]*proto.Qual{where("campaign_id", "=", unevaluatedText)}, 0, "campaign_id in (select …)"},
		{[]*proto.Qual{where("campaign_id", "=", democompany.SpringCampaign)}, 403, "The key is good, but this needs Aircall's outbound campaigns"},
	} {
		c := plugin.serve(t, campaigningCompany())
		if test.fault != 0 {
			c.Fault(fakeaircall.Fault{Path: "/v1/campaigns/", Times: fakeaircall.Forever, Status: test.fault})
		}
		rows, err := c.run(t.Context(), c.connection, query{table: campaignContactTable, columns: []string{"phone_number"}, where: test.where})
		if err == nil || len(rows) > 0 || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%v: %d rows, error %v; want one that says %q", test.where, len(rows), err, test.says)
		}
	}
}

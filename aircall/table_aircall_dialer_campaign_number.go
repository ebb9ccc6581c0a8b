package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallDialerCampaignNumber() table.Definition {
	return table.Filtered(dialerCampaignNumbers(), &plugin.Table{
		Name:        "aircall_dialer_campaign_number",
		Description: "Numbers in users' dialer campaigns. Costs one request for each user: compare user_id with a value. Whether Aircall cuts long lists is not known.",
		List:        &plugin.ListConfig{Hydrate: listDialerCampaignNumbers},
		Columns: []*plugin.Column{
			table.Integer("user_id", "Id of the user who is to call; aircall_user.id.", func(n *dialerCampaignNumber) *int64 { return &n.Parent }),
			table.Integer("id", "Unique id of the number in the campaign.", func(n *dialerCampaignNumber) *int64 { return n.Item.ID.Ptr() }),
			table.Text("digits", personal.PhoneAs("phone_number"), "The number to call, as Aircall sent it. Personal data.", func(n *dialerCampaignNumber) *string { return n.Item.Number.Ptr() }),
			table.Text("phone_number", personal.Phone(), "The number to call in E.164 form, such as +33123456789. Personal data.", func(n *dialerCampaignNumber) *string { return e164(n.Item.Number.Ptr(), nil) }),
			table.Boolean("called", "Whether the number has been called.", func(n *dialerCampaignNumber) *bool { return n.Item.Called.Ptr() }),
			table.Timestamp("created_at", "When the number was put into the campaign.", func(n *dialerCampaignNumber) api.Time { return n.Item.CreatedAt.Value() }),
			table.Company(),
		},
	})
}

type dialerCampaignNumber = subresource[api.DialerCampaignNumber]

func dialerCampaignNumbers() table.ListSpec[dialerCampaignNumber] {
	return subresources(table.ParentKey{Column: "user_id"}, userIDs, (*api.Client).DialerCampaignNumbers)
}

func listDialerCampaignNumbers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, dialerCampaignNumbers())
}

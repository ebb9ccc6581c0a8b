package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallDialerCampaignNumber() table {
	return filtered(dialerCampaignNumbers().filters, &plugin.Table{
		Name:        "aircall_dialer_campaign_number",
		Description: "Numbers in users' dialer campaigns. Costs one request for each user: compare user_id with a value. Whether Aircall cuts long lists is not known.",
		List:        &plugin.ListConfig{Hydrate: listDialerCampaignNumbers},
		Columns: []*plugin.Column{
			integer("user_id", "Id of the user who is to call; aircall_user.id.", func(n *dialerCampaignNumber) *int64 { return &n.owner }),
			integer("id", "Unique id of the number in the campaign.", func(n *dialerCampaignNumber) *int64 { return n.item.ID.Ptr() }),
			text("digits", "The number to call, as Aircall sent it. Personal data.", func(n *dialerCampaignNumber) *string { return n.item.Number.Ptr() }),
			text("phone_number", "The number to call in E.164 form, such as +33123456789. Personal data.", func(n *dialerCampaignNumber) *string { return e164(n.item.Number.Ptr(), nil) }),
			boolean("called", "Whether the number has been called.", func(n *dialerCampaignNumber) *bool { return n.item.Called.Ptr() }),
			timestamp("created_at", "When the number was put into the campaign.", func(n *dialerCampaignNumber) api.Time { return n.item.CreatedAt.Value() }),
			company(),
		},
	})
}

type dialerCampaignNumber = owned[api.DialerCampaignNumber]

func dialerCampaignNumbers() source[dialerCampaignNumber] {
	return ownedBy("user_id", everyUser, (*api.Client).DialerCampaignNumbers)
}

func listDialerCampaignNumbers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, dialerCampaignNumbers().stream(ctx, d)
}

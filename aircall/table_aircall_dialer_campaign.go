package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallDialerCampaign() table.Definition {
	return table.Filtered(dialerCampaigns(), &plugin.Table{
		Name:        "aircall_dialer_campaign",
		Description: "Lists of numbers that users are to call, one a user at most. Costs one request for each user: compare user_id with a value.",
		List:        &plugin.ListConfig{Hydrate: listDialerCampaigns},
		Columns: []*plugin.Column{
			table.Integer("user_id", "Id of the user who is to call; aircall_user.id.", func(c *dialerCampaign) *int64 { return &c.Parent }),
			table.Integer("id", "Unique id of the campaign.", func(c *dialerCampaign) *int64 { return c.Item.ID.Ptr() }),
			table.Integer("number_id", "Id of the number that the calls are made from; aircall_number.id.", func(c *dialerCampaign) *int64 { return c.Item.NumberID.Ptr() }),
			table.Timestamp("created_at", "When the campaign was created.", func(c *dialerCampaign) api.Time { return c.Item.CreatedAt.Value() }),
			table.Company(),
		},
	})
}

type dialerCampaign = subresource[api.DialerCampaign]

func dialerCampaigns() table.ListSpec[dialerCampaign] {
	return subresources(table.ParentKey{Column: "user_id"}, userIDs, atMostOne((*api.Client).DialerCampaign))
}

func listDialerCampaigns(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, dialerCampaigns())
}

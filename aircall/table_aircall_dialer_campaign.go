package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallDialerCampaign() table {
	return filtered(dialerCampaigns().filters, &plugin.Table{
		Name:        "aircall_dialer_campaign",
		Description: "Lists of numbers that users are to call, one a user at most. Costs one request for each user: compare user_id with a value.",
		List:        &plugin.ListConfig{Hydrate: listDialerCampaigns},
		Columns: []*plugin.Column{
			integer("user_id", "Id of the user who is to call; aircall_user.id.", func(c *dialerCampaign) *int64 { return &c.owner }),
			integer("id", "Unique id of the campaign.", func(c *dialerCampaign) *int64 { return c.item.ID.Ptr() }),
			integer("number_id", "Id of the number that the calls are made from; aircall_number.id.", func(c *dialerCampaign) *int64 { return c.item.NumberID.Ptr() }),
			timestamp("created_at", "When the campaign was created.", func(c *dialerCampaign) api.Time { return c.item.CreatedAt.Value() }),
			company(),
		},
	})
}

type dialerCampaign = owned[api.DialerCampaign]

func dialerCampaigns() source[dialerCampaign] {
	return ownedBy("user_id", everyUser, atMostOne((*api.Client).DialerCampaign))
}

func listDialerCampaigns(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, dialerCampaigns().stream(ctx, d)
}

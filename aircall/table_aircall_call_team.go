package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallTeam() table.Definition {
	return table.Filtered(callTeams(), &plugin.Table{
		Name:        "aircall_call_team",
		Description: "Teams that calls rang; inbound calls only.",
		List:        &plugin.ListConfig{Hydrate: listCallTeams, KeyColumns: table.TimeKey("call_started_at")},
		Columns: callChildColumns[api.TeamRef](
			table.Integer("team_id", "Id of the team; aircall_team.id.", func(p *callChild[api.TeamRef]) *int64 { return p.Item.ID.Ptr() }),
			table.Text("team_name", personal.None(), "Name of the team.", func(p *callChild[api.TeamRef]) *string { return p.Item.Name.Ptr() }),
		),
	})
}

func callTeams() table.ListSpec[callChild[api.TeamRef]] {
	return callChildren(api.Expand{}, func(c *api.Call) []api.TeamRef { return c.Teams.Value() })
}

func listCallTeams(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callTeams())
}

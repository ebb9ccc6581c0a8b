package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallCallTeam() table {
	return filtered(callTeams().filters, &plugin.Table{
		Name:        "aircall_call_team",
		Description: "Teams that calls rang; inbound calls only.",
		List:        &plugin.ListConfig{Hydrate: listCallTeams, KeyColumns: timeRange("call_started_at")},
		Columns: callPartColumns[api.TeamRef](
			integer("team_id", "Id of the team; aircall_team.id.", func(p *callPart[api.TeamRef]) *int64 { return p.part.ID.Ptr() }),
			text("team_name", "Name of the team.", func(p *callPart[api.TeamRef]) *string { return p.part.Name.Ptr() }),
		),
	})
}

func callTeams() source[callPart[api.TeamRef]] {
	return insideCalls(api.Expand{}, func(c *api.Call) []api.TeamRef { return c.Teams.Value() })
}

func listCallTeams(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, callTeams().stream(ctx, d)
}

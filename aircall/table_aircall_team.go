package aircall

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallTeam() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_team",
		Description: "Teams: groups of users among whom incoming calls are distributed.",
		List:        &plugin.ListConfig{Hydrate: listTeams},
		Get:         &plugin.GetConfig{Hydrate: getTeam, KeyColumns: plugin.SingleColumn("id")},
		Columns: []*plugin.Column{
			integer("id", "Unique id of the team.", func(t *api.Team) *int64 { return &t.ID }),
			text("name", "Name of the team; unique in the company.", func(t *api.Team) *string { return t.Name.Ptr() }),
			timestamp("created_at", "When the team was created.", func(t *api.Team) api.Time { return t.CreatedAt.Value() }),
			jsonb("users", "Users of the team, as Aircall sent them.",
				func(t *api.Team) json.RawMessage { return t.Users.JSON() }),
			integer("user_count", "Number of users in the team.", teamUserCount),
			text("direct_link", "Address of the team in Aircall's API.", func(t *api.Team) *string { return t.DirectLink.Ptr() }),
			title(func(t *api.Team) *string { return t.Name.Ptr() }),
			company(),
		},
	}}
}

func teams() source[api.Team] {
	return source[api.Team]{read: everything((*api.Client).Teams)}
}

func listTeams(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, teams().stream(ctx, d)
}

func getTeam(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return teams().get(ctx, d, byID(d, (*api.Client).Team))
}

func teamUserCount(t *api.Team) *int64 {
	if !t.Users.Present() {
		return nil
	}
	return new(int64(len(t.Users.Value())))
}

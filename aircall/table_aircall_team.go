package aircall

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallTeam() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_team",
		Description: "Teams: groups of users among whom incoming calls are distributed.",
		List:        &plugin.ListConfig{Hydrate: listTeams},
		Get:         &plugin.GetConfig{Hydrate: getTeam, KeyColumns: plugin.SingleColumn("id")},
		Columns: []*plugin.Column{
			table.Integer("id", "Unique id of the team.", func(t *api.Team) *int64 { return &t.ID }),
			table.Text("name", personal.None(), "Name of the team; unique in the company.", func(t *api.Team) *string { return t.Name.Ptr() }),
			table.Timestamp("created_at", "When the team was created.", func(t *api.Team) api.Time { return t.CreatedAt.Value() }),
			table.JSON("users", personal.Document(userFields()), "Users of the team, as Aircall sent them.",
				func(t *api.Team) json.RawMessage { return t.Users.JSON() }),
			table.Integer("user_count", "Number of users in the team.", teamUserCount),
			table.Text("direct_link", personal.Link(), "Address of the team in Aircall's API.", func(t *api.Team) *string { return t.DirectLink.Ptr() }),
			table.Title(personal.None(), func(t *api.Team) *string { return t.Name.Ptr() }),
			table.Company(),
		},
	}}
}

func teams() table.ListSpec[api.Team] {
	return table.ListSpec[api.Team]{Read: table.Unfiltered((*api.Client).Teams)}
}

func listTeams(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, teams())
}

func getTeam(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, teams(), table.ByID((*api.Client).Team))
}

func teamUserCount(t *api.Team) *int64 {
	if !t.Users.Present() {
		return nil
	}
	return new(int64(len(t.Users.Value())))
}

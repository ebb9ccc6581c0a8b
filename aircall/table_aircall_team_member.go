package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallTeamMember() table {
	return filtered(teamMembers().filters, &plugin.Table{
		Name:        "aircall_team_member",
		Description: "Users in teams.",
		List:        &plugin.ListConfig{Hydrate: listTeamMembers},
		Columns: []*plugin.Column{
			integer("team_id", "Id of the team; aircall_team.id.", func(m *teamMember) *int64 { return &m.parent.ID }),
			text("team_name", "Name of the team.", func(m *teamMember) *string { return m.parent.Name.Ptr() }),
			integer("user_id", "Id of the user; aircall_user.id.", func(m *teamMember) *int64 { return m.part.ID.Ptr() }),
			text("user_name", "Name of the user.", func(m *teamMember) *string { return m.part.Name.Ptr() }),
			text("user_email", "E-mail address of the user.", func(m *teamMember) *string { return m.part.Email.Ptr() }),
			company(),
		},
	})
}

type teamMember = within[api.Team, api.UserRef]

func teamMembers() source[teamMember] {
	return inside(parents[api.Team]{
		column: "team_id",
		id:     func(t *api.Team) int64 { return t.ID },
		list: func(ctx context.Context, c *api.Client, _ *question) iter.Seq2[*api.Team, error] {
			return c.Teams(ctx, api.ListOptions{})
		},
		one: (*api.Client).Team,
	}, func(t *api.Team) []api.UserRef { return t.Users.Value() })
}

func listTeamMembers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, teamMembers().stream(ctx, d)
}

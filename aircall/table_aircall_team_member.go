package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallTeamMember() table.Definition {
	return table.Filtered(teamMembers(), &plugin.Table{
		Name:        "aircall_team_member",
		Description: "Users in teams.",
		List:        &plugin.ListConfig{Hydrate: listTeamMembers},
		Columns: []*plugin.Column{
			table.Integer("team_id", "Id of the team; aircall_team.id.", func(m *teamMember) *int64 { return &m.Parent.ID }),
			table.Text("team_name", personal.None(), "Name of the team.", func(m *teamMember) *string { return m.Parent.Name.Ptr() }),
			table.Integer("user_id", "Id of the user; aircall_user.id.", func(m *teamMember) *int64 { return m.Item.ID.Ptr() }),
			table.Text("user_name", personal.User(), "Name of the user.", func(m *teamMember) *string { return m.Item.Name.Ptr() }),
			table.Text("user_email", personal.UserEmail(), "E-mail address of the user.", func(m *teamMember) *string { return m.Item.Email.Ptr() }),
			table.Company(),
		},
	})
}

type teamMember = table.Child[*api.Team, api.UserRef]

func teamMembers() table.ListSpec[teamMember] {
	return table.Children(table.ParentSpec[*api.Team, api.UserRef]{
		ParentKey: table.ParentKey{Column: "team_id"},
		List: func(ctx context.Context, c *api.Client, _ *table.ListQuery) iter.Seq2[*api.Team, error] {
			return c.Teams(ctx, api.ListOptions{})
		},
		Get:    func(ctx context.Context, c *api.Client, id any) (*api.Team, error) { return c.Team(ctx, id.(int64)) },
		ID:     func(t *api.Team) any { return t.ID },
		Inside: func(t *api.Team) []api.UserRef { return t.Users.Value() },
	})
}

func listTeamMembers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, teamMembers())
}

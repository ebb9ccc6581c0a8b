package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallUserAvailability() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_user_availability",
		Description: "What each user is doing now: presence, which aircall_user.availability_status does not tell. Never answered from memory: every query asks Aircall.",
		List:        &plugin.ListConfig{Hydrate: listUserAvailabilities},
		Get:         &plugin.GetConfig{Hydrate: getUserAvailability, KeyColumns: plugin.SingleColumn("user_id")},
		Columns: []*plugin.Column{
			table.Integer("user_id", "Unique id of the user.", func(a *api.Availability) *int64 { return &a.UserID }),
			table.Text("availability", personal.None(), "What the user is doing. Possible values are: available, offline, do_not_disturb, in_call, after_call_work.",
				func(a *api.Availability) *string { return a.Availability.Ptr() }),
			table.Title(personal.None(), func(a *api.Availability) *string { return a.Availability.Ptr() }),
			table.Company(),
		},
	}}
}

func availabilities() table.ListSpec[api.Availability] {
	return table.ListSpec[api.Availability]{Read: table.Unfiltered((*api.Client).Availabilities)}
}

func listUserAvailabilities(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, availabilities())
}

func getUserAvailability(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, availabilities(), func(ctx context.Context, c *api.Client, q *table.ListQuery) (*api.Availability, error) {
		return table.GetByID(ctx, q, "user_id", c.Availability)
	})
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallUserAvailability() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_user_availability",
		Description: "What each user is doing now: presence, which aircall_user.availability_status does not tell. Never answered from memory: every query asks Aircall.",
		List:        &plugin.ListConfig{Hydrate: listUserAvailabilities},
		Get:         &plugin.GetConfig{Hydrate: getUserAvailability, KeyColumns: plugin.SingleColumn("user_id")},
		Columns: []*plugin.Column{
			integer("user_id", "Unique id of the user.", func(a *api.Availability) *int64 { return &a.UserID }),
			text("availability", "What the user is doing. Possible values are: available, offline, do_not_disturb, in_call, after_call_work.",
				func(a *api.Availability) *string { return a.Availability.Ptr() }),
			title(func(a *api.Availability) *string { return a.Availability.Ptr() }),
			company(),
		},
	}}
}

func availabilities() source[api.Availability] {
	return source[api.Availability]{read: everything((*api.Client).Availabilities)}
}

func listUserAvailabilities(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, availabilities().stream(ctx, d)
}

func getUserAvailability(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return availabilities().get(ctx, d, func(ctx context.Context, c *api.Client, _ *question) (*api.Availability, error) {
		return oneByID(ctx, d, "user_id", c.Availability)
	})
}

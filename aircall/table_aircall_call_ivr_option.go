package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallIVROption() table.Definition {
	return table.Filtered(callIVROptions(), &plugin.Table{
		Name:        "aircall_call_ivr_option",
		Description: "Choices that callers made in the menu. Aircall has them for Smartflow numbers and calls of the last two months.",
		List:        &plugin.ListConfig{Hydrate: listCallIVROptions, KeyColumns: table.TimeKey("call_started_at")},
		Columns: callChildColumns[api.IVROption](
			table.Text("option_id", personal.None(), "Id of the choice.", func(p *callChild[api.IVROption]) *string { return p.Item.ID.Ptr() }),
			table.Text("title", personal.None(), "Title of the choice.", func(p *callChild[api.IVROption]) *string { return p.Item.Title.Ptr() }),
			table.Text("key", personal.None(), "Key that the caller pressed, such as 1, or fallback when it was none of the menu's.", func(p *callChild[api.IVROption]) *string { return p.Item.Key.Ptr() }),
			table.Text("branch", personal.None(), "Branch of the menu that the choice leads to.", func(p *callChild[api.IVROption]) *string { return p.Item.Branch.Ptr() }),
			table.Timestamp("created_at", "When the caller chose.", func(p *callChild[api.IVROption]) api.Time { return p.Item.CreatedAt.Value() }),
			table.Timestamp("transition_started_at", "When the way to the branch began.", func(p *callChild[api.IVROption]) api.Time { return p.Item.TransitionStartedAt.Value() }),
			table.Timestamp("transition_ended_at", "When the caller arrived at the branch.", func(p *callChild[api.IVROption]) api.Time { return p.Item.TransitionEndedAt.Value() }),
		),
	})
}

func callIVROptions() table.ListSpec[callChild[api.IVROption]] {
	return callChildren(api.Expand{Timeline: true}, func(c *api.Call) []api.IVROption { return c.IVROptionsSelected.Value() })
}

func listCallIVROptions(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callIVROptions())
}

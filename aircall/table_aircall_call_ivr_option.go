package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallCallIVROption() table {
	return filtered(callIVROptions().filters, &plugin.Table{
		Name:        "aircall_call_ivr_option",
		Description: "Choices that callers made in the menu. Aircall has them for Smartflow numbers and calls of the last two months.",
		List:        &plugin.ListConfig{Hydrate: listCallIVROptions, KeyColumns: timeRange("call_started_at")},
		Columns: callPartColumns[api.IVROption](
			text("option_id", "Id of the choice.", func(p *callPart[api.IVROption]) *string { return p.part.ID.Ptr() }),
			text("title", "Title of the choice.", func(p *callPart[api.IVROption]) *string { return p.part.Title.Ptr() }),
			text("key", "Key that the caller pressed, such as 1, or fallback when it was none of the menu's.", func(p *callPart[api.IVROption]) *string { return p.part.Key.Ptr() }),
			text("branch", "Branch of the menu that the choice leads to.", func(p *callPart[api.IVROption]) *string { return p.part.Branch.Ptr() }),
			timestamp("created_at", "When the caller chose.", func(p *callPart[api.IVROption]) api.Time { return p.part.CreatedAt.Value() }),
			timestamp("transition_started_at", "When the way to the branch began.", func(p *callPart[api.IVROption]) api.Time { return p.part.TransitionStartedAt.Value() }),
			timestamp("transition_ended_at", "When the caller arrived at the branch.", func(p *callPart[api.IVROption]) api.Time { return p.part.TransitionEndedAt.Value() }),
		),
	})
}

func callIVROptions() source[callPart[api.IVROption]] {
	return insideCalls(api.Expand{Timeline: true}, func(c *api.Call) []api.IVROption { return c.IVROptionsSelected.Value() })
}

func listCallIVROptions(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, callIVROptions().stream(ctx, d)
}

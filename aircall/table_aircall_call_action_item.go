package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callActionItem = callInsight[api.ActionItems, api.ActionItem]

func tableAircallCallActionItem() table.Definition {
	return insightTable[api.ActionItems, api.ActionItem]("aircall_call_action_item",
		"Tasks that follow from calls, found by AI Assist or added by users.", listCallActionItems,
		table.Integer("id", "Id of the task.", func(r *callActionItem) *int64 { return r.Item.ID.Ptr() }),
		table.Text("content", personal.Text(), "What is to be done. Personal data.", func(r *callActionItem) *string { return r.Item.Content.Ptr() }),
		table.Boolean("ai_generated", "Whether the AI found the task.", func(r *callActionItem) *bool { return r.Item.AIGenerated.Ptr() }),
		table.Timestamp("created_at", "When the task was made.", func(r *callActionItem) api.Time { return r.Item.CreatedAt.Value() }),
		table.Integer("created_by_id", "Id of the user who added the task, NULL for the AI; aircall_user.id.", func(r *callActionItem) *int64 { return r.Item.CreatedBy.Ptr() }),
		table.Timestamp("updated_at", "When the task was last changed.", func(r *callActionItem) api.Time { return r.Item.UpdatedAt.Value() }),
		table.Integer("updated_by_id", "Id of the user who last changed the task, NULL for the AI; aircall_user.id.", func(r *callActionItem) *int64 { return r.Item.UpdatedBy.Ptr() }),
	)
}

var callActionItems = insightSpec[api.ActionItems, api.ActionItem]{
	path:  "action_items",
	read:  (*api.Client).ActionItems,
	items: func(a *api.ActionItems) []api.ActionItem { return a.ActionItems.Value() },
}

func listCallActionItems(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callActionItems.listSpec())
}

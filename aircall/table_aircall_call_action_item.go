package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

type callActionItem = insight[api.ActionItems, api.ActionItem]

func tableAircallCallActionItem() table {
	return aboutCalls[api.ActionItems, api.ActionItem]("aircall_call_action_item",
		"Tasks that follow from calls, found by AI Assist or added by users.", listCallActionItems,
		integer("id", "Id of the task.", func(r *callActionItem) *int64 { return r.item.ID.Ptr() }),
		text("content", "What is to be done. Personal data.", func(r *callActionItem) *string { return r.item.Content.Ptr() }),
		boolean("ai_generated", "Whether the AI found the task.", func(r *callActionItem) *bool { return r.item.AIGenerated.Ptr() }),
		timestamp("created_at", "When the task was made.", func(r *callActionItem) api.Time { return r.item.CreatedAt.Value() }),
		integer("created_by_id", "Id of the user who added the task, NULL for the AI; aircall_user.id.", func(r *callActionItem) *int64 { return r.item.CreatedBy.Ptr() }),
		timestamp("updated_at", "When the task was last changed.", func(r *callActionItem) api.Time { return r.item.UpdatedAt.Value() }),
		integer("updated_by_id", "Id of the user who last changed the task, NULL for the AI; aircall_user.id.", func(r *callActionItem) *int64 { return r.item.UpdatedBy.Ptr() }),
	)
}

func listCallActionItems(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.ActionItems, api.ActionItem]{
		read:  (*api.Client).ActionItems,
		items: func(a *api.ActionItems) []api.ActionItem { return a.ActionItems.Value() },
	}.stream(ctx, d)
}

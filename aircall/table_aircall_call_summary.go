package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

type callSummary = insight[api.Summary, api.Summary]

func tableAircallCallSummary() table {
	return aboutCalls[api.Summary, api.Summary]("aircall_call_summary",
		"Summaries of calls, by AI Assist.", listCallSummaries,
		integer("id", "Id of the summary.", func(r *callSummary) *int64 { return r.item.ID.Ptr() }),
		text("content", "The summary. Personal data.", func(r *callSummary) *api.AnyText { return r.item.Content.Ptr() }),
		timestamp("created_at", "When the summary was made.", func(r *callSummary) api.Time { return r.item.CreatedAt.Value() }),
	)
}

func listCallSummaries(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.Summary, api.Summary]{read: (*api.Client).Summary, items: alone[api.Summary]}.stream(ctx, d)
}

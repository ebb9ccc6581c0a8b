package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callSummary = callInsight[api.Summary, api.Summary]

func tableAircallCallSummary() table.Definition {
	return insightTable[api.Summary, api.Summary]("aircall_call_summary",
		"Summaries of calls, by AI Assist.", listCallSummaries,
		table.Integer("id", "Id of the summary.", func(r *callSummary) *int64 { return r.Item.ID.Ptr() }),
		table.Text("content", personal.Text(), "The summary. Personal data.", func(r *callSummary) *api.AnyText { return r.Item.Content.Ptr() }),
		table.Timestamp("created_at", "When the summary was made.", func(r *callSummary) api.Time { return r.Item.CreatedAt.Value() }),
	)
}

var callSummaries = insightSpec[api.Summary, api.Summary]{path: "summary", read: (*api.Client).Summary, items: asSlice[api.Summary]}

func listCallSummaries(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callSummaries.listSpec())
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callCustomSummary = callInsight[api.CustomSummary, api.SummarySection]

func tableAircallCallCustomSummary() table.Definition {
	return toleratesMissingAddOn(insightTable[api.CustomSummary, api.SummarySection]("aircall_call_custom_summary",
		"Summaries of calls after the company's own template, one row a section, by AI Assist Pro.", listCallCustomSummaries,
		table.Integer("id", "Id of the summary.", func(r *callCustomSummary) *int64 { return r.Parent.answer.ID.Ptr() }),
		table.Integer("number_id", "Id of the company's number; aircall_number.id.", func(r *callCustomSummary) *int64 { return r.Parent.answer.NumberID.Ptr() }),
		table.Text("language", personal.None(), "Language of the summary, an IETF tag such as en-US.", func(r *callCustomSummary) *string { return r.Parent.answer.Language.Ptr() }),
		table.Text("name", personal.None(), "Name of the template.", func(r *callCustomSummary) *string { return r.Parent.answer.CustomSummary.OrEmpty().Name.Ptr() }),
		table.Text("section_name", personal.None(), "Name of the section.", func(r *callCustomSummary) *string { return r.Item.Name.Ptr() }),
		table.Text("content", personal.Text(), "Text of the section; JSON where Aircall sends no text. Personal data.", func(r *callCustomSummary) *api.AnyText { return r.Item.Content.Ptr() }),
	))
}

var callCustomSummaries = insightSpec[api.CustomSummary, api.SummarySection]{
	path:  "custom_summary_result",
	read:  (*api.Client).CustomSummary,
	items: func(s *api.CustomSummary) []api.SummarySection { return s.Sections.Value() },
}

func listCallCustomSummaries(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callCustomSummaries.tolerantListSpec())
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

type callCustomSummary = insight[api.CustomSummary, api.SummarySection]

func tableAircallCallCustomSummary() table {
	return aboutCalls[api.CustomSummary, api.SummarySection]("aircall_call_custom_summary",
		"Summaries of calls after the company's own template, one row a section, by AI Assist Pro.", listCallCustomSummaries,
		integer("id", "Id of the summary.", func(r *callCustomSummary) *int64 { return (*int64)(r.whole.ID) }),
		integer("number_id", "Id of the company's number; aircall_number.id.", func(r *callCustomSummary) *int64 { return (*int64)(r.whole.NumberID) }),
		text("language", "Language of the summary, an IETF tag such as en-US.", func(r *callCustomSummary) *string { return r.whole.Language }),
		text("name", "Name of the template.", func(r *callCustomSummary) *string { return r.whole.CustomSummary.Name }),
		text("section_name", "Name of the section.", func(r *callCustomSummary) *string { return r.item.Name }),
		text("content", "Text of the section. Personal data.", func(r *callCustomSummary) *string { return r.item.Content }),
	)
}

func listCallCustomSummaries(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.CustomSummary, api.SummarySection]{
		read:  (*api.Client).CustomSummary,
		items: func(s *api.CustomSummary) []api.SummarySection { return s.Sections },
	}.stream(ctx, d)
}

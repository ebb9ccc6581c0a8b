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
		integer("id", "Id of the summary.", func(r *callCustomSummary) *int64 { return r.whole.ID.Ptr() }),
		integer("number_id", "Id of the company's number; aircall_number.id.", func(r *callCustomSummary) *int64 { return r.whole.NumberID.Ptr() }),
		text("language", "Language of the summary, an IETF tag such as en-US.", func(r *callCustomSummary) *string { return r.whole.Language.Ptr() }),
		text("name", "Name of the template.", func(r *callCustomSummary) *string { return r.whole.CustomSummary.OrEmpty().Name.Ptr() }),
		text("section_name", "Name of the section.", func(r *callCustomSummary) *string { return r.item.Name.Ptr() }),
		text("content", "Text of the section; JSON where Aircall sends no text. Personal data.", func(r *callCustomSummary) *api.AnyText { return r.item.Content.Ptr() }),
	)
}

func listCallCustomSummaries(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.CustomSummary, api.SummarySection]{
		read:  (*api.Client).CustomSummary,
		items: func(s *api.CustomSummary) []api.SummarySection { return s.Sections.Value() },
	}.stream(ctx, d)
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

type callPlaybookResult = insight[api.PlaybookResult, api.PlaybookTopic]

func tableAircallCallPlaybookResult() table {
	return aboutCalls[api.PlaybookResult, api.PlaybookTopic]("aircall_call_playbook_result",
		"How well calls kept to a playbook, one row a topic of the playbook, by AI Assist Pro.", listCallPlaybookResults,
		integer("id", "Id of the result.", func(r *callPlaybookResult) *int64 { return r.whole.ID.Ptr() }),
		integer("user_id", "Id of the user who was on the call; aircall_user.id.", func(r *callPlaybookResult) *int64 { return r.whole.UserID.Ptr() }),
		integer("number_id", "Id of the company's number; aircall_number.id.", func(r *callPlaybookResult) *int64 { return r.whole.NumberID.Ptr() }),
		double("adherence_score", "How far the call kept to the playbook; the same on each row of the result.", func(r *callPlaybookResult) *float64 { return r.whole.AdherenceScore.Ptr() }),
		integer("playbook_id", "Id of the playbook.", func(r *callPlaybookResult) *int64 { return r.whole.Playbook.OrEmpty().ID.Ptr() }),
		text("playbook_name", "Name of the playbook.", func(r *callPlaybookResult) *string { return r.whole.Playbook.OrEmpty().Name.Ptr() }),
		text("playbook_language", "Language of the playbook, an IETF tag such as en-GB.", func(r *callPlaybookResult) *string { return r.whole.Playbook.OrEmpty().Language.Ptr() }),
		timestamp("created_at", "When the result was made.", func(r *callPlaybookResult) api.Time { return r.whole.CreatedAt.Value() }),
		text("topic_name", "Name of the topic.", func(r *callPlaybookResult) *string { return r.item.Name.Ptr() }),
		text("result", "Whether the topic was dealt with, such as covered; JSON where Aircall sends no text.", func(r *callPlaybookResult) *api.AnyText { return r.item.Result.Ptr() }),
	)
}

func listCallPlaybookResults(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.PlaybookResult, api.PlaybookTopic]{
		read:  (*api.Client).PlaybookResult,
		items: func(p *api.PlaybookResult) []api.PlaybookTopic { return p.Topics.Value() },
	}.stream(ctx, d)
}

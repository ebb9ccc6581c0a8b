package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callPlaybookResult = callInsight[api.PlaybookResult, api.PlaybookTopic]

func tableAircallCallPlaybookResult() table.Definition {
	return toleratesMissingAddOn(insightTable[api.PlaybookResult, api.PlaybookTopic]("aircall_call_playbook_result",
		"How well calls kept to a playbook, one row a topic of the playbook, by AI Assist Pro.", listCallPlaybookResults,
		table.Integer("id", "Id of the result.", func(r *callPlaybookResult) *int64 { return r.Parent.answer.ID.Ptr() }),
		table.Integer("user_id", "Id of the user who was on the call; aircall_user.id.", func(r *callPlaybookResult) *int64 { return r.Parent.answer.UserID.Ptr() }),
		table.Integer("number_id", "Id of the company's number; aircall_number.id.", func(r *callPlaybookResult) *int64 { return r.Parent.answer.NumberID.Ptr() }),
		table.Double("adherence_score", "How far the call kept to the playbook; the same on each row of the result.", func(r *callPlaybookResult) *float64 { return r.Parent.answer.AdherenceScore.Ptr() }),
		table.Integer("playbook_id", "Id of the playbook.", func(r *callPlaybookResult) *int64 { return r.Parent.answer.Playbook.OrEmpty().ID.Ptr() }),
		table.Text("playbook_name", personal.None(), "Name of the playbook.", func(r *callPlaybookResult) *string { return r.Parent.answer.Playbook.OrEmpty().Name.Ptr() }),
		table.Text("playbook_language", personal.None(), "Language of the playbook, an IETF tag such as en-GB.", func(r *callPlaybookResult) *string { return r.Parent.answer.Playbook.OrEmpty().Language.Ptr() }),
		table.Timestamp("created_at", "When the result was made.", func(r *callPlaybookResult) api.Time { return r.Parent.answer.CreatedAt.Value() }),
		table.Text("topic_name", personal.None(), "Name of the topic.", func(r *callPlaybookResult) *string { return r.Item.Name.Ptr() }),
		table.Text("result", personal.Text("covered", "missed", "partially_covered", "not_covered"), "Whether the topic was dealt with, such as covered; JSON where Aircall sends no text.", func(r *callPlaybookResult) *api.AnyText { return r.Item.Result.Ptr() }),
	))
}

var callPlaybookResults = insightSpec[api.PlaybookResult, api.PlaybookTopic]{
	path:  "playbook_result",
	read:  (*api.Client).PlaybookResult,
	items: func(p *api.PlaybookResult) []api.PlaybookTopic { return p.Topics.Value() },
}

func listCallPlaybookResults(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callPlaybookResults.tolerantListSpec())
}

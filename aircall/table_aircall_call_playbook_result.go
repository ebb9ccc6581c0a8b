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
		integer("id", "Id of the result.", func(r *callPlaybookResult) *int64 { return (*int64)(r.whole.ID) }),
		integer("user_id", "Id of the user who was on the call; aircall_user.id.", func(r *callPlaybookResult) *int64 { return (*int64)(r.whole.UserID) }),
		integer("number_id", "Id of the company's number; aircall_number.id.", func(r *callPlaybookResult) *int64 { return (*int64)(r.whole.NumberID) }),
		double("adherence_score", "How far the call kept to the playbook; the same on each row of the result.", func(r *callPlaybookResult) *float64 { return r.whole.AdherenceScore }),
		integer("playbook_id", "Id of the playbook.", func(r *callPlaybookResult) *int64 {
			if r.whole.Playbook == nil {
				return nil
			}
			return (*int64)(r.whole.Playbook.ID)
		}),
		text("playbook_name", "Name of the playbook.", func(r *callPlaybookResult) *string {
			if r.whole.Playbook == nil {
				return nil
			}
			return r.whole.Playbook.Name
		}),
		text("topic_name", "Name of the topic.", func(r *callPlaybookResult) *string { return r.item.Name }),
		text("result", "Whether the topic was dealt with, such as covered.", func(r *callPlaybookResult) *string { return r.item.Result }),
	)
}

func listCallPlaybookResults(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.PlaybookResult, api.PlaybookTopic]{
		read:  (*api.Client).PlaybookResult,
		items: func(p *api.PlaybookResult) []api.PlaybookTopic { return p.Topics },
	}.stream(ctx, d)
}

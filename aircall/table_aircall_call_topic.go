package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callTopic = callInsight[api.Topics, api.Field[api.AnyText]]

func tableAircallCallTopic() table.Definition {
	return insightTable[api.Topics, api.Field[api.AnyText]]("aircall_call_topic",
		"What calls were about, one row a topic, by AI Assist.", listCallTopics,
		table.Integer("position", "Place of the topic among those of the call, from 1.", func(r *callTopic) *int64 { return &r.Position }),
		table.Text("topic", personal.Text(), "The topic.", func(r *callTopic) *api.AnyText { return r.Item.Ptr() }),
		table.Timestamp("created_at", "When the topics were found.", func(r *callTopic) api.Time { return r.Parent.answer.CreatedAt.Value() }),
	)
}

var callTopics = insightSpec[api.Topics, api.Field[api.AnyText]]{
	path:  "topics",
	read:  (*api.Client).Topics,
	items: func(t *api.Topics) []api.Field[api.AnyText] { return t.Content.Value() },
}

func listCallTopics(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callTopics.listSpec())
}

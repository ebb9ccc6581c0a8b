package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

type callTopic = insight[api.Topics, string]

func tableAircallCallTopic() table {
	return aboutCalls[api.Topics, string]("aircall_call_topic",
		"What calls were about, one row a topic, by AI Assist.", listCallTopics,
		integer("position", "Place of the topic among those of the call, from 1.", func(r *callTopic) *int64 { return &r.position }),
		text("topic", "The topic.", func(r *callTopic) *string { return r.item }),
		timestamp("created_at", "When the topics were found.", func(r *callTopic) api.Time { return r.whole.CreatedAt }),
	)
}

func listCallTopics(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.Topics, string]{
		read:  (*api.Client).Topics,
		items: func(t *api.Topics) []string { return t.Content },
	}.stream(ctx, d)
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallCallTag() table {
	return filtered(callTags().filters, &plugin.Table{
		Name:        "aircall_call_tag",
		Description: "Tags on calls. A tag that has been deleted is gone from past calls too.",
		List:        &plugin.ListConfig{Hydrate: listCallTags, KeyColumns: timeRange("call_started_at")},
		Columns: callPartColumns[api.CallTag](
			integer("tag_id", "Id of the tag; aircall_tag.id.", func(p *callPart[api.CallTag]) *int64 { return p.part.ID.Ptr() }),
			text("tag_name", "Name of the tag.", func(p *callPart[api.CallTag]) *string { return p.part.Name.Ptr() }),
			timestamp("tagged_at", "When the call was tagged.", func(p *callPart[api.CallTag]) api.Time { return p.part.CreatedAt.Value() }),
			integer("tagged_by_id", "Id of the user who tagged the call; aircall_user.id.", func(p *callPart[api.CallTag]) *int64 { return userID(p.part.TaggedBy.Ptr()) }),
			text("tagged_by_name", "Name of the user who tagged the call.", func(p *callPart[api.CallTag]) *string { return p.part.TaggedBy.OrEmpty().Name.Ptr() }),
		),
	})
}

func callTags() source[callPart[api.CallTag]] {
	return insideCalls(api.Expand{}, func(c *api.Call) []api.CallTag { return c.Tags.Value() })
}

func listCallTags(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, callTags().stream(ctx, d)
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallTag() table.Definition {
	return table.Filtered(callTags(), &plugin.Table{
		Name:        "aircall_call_tag",
		Description: "Tags on calls. A tag that has been deleted is gone from past calls too.",
		List:        &plugin.ListConfig{Hydrate: listCallTags, KeyColumns: table.TimeKey("call_started_at")},
		Columns: callChildColumns[api.CallTag](
			table.Integer("tag_id", "Id of the tag; aircall_tag.id.", func(p *callChild[api.CallTag]) *int64 { return p.Item.ID.Ptr() }),
			table.Text("tag_name", personal.None(), "Name of the tag.", func(p *callChild[api.CallTag]) *string { return p.Item.Name.Ptr() }),
			table.Timestamp("tagged_at", "When the call was tagged.", func(p *callChild[api.CallTag]) api.Time { return p.Item.CreatedAt.Value() }),
			table.Integer("tagged_by_id", "Id of the user who tagged the call; aircall_user.id.", func(p *callChild[api.CallTag]) *int64 { return userID(p.Item.TaggedBy.Ptr()) }),
			table.Text("tagged_by_name", personal.User(), "Name of the user who tagged the call.", func(p *callChild[api.CallTag]) *string { return p.Item.TaggedBy.OrEmpty().Name.Ptr() }),
		),
	})
}

func callTags() table.ListSpec[callChild[api.CallTag]] {
	return callChildren(api.Expand{}, func(c *api.Call) []api.CallTag { return c.Tags.Value() })
}

func listCallTags(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callTags())
}

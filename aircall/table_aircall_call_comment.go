package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallComment() table.Definition {
	return table.Filtered(callComments(), &plugin.Table{
		Name:        "aircall_call_comment",
		Description: "Notes on calls. Aircall gives five of a call at most.",
		List:        &plugin.ListConfig{Hydrate: listCallComments, KeyColumns: table.TimeKey("call_started_at")},
		Columns: callChildColumns[api.Comment](
			table.Integer("comment_id", "Unique id of the note.", func(p *callChild[api.Comment]) *int64 { return p.Item.ID.Ptr() }),
			table.Text("content", personal.Text(), "Text of the note.", func(p *callChild[api.Comment]) *string { return p.Item.Content.Ptr() }),
			table.Timestamp("posted_at", "When the note was written.", func(p *callChild[api.Comment]) api.Time { return p.Item.PostedAt.Value() }),
			table.Integer("posted_by_id", "Id of the user who wrote the note; NULL when it came through Aircall's API. aircall_user.id.", func(p *callChild[api.Comment]) *int64 { return userID(p.Item.PostedBy.Ptr()) }),
			table.Text("posted_by_name", personal.User(), "Name of the user who wrote the note.", func(p *callChild[api.Comment]) *string { return p.Item.PostedBy.OrEmpty().Name.Ptr() }),
		),
	})
}

func callComments() table.ListSpec[callChild[api.Comment]] {
	return callChildren(api.Expand{}, func(c *api.Call) []api.Comment { return c.Comments.Value() })
}

func listCallComments(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callComments())
}

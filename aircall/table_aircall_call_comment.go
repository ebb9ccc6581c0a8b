package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallCallComment() table {
	return filtered(callComments().filters, &plugin.Table{
		Name:        "aircall_call_comment",
		Description: "Notes on calls. Aircall gives five of a call at most.",
		List:        &plugin.ListConfig{Hydrate: listCallComments, KeyColumns: timeRange("call_started_at")},
		Columns: callPartColumns[api.Comment](
			integer("comment_id", "Unique id of the note.", func(p *callPart[api.Comment]) *int64 { return p.part.ID.Ptr() }),
			text("content", "Text of the note.", func(p *callPart[api.Comment]) *string { return p.part.Content.Ptr() }),
			timestamp("posted_at", "When the note was written.", func(p *callPart[api.Comment]) api.Time { return p.part.PostedAt.Value() }),
			integer("posted_by_id", "Id of the user who wrote the note; NULL when it came through Aircall's API. aircall_user.id.", func(p *callPart[api.Comment]) *int64 { return userID(p.part.PostedBy.Ptr()) }),
			text("posted_by_name", "Name of the user who wrote the note.", func(p *callPart[api.Comment]) *string { return p.part.PostedBy.OrEmpty().Name.Ptr() }),
		),
	})
}

func callComments() source[callPart[api.Comment]] {
	return insideCalls(api.Expand{}, func(c *api.Call) []api.Comment { return c.Comments.Value() })
}

func listCallComments(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, callComments().stream(ctx, d)
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallTag() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_tag",
		Description: "Tags: labels that can be put on calls. Aircall's own are among them.",
		List:        &plugin.ListConfig{Hydrate: listTags},
		Get:         &plugin.GetConfig{Hydrate: getTag, KeyColumns: plugin.SingleColumn("id")},
		Columns: []*plugin.Column{
			integer("id", "Unique id of the tag.", func(t *api.Tag) *int64 { return &t.ID }),
			text("name", "Name of the tag: the text that Aircall shows; unique in the company.", func(t *api.Tag) *string { return t.Name.Ptr() }),
			text("color", "Color of the tag, as #RRGGBB.", func(t *api.Tag) *string { return t.Color.Ptr() }),
			text("description", "Code of one of Aircall's own tags, such as queue_callback; NULL for the company's tags, whose descriptions Aircall does not keep.", func(t *api.Tag) *string { return t.Description.Ptr() }),
			text("direct_link", "Address of the tag in Aircall's API. Aircall documents it, and was not seen to send it.", func(t *api.Tag) *string { return t.DirectLink.Ptr() }),
			title(func(t *api.Tag) *string { return t.Name.Ptr() }),
			company(),
		},
	}}
}

func tags() source[api.Tag] {
	return source[api.Tag]{read: everything((*api.Client).Tags)}
}

func listTags(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, tags().stream(ctx, d)
}

func getTag(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return tags().get(ctx, d, byID(d, (*api.Client).Tag))
}

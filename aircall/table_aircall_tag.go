package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallTag() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_tag",
		Description: "Tags: labels that can be put on calls. Aircall's own are among them.",
		List:        &plugin.ListConfig{Hydrate: listTags},
		Get:         &plugin.GetConfig{Hydrate: getTag, KeyColumns: plugin.SingleColumn("id")},
		Columns: []*plugin.Column{
			table.Integer("id", "Unique id of the tag.", func(t *api.Tag) *int64 { return &t.ID }),
			table.Text("name", personal.None(), "Name of the tag: the text that Aircall shows; unique in the company.", func(t *api.Tag) *string { return t.Name.Ptr() }),
			table.Text("color", personal.None(), "Color of the tag, as #RRGGBB.", func(t *api.Tag) *string { return t.Color.Ptr() }),
			table.Text("description", personal.None(), "Code of one of Aircall's own tags, such as queue_callback; NULL for the company's tags, whose descriptions Aircall does not keep.", func(t *api.Tag) *string { return t.Description.Ptr() }),
			table.Text("direct_link", personal.Link(), "Address of the tag in Aircall's API. Aircall documents it, and was not seen to send it.", func(t *api.Tag) *string { return t.DirectLink.Ptr() }),
			table.Title(personal.None(), func(t *api.Tag) *string { return t.Name.Ptr() }),
			table.Company(),
		},
	}}
}

func tags() table.ListSpec[api.Tag] {
	return table.ListSpec[api.Tag]{Read: table.Unfiltered((*api.Client).Tags)}
}

func listTags(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, tags())
}

func getTag(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, tags(), table.ByID((*api.Client).Tag))
}

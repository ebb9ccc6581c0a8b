package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallWhatsAppTemplate() table.Definition {
	return table.Filtered(whatsAppTemplates(), &plugin.Table{
		Name:        "aircall_whatsapp_template",
		Description: "WhatsApp message templates of the company's numbers. Costs at least one request for each number: compare number_id with a value.",
		List:        &plugin.ListConfig{Hydrate: listWhatsAppTemplates},
		Columns: []*plugin.Column{
			table.Integer("number_id", "Id of the number; aircall_number.id.", func(t *whatsAppTemplate) *int64 { return &t.Parent }),
			table.Text("id", personal.None(), "Id of the template.", func(t *whatsAppTemplate) *string { return t.Item.ID.Ptr() }),
			table.Text("waba_id", personal.None(), "Id of the WhatsApp Business account.", func(t *whatsAppTemplate) *string { return t.Item.WABAID.Ptr() }),
			table.Text("name", personal.None(), "Name of the template.", func(t *whatsAppTemplate) *string { return t.Item.Name.Ptr() }),
			table.Text("category", personal.None(), "Category of the template, such as UTILITY.", func(t *whatsAppTemplate) *string { return t.Item.Category.Ptr() }),
			table.Text("status", personal.None(), "Whether WhatsApp has approved the template, such as APPROVED.", func(t *whatsAppTemplate) *string { return t.Item.Status.Ptr() }),
			table.Text("language", personal.None(), "Language of the template, such as en.", func(t *whatsAppTemplate) *string { return t.Item.Language.Ptr() }),
			table.Company(),
		},
	})
}

type whatsAppTemplate = subresource[api.WhatsAppTemplate]

func whatsAppTemplates() table.ListSpec[whatsAppTemplate] {
	return subresources(table.ParentKey{Column: "number_id"}, numberIDs, templatesOfNumber)
}

func templatesOfNumber(c *api.Client, ctx context.Context, number int64) ([]*api.WhatsAppTemplate, error) {
	return table.ReadAll(c.WhatsAppTemplates(ctx, number))
}

func listWhatsAppTemplates(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, whatsAppTemplates())
}

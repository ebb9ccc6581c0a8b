package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallWhatsAppTemplate() table {
	return filtered(whatsAppTemplates().filters, &plugin.Table{
		Name:        "aircall_whatsapp_template",
		Description: "WhatsApp message templates of the company's numbers. Costs at least one request for each number: compare number_id with a value.",
		List:        &plugin.ListConfig{Hydrate: listWhatsAppTemplates},
		Columns: []*plugin.Column{
			integer("number_id", "Id of the number; aircall_number.id.", func(t *whatsAppTemplate) *int64 { return &t.owner }),
			text("id", "Id of the template.", func(t *whatsAppTemplate) *string { return t.item.ID.Ptr() }),
			text("waba_id", "Id of the WhatsApp Business account.", func(t *whatsAppTemplate) *string { return t.item.WABAID.Ptr() }),
			text("name", "Name of the template.", func(t *whatsAppTemplate) *string { return t.item.Name.Ptr() }),
			text("category", "Category of the template, such as UTILITY.", func(t *whatsAppTemplate) *string { return t.item.Category.Ptr() }),
			text("status", "Whether WhatsApp has approved the template, such as APPROVED.", func(t *whatsAppTemplate) *string { return t.item.Status.Ptr() }),
			text("language", "Language of the template, such as en.", func(t *whatsAppTemplate) *string { return t.item.Language.Ptr() }),
			company(),
		},
	})
}

type whatsAppTemplate = owned[api.WhatsAppTemplate]

func whatsAppTemplates() source[whatsAppTemplate] {
	return ownedBy("number_id", everyNumber, func(c *api.Client, ctx context.Context, number int64) ([]*api.WhatsAppTemplate, error) {
		return readAll(c.WhatsAppTemplates(ctx, number))
	})
}

func listWhatsAppTemplates(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, whatsAppTemplates().stream(ctx, d)
}

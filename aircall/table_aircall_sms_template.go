package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallSMSTemplate() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_sms_template",
		Description: "Prepared text messages of the company.",
		List:        &plugin.ListConfig{Hydrate: listSMSTemplates},
		Columns: []*plugin.Column{
			text("id", "Unique id of the template.", func(t *api.SMSTemplate) *string { return (*string)(&t.ID) }),
			text("name", "Name of the template.", func(t *api.SMSTemplate) *string { return t.Name.Ptr() }),
			text("body", "Text of the message.", func(t *api.SMSTemplate) *string { return t.Body.Ptr() }),
			company(),
		},
	}}
}

func smsTemplates() source[api.SMSTemplate] {
	return source[api.SMSTemplate]{read: everything((*api.Client).SMSTemplates)}
}

func listSMSTemplates(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, smsTemplates().stream(ctx, d)
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallSMSTemplate() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_sms_template",
		Description: "Prepared text messages of the company.",
		List:        &plugin.ListConfig{Hydrate: listSMSTemplates},
		Columns: []*plugin.Column{
			table.Text("id", personal.None(), "Unique id of the template.", func(t *api.SMSTemplate) *string { return (*string)(&t.ID) }),
			table.Text("name", personal.None(), "Name of the template.", func(t *api.SMSTemplate) *string { return t.Name.Ptr() }),
			table.Text("body", personal.Text(), "Text of the message.", func(t *api.SMSTemplate) *string { return t.Body.Ptr() }),
			table.Company(),
		},
	}}
}

func smsTemplates() table.ListSpec[api.SMSTemplate] {
	return table.ListSpec[api.SMSTemplate]{Read: table.Unfiltered((*api.Client).SMSTemplates)}
}

func listSMSTemplates(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, smsTemplates())
}

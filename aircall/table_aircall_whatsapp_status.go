package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallWhatsAppStatus() table.Definition {
	return table.Filtered(whatsAppStatuses(), &plugin.Table{
		Name:        "aircall_whatsapp_status",
		Description: "State of the WhatsApp account of each number that has one. Costs one request for each number: compare number_id with a value.",
		List:        &plugin.ListConfig{Hydrate: listWhatsAppStatuses},
		Columns: []*plugin.Column{
			table.Integer("number_id", "Id of the number; aircall_number.id.", func(s *whatsAppStatus) *int64 { return &s.Parent }),
			table.Text("waba_id", personal.None(), "Id of the WhatsApp Business account.", func(s *whatsAppStatus) *string { return s.Item.WABAID.Ptr() }),
			table.Text("status", personal.None(), "State of the account, such as ONLINE.", func(s *whatsAppStatus) *string { return s.Item.Status.Ptr() }),
			table.Boolean("can_send_message", "Whether messages can be sent.", func(s *whatsAppStatus) *bool { return s.Item.CanSendMessage.Ptr() }),
			table.Text("messaging_limit_tier", personal.None(), "How many people may be written to, such as TIER_1K.", func(s *whatsAppStatus) *string { return s.Item.MessagingLimitTier.Ptr() }),
			table.Text("quality_rating", personal.None(), "Quality of the messages as WhatsApp rates it, such as GREEN.", func(s *whatsAppStatus) *string { return s.Item.QualityRating.Ptr() }),
			table.Text("business_verification_status", personal.None(), "Whether the business is verified, such as VERIFIED.", func(s *whatsAppStatus) *string { return s.Item.BusinessVerificationStatus.Ptr() }),
			table.Company(),
		},
	})
}

type whatsAppStatus = subresource[api.WhatsAppStatus]

func whatsAppStatuses() table.ListSpec[whatsAppStatus] {
	return subresources(table.ParentKey{Column: "number_id"}, numberIDs, atMostOne((*api.Client).WhatsAppStatus))
}

func listWhatsAppStatuses(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, whatsAppStatuses())
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallWhatsAppStatus() table {
	return filtered(whatsAppStatuses().filters, &plugin.Table{
		Name:        "aircall_whatsapp_status",
		Description: "State of the WhatsApp account of each number that has one. Costs one request for each number: compare number_id with a value.",
		List:        &plugin.ListConfig{Hydrate: listWhatsAppStatuses},
		Columns: []*plugin.Column{
			integer("number_id", "Id of the number; aircall_number.id.", func(s *whatsAppStatus) *int64 { return &s.owner }),
			text("waba_id", "Id of the WhatsApp Business account.", func(s *whatsAppStatus) *string { return s.item.WABAID.Ptr() }),
			text("status", "State of the account, such as ONLINE.", func(s *whatsAppStatus) *string { return s.item.Status.Ptr() }),
			boolean("can_send_message", "Whether messages can be sent.", func(s *whatsAppStatus) *bool { return s.item.CanSendMessage.Ptr() }),
			text("messaging_limit_tier", "How many people may be written to, such as TIER_1K.", func(s *whatsAppStatus) *string { return s.item.MessagingLimitTier.Ptr() }),
			text("quality_rating", "Quality of the messages as WhatsApp rates it, such as GREEN.", func(s *whatsAppStatus) *string { return s.item.QualityRating.Ptr() }),
			text("business_verification_status", "Whether the business is verified, such as VERIFIED.", func(s *whatsAppStatus) *string { return s.item.BusinessVerificationStatus.Ptr() }),
			company(),
		},
	})
}

type whatsAppStatus = owned[api.WhatsAppStatus]

func whatsAppStatuses() source[whatsAppStatus] {
	return ownedBy("number_id", everyNumber, atMostOne((*api.Client).WhatsAppStatus))
}

func listWhatsAppStatuses(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, whatsAppStatuses().stream(ctx, d)
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallCallParticipant() table {
	return filtered(callParticipants().filters, &plugin.Table{
		Name:        "aircall_call_participant",
		Description: "Participants of conference calls. A call between two parties has none.",
		List:        &plugin.ListConfig{Hydrate: listCallParticipants, KeyColumns: timeRange("call_started_at")},
		Columns: callPartColumns[api.Participant](
			text("participant_id", "Id of the participant: of the user or the contact, by type; NULL for one who is external.", func(p *callPart[api.Participant]) *string { return p.part.ID.Ptr() }),
			text("type", "Who the participant is. Possible values are: user, contact, external.", func(p *callPart[api.Participant]) *string { return p.part.Type.Ptr() }),
			text("name", "Name of the participant; NULL for one who is external. Personal data.", func(p *callPart[api.Participant]) *string { return p.part.Name.Ptr() }),
			text("phone_number", "Phone number of the participant in E.164 form; NULL for a user. Personal data.",
				func(p *callPart[api.Participant]) *string {
					return e164(p.part.PhoneNumber.Ptr(), p.parent.Number.OrEmpty().Country.Ptr())
				}),
		),
	})
}

func callParticipants() source[callPart[api.Participant]] {
	return insideCalls(api.Expand{}, func(c *api.Call) []api.Participant { return c.ConferenceParticipants().Value() })
}

func listCallParticipants(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, callParticipants().stream(ctx, d)
}

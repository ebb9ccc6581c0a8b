package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallParticipant() table.Definition {
	return table.Filtered(callParticipants(), &plugin.Table{
		Name:        "aircall_call_participant",
		Description: "Participants of conference calls. A call between two parties has none.",
		List:        &plugin.ListConfig{Hydrate: listCallParticipants, KeyColumns: table.TimeKey("call_started_at")},
		Columns: callChildColumns[api.Participant](
			table.Text("participant_id", personal.None(), "Id of the participant: of the user or the contact, by type; NULL for one who is external.", func(p *callChild[api.Participant]) *string { return p.Item.ID.Ptr() }),
			table.Text("type", personal.None(), "Who the participant is. Possible values are: user, contact, external.", func(p *callChild[api.Participant]) *string { return p.Item.Type.Ptr() }),
			table.Text("name", participantName(), "Name of the participant; NULL for one who is external. Personal data.", func(p *callChild[api.Participant]) *string { return p.Item.Name.Ptr() }),
			table.Text("phone_number", personal.Phone(), "Phone number of the participant in E.164 form; NULL for a user. Personal data.",
				func(p *callChild[api.Participant]) *string {
					return e164(p.Item.PhoneNumber.Ptr(), p.Parent.Number.OrEmpty().Country.Ptr())
				}),
		),
	})
}

func callParticipants() table.ListSpec[callChild[api.Participant]] {
	return callChildren(api.Expand{}, func(c *api.Call) []api.Participant { return c.ConferenceParticipants().Value() })
}

func listCallParticipants(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callParticipants())
}

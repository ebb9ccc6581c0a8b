package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callSentiment = callInsight[api.Sentiments, api.ParticipantSentiment]

func tableAircallCallSentiment() table.Definition {
	return insightTable[api.Sentiments, api.ParticipantSentiment]("aircall_call_sentiment",
		"Moods of the people outside who took part in calls, one row a participant, by AI Assist.", listCallSentiments,
		table.Text("participant_type", personal.None(), "Who it is: external.", func(r *callSentiment) *string { return r.Item.Who() }),
		table.Text("phone_number", personal.Phone(), "Number of the participant, in E.164 form. Personal data.", func(r *callSentiment) *string { return e164(r.Item.PhoneNumber.Ptr(), nil) }),
		table.Text("sentiment", personal.None(), "The mood. Possible values are: POSITIVE, NEUTRAL, NEGATIVE.", func(r *callSentiment) *string { return r.Item.Value.Ptr() }),
	)
}

var callSentiments = insightSpec[api.Sentiments, api.ParticipantSentiment]{
	path:  "sentiments",
	read:  (*api.Client).Sentiments,
	items: func(s *api.Sentiments) []api.ParticipantSentiment { return s.Participants.Value() },
}

func listCallSentiments(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callSentiments.listSpec())
}

package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callUtterance = callInsight[api.Transcription, api.Utterance]

func tableAircallCallUtterance() table.Definition {
	return toleratesMissingAddOn(insightTable[api.Transcription, api.Utterance]("aircall_call_utterance",
		"What was said on calls and left as voicemails, one row for each time that somebody spoke, by AI Assist.", listCallUtterances,
		table.Integer("transcript_id", "Id of the transcript; aircall_call_transcript.id.", func(r *callUtterance) *int64 { return r.Parent.answer.ID.Ptr() }),
		table.Integer("position", "Place of the utterance in the transcript, from 1.", func(r *callUtterance) *int64 {
			if r.Parent.missing {
				return nil
			}
			return &r.Position
		}),
		table.Double("start_time", "From the start of the transcript to the utterance, in seconds.", func(r *callUtterance) *float64 { return r.Item.StartTime.Ptr() }),
		table.Double("end_time", "From the start of the transcript to the utterance's end, in seconds.", func(r *callUtterance) *float64 { return r.Item.EndTime.Ptr() }),
		table.Text("text", personal.Text(), "What was said. Personal data.", func(r *callUtterance) *string { return r.Item.Text.Ptr() }),
		table.Text("participant_type", personal.None(), "Who spoke. Possible values are: internal, external, ai_voice_agent.", func(r *callUtterance) *string { return r.Item.ParticipantType.Ptr() }),
		table.Text("ai_voice_agent_id", personal.None(), "Id of the AI voice agent that spoke; aircall_call_ai_voice_agent.agent_id.", func(r *callUtterance) *string { return r.Item.AIVoiceAgentID.Ptr() }),
		table.Integer("user_id", "Id of the user who spoke; aircall_user.id.", func(r *callUtterance) *int64 { return r.Item.UserID.Ptr() }),
		table.Text("phone_number", personal.Phone(), "Number of the other party who spoke, in E.164 form. Personal data.", func(r *callUtterance) *string { return e164(r.Item.PhoneNumber.Ptr(), nil) }),
	))
}

var callUtterances = insightSpec[api.Transcription, api.Utterance]{
	path:       "transcription",
	read:       (*api.Client).Transcription,
	items:      func(t *api.Transcription) []api.Utterance { return t.Content.OrEmpty().Utterances.Value() },
	startedAt:  transcribedCallStart,
	voicemails: true,
}

func listCallUtterances(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callUtterances.tolerantListSpec())
}

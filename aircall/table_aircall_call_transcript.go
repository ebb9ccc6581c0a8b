package aircall

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callTranscript = callInsight[api.Transcription, api.Transcription]

func tableAircallCallTranscript() table.Definition {
	return insightTable[api.Transcription, api.Transcription]("aircall_call_transcript",
		"What was said on calls and left as voicemails, by AI Assist.", listCallTranscripts,
		table.Integer("id", "Id of the transcript.", func(r *callTranscript) *int64 { return r.Item.ID.Ptr() }),
		table.Text("type", personal.None(), "What was transcribed. Possible values are: call, voicemail.", func(r *callTranscript) *string { return r.Item.Type.Ptr() }),
		table.Text("language", personal.None(), "Language of the call, an IETF tag such as en-US.", func(r *callTranscript) *string { return r.Item.Content.OrEmpty().Language.Ptr() }),
		table.Integer("utterance_count", "Number of utterances.", func(r *callTranscript) *int64 {
			if !r.Item.Content.OrEmpty().Utterances.Present() {
				return nil
			}
			return new(int64(len(r.Item.Content.OrEmpty().Utterances.Value())))
		}),
		table.Text("text", personal.Text(), "All that was said, an utterance a line. Personal data.", func(r *callTranscript) *string { return transcriptText(r.Item) }),
		table.JSON("utterances", personal.Document(utteranceFields()), "The utterances, as Aircall sent them; aircall_call_utterance has a row for each. Personal data.",
			func(r *callTranscript) json.RawMessage { return r.Item.Content.OrEmpty().Utterances.JSON() }),
	)
}

var callTranscripts = insightSpec[api.Transcription, api.Transcription]{
	path: "transcription",
	read: (*api.Client).Transcription, items: asSlice[api.Transcription], startedAt: transcribedCallStart, voicemails: true,
}

func listCallTranscripts(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callTranscripts.listSpec())
}

// transcribedCallStart: Aircall's documents call the start of a call its creation too.
func transcribedCallStart(t *api.Transcription) api.Time { return t.CallCreatedAt.Value() }

// transcriptText is nil when nothing was said.
func transcriptText(t *api.Transcription) *string {
	var lines []string
	for _, u := range t.Content.OrEmpty().Utterances.Value() {
		if text := u.Text.Ptr(); text != nil {
			lines = append(lines, *text)
		}
	}
	if lines == nil {
		return nil
	}
	return new(strings.Join(lines, "\n"))
}

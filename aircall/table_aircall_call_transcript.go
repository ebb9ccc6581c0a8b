package aircall

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

type callTranscript = insight[api.Transcription, api.Transcription]

func tableAircallCallTranscript() table {
	return aboutCalls[api.Transcription, api.Transcription]("aircall_call_transcript",
		"What was said on calls and left as voicemails, by AI Assist.", listCallTranscripts,
		integer("id", "Id of the transcript.", func(r *callTranscript) *int64 { return (*int64)(r.item.ID) }),
		text("type", "What was transcribed. Possible values are: call, voicemail.", func(r *callTranscript) *string { return r.item.Type }),
		text("language", "Language of the call, an IETF tag such as en-US.", func(r *callTranscript) *string { return r.item.Content.Language }),
		integer("utterance_count", "Number of utterances.", func(r *callTranscript) *int64 {
			if !r.item.Content.Utterances.Present() {
				return nil
			}
			return new(int64(len(r.item.Content.Utterances.Value)))
		}),
		text("text", "All that was said, an utterance a line. Personal data.", func(r *callTranscript) *string { return transcriptText(r.item) }),
		jsonb("utterances", "The utterances, as Aircall sent them; aircall_call_utterance has a row for each. Personal data.",
			func(r *callTranscript) json.RawMessage { return r.item.Content.Utterances.JSON() }),
	)
}

func listCallTranscripts(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.Transcription, api.Transcription]{
		read: (*api.Client).Transcription, items: alone[api.Transcription], startedAt: transcribedCallStart, voicemails: true,
	}.stream(ctx, d)
}

// transcribedCallStart: Aircall's documents call the start of a call its creation too.
func transcribedCallStart(t *api.Transcription) api.Time { return t.CallCreatedAt }

// transcriptText is nil when nothing was said.
func transcriptText(t *api.Transcription) *string {
	var lines []string
	for _, u := range t.Content.Utterances.Value {
		if u.Text != nil {
			lines = append(lines, *u.Text)
		}
	}
	if lines == nil {
		return nil
	}
	return new(strings.Join(lines, "\n"))
}

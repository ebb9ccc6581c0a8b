package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/calls/:id/transcription, summary, topics, sentiments, action_items and the like.

// Conversation intelligence is made minutes after a call, and not for every call: IsNotFound means
// that nothing was generated. Without the add-on every one of these is an error that names it.
const (
	aiAssist    = "the AI Assist add-on, which the company's plan does not include"
	aiAssistPro = "the AI Assist Pro add-on, which the company's plan does not include"
)

// Transcription is what was said on a call or left as a voicemail.
type Transcription struct {
	ID            Field[int64]                 `json:"id"`
	CallID        Field[int64]                 `json:"call_id"`
	CallCreatedAt Field[Time]                  `json:"call_created_at"`
	Type          Field[string]                `json:"type"` // call or voicemail
	Content       Object[TranscriptionContent] `json:"content"`
}

// TranscriptionContent is the text of a transcription.
type TranscriptionContent struct {
	Language   Field[string]    `json:"language"`
	Utterances Raw[[]Utterance] `json:"utterances"`
}

// Utterance is what one side said without a break.
type Utterance struct {
	StartTime       Field[float64] `json:"start_time"` // seconds since the call's start
	EndTime         Field[float64] `json:"end_time"`
	Text            Field[string]  `json:"text"`
	ParticipantType Field[string]  `json:"participant_type"` // internal, external or ai_voice_agent
	UserID          Field[int64]   `json:"user_id"`
	PhoneNumber     Field[string]  `json:"phone_number"`
	AIVoiceAgentID  Field[string]  `json:"ai_voice_agent_id"` // the third speaker of a transcript
}

// Transcription reads /v1/calls/:id/transcription.
func (c *Client) Transcription(ctx context.Context, callID int64) (*Transcription, error) {
	return getOne[Transcription](ctx, c, ofCall("/v1/calls/%d/transcription", callID, "transcription", aiAssist))
}

// Summary is a generated summary of a call.
type Summary struct {
	ID        Field[int64]   `json:"id"`
	CallID    Field[int64]   `json:"call_id"`
	Content   Field[AnyText] `json:"content"`
	CreatedAt Field[Time]    `json:"created_at"`
}

// Summary reads /v1/calls/:id/summary.
func (c *Client) Summary(ctx context.Context, callID int64) (*Summary, error) {
	return getOne[Summary](ctx, c, ofCall("/v1/calls/%d/summary", callID, "summary", aiAssist))
}

// Topics are what a call was about.
type Topics struct {
	ID        Field[int64]          `json:"id"`
	CallID    Field[int64]          `json:"call_id"`
	CreatedAt Field[Time]           `json:"created_at"`
	Content   Raw[[]Field[AnyText]] `json:"content"`
}

// Topics reads /v1/calls/:id/topics.
func (c *Client) Topics(ctx context.Context, callID int64) (*Topics, error) {
	return getOne[Topics](ctx, c, ofCall("/v1/calls/%d/topics", callID, "topic", aiAssist))
}

// Sentiments are the moods of a call's external participants.
type Sentiments struct {
	ID           Field[int64]                `json:"id"`
	CallID       Field[int64]                `json:"call_id"`
	Participants Raw[[]ParticipantSentiment] `json:"participants"`
}

// ParticipantSentiment is the mood of one participant.
type ParticipantSentiment struct {
	PhoneNumber     Field[string] `json:"phone_number"`
	Value           Field[string] `json:"value"` // POSITIVE, NEUTRAL or NEGATIVE
	Type            Field[string] `json:"type"`  // external; the reference's model names it as the next
	ParticipantType Field[string] `json:"participant_type"`
}

// Who says who it is, under whichever of its two names Aircall sent it.
func (p *ParticipantSentiment) Who() *string {
	return cmp.Or(p.Type.Ptr(), p.ParticipantType.Ptr())
}

// Sentiments reads /v1/calls/:id/sentiments.
func (c *Client) Sentiments(ctx context.Context, callID int64) (*Sentiments, error) {
	return getOne[Sentiments](ctx, c, ofCall("/v1/calls/%d/sentiments", callID, "sentiment", aiAssist))
}

// ActionItems are the tasks that follow from a call.
type ActionItems struct {
	CallID      Field[int64]      `json:"call_id"`
	ActionItems Raw[[]ActionItem] `json:"action_items"`
}

// ActionItem is one task; CreatedBy and UpdatedBy are users, nil for the AI.
type ActionItem struct {
	ID          Field[int64]  `json:"id"`
	Content     Field[string] `json:"content"`
	AIGenerated Field[bool]   `json:"ai_generated"`
	CreatedAt   Field[Time]   `json:"created_at"`
	CreatedBy   Field[int64]  `json:"created_by"`
	UpdatedAt   Field[Time]   `json:"updated_at"`
	UpdatedBy   Field[int64]  `json:"updated_by"`
}

// ActionItems reads /v1/calls/:id/action_items.
func (c *Client) ActionItems(ctx context.Context, callID int64) (*ActionItems, error) {
	return getOne[ActionItems](ctx, c, ofCall("/v1/calls/%d/action_items", callID, "", aiAssist))
}

// PredictedCSAT is the satisfaction that the AI expects the caller to report.
type PredictedCSAT struct {
	CallID   Field[int64]         `json:"call_id"`
	CallUUID Field[string]        `json:"call_uuid"`
	Score    Field[float64]       `json:"score"`
	Drivers  Raw[json.RawMessage] `json:"drivers"`
}

// PredictedCSAT reads /v1/calls/:id/predicted_csat.
func (c *Client) PredictedCSAT(ctx context.Context, callID int64) (*PredictedCSAT, error) {
	return getOne[PredictedCSAT](ctx, c, ofCall("/v1/calls/%d/predicted_csat", callID, "csat", aiAssist))
}

// CustomSummary is a summary made after the company's own template.
type CustomSummary struct {
	ID            Field[int64]            `json:"id"`
	CallID        Field[int64]            `json:"call_id"`
	NumberID      Field[int64]            `json:"number_id"`
	Language      Field[string]           `json:"language"`
	CustomSummary Object[SummaryTemplate] `json:"custom_summary"`
	Sections      Raw[[]SummarySection]   `json:"summary_template_results"`
}

// SummaryTemplate is what a custom summary is made after.
type SummaryTemplate struct {
	Name Field[string] `json:"name"`
}

// SummarySection is one part of a custom summary.
type SummarySection struct {
	Name    Field[string]  `json:"name"`
	Content Field[AnyText] `json:"content"`
}

// CustomSummary reads /v1/calls/:id/custom_summary_result.
func (c *Client) CustomSummary(ctx context.Context, callID int64) (*CustomSummary, error) {
	return getOne[CustomSummary](ctx, c, ofCall("/v1/calls/%d/custom_summary_result", callID, "", aiAssistPro))
}

// PlaybookResult says how well a call kept to a playbook.
type PlaybookResult struct {
	ID             Field[int64]         `json:"id"`
	CallID         Field[int64]         `json:"call_id"`
	UserID         Field[int64]         `json:"user_id"`
	NumberID       Field[int64]         `json:"number_id"`
	AdherenceScore Field[float64]       `json:"adherence_score"`
	CreatedAt      Field[Time]          `json:"created_at"`
	Playbook       Object[Playbook]     `json:"playbook"`
	Topics         Raw[[]PlaybookTopic] `json:"playbook_result_topics"`
}

// Playbook is what a result is measured by.
type Playbook struct {
	ID       Field[int64]  `json:"id"`
	Name     Field[string] `json:"name"`
	Language Field[string] `json:"language"`
}

// PlaybookTopic is one subject of a playbook and whether it was covered.
type PlaybookTopic struct {
	Name   Field[string]  `json:"name"`
	Result Field[AnyText] `json:"result"` // documented by a placeholder alone
}

// PlaybookResult reads /v1/calls/:id/playbook_result with the playbook's name.
func (c *Client) PlaybookResult(ctx context.Context, callID int64) (*PlaybookResult, error) {
	r := ofCall("/v1/calls/%d/playbook_result", callID, "", aiAssistPro)
	r.query = url.Values{"fetch_playbook": {"true"}}
	return getOne[PlaybookResult](ctx, c, r)
}

// Evaluations are a call's scores on the company's scorecards.
type Evaluations struct {
	ID          Field[int64]      `json:"id"`
	CallID      Field[int64]      `json:"call_id"`
	AIGenerated Field[bool]       `json:"ai_generated"`
	Evaluations Raw[[]Evaluation] `json:"evaluations"`
	ReviewedAt  Field[Time]       `json:"reviewed_at"`
	CreatedAt   Field[Time]       `json:"created_at"`
	UpdatedAt   Field[Time]       `json:"updated_at"`
}

// Evaluation is the score on one scorecard.
type Evaluation struct {
	Score      Object[EvaluationScore] `json:"score"`
	Scorecard  Object[Scorecard]       `json:"scorecard"`
	Categories Raw[json.RawMessage]    `json:"categories"`
	Questions  Raw[json.RawMessage]    `json:"questions"`
}

// EvaluationScore is a score on a scorecard.
type EvaluationScore struct {
	Normalized Field[float64] `json:"normalized_score"`
}

// Scorecard is what a call is scored on.
type Scorecard struct {
	Name Field[string] `json:"name"`
}

// Evaluations reads /v1/calls/:id/evaluations.
func (c *Client) Evaluations(ctx context.Context, callID int64) (*Evaluations, error) {
	return getOne[Evaluations](ctx, c, ofCall("/v1/calls/%d/evaluations", callID, "", aiAssistPro))
}

func ofCall(format string, callID int64, envelope, feature string) request {
	return request{path: idPath(format, callID), envelope: envelope, feature: feature}
}

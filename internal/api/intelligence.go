package api

import (
	"context"
	"encoding/json"
	"net/url"
)

// Conversation intelligence is made minutes after a call, and not for every call: IsNotFound means
// that nothing was generated. Without the add-on every one of these is an error that names it.
const (
	aiAssist    = "the AI Assist add-on, which the company's plan does not include"
	aiAssistPro = "the AI Assist Pro add-on, which the company's plan does not include"
)

// Transcription is what was said on a call or left as a voicemail.
type Transcription struct {
	ID            *Int    `json:"id"`
	CallID        *Int    `json:"call_id"`
	CallCreatedAt Time    `json:"call_created_at"`
	Type          *string `json:"type"` // call or voicemail
	Content       struct {
		Language   *string          `json:"language"`
		Utterances Raw[[]Utterance] `json:"utterances"`
	} `json:"content"`
}

// Utterance is what one side said without a break.
type Utterance struct {
	StartTime       *float64 `json:"start_time"` // seconds since the call's start
	EndTime         *float64 `json:"end_time"`
	Text            *string  `json:"text"`
	ParticipantType *string  `json:"participant_type"` // internal, external or ai_voice_agent
	UserID          *Int     `json:"user_id"`
	PhoneNumber     *string  `json:"phone_number"`
}

// Transcription reads /v1/calls/:id/transcription.
func (c *Client) Transcription(ctx context.Context, callID int64) (*Transcription, error) {
	return one[Transcription](ctx, c, ofCall("/v1/calls/%d/transcription", callID, "transcription", aiAssist))
}

// Summary is a generated summary of a call.
type Summary struct {
	ID        *Int    `json:"id"`
	CallID    *Int    `json:"call_id"`
	Content   *string `json:"content"`
	CreatedAt Time    `json:"created_at"`
}

// Summary reads /v1/calls/:id/summary.
func (c *Client) Summary(ctx context.Context, callID int64) (*Summary, error) {
	return one[Summary](ctx, c, ofCall("/v1/calls/%d/summary", callID, "summary", aiAssist))
}

// Topics are what a call was about.
type Topics struct {
	ID        *Int     `json:"id"`
	CallID    *Int     `json:"call_id"`
	CreatedAt Time     `json:"created_at"`
	Content   []string `json:"content"`
}

// Topics reads /v1/calls/:id/topics.
func (c *Client) Topics(ctx context.Context, callID int64) (*Topics, error) {
	return one[Topics](ctx, c, ofCall("/v1/calls/%d/topics", callID, "topic", aiAssist))
}

// Sentiments are the moods of a call's external participants.
type Sentiments struct {
	ID           *Int                   `json:"id"`
	CallID       *Int                   `json:"call_id"`
	Participants []ParticipantSentiment `json:"participants"`
}

// ParticipantSentiment is the mood of one participant.
type ParticipantSentiment struct {
	PhoneNumber *string `json:"phone_number"`
	Value       *string `json:"value"` // POSITIVE, NEUTRAL or NEGATIVE
	Type        *string `json:"type"`  // external
}

// Sentiments reads /v1/calls/:id/sentiments.
func (c *Client) Sentiments(ctx context.Context, callID int64) (*Sentiments, error) {
	return one[Sentiments](ctx, c, ofCall("/v1/calls/%d/sentiments", callID, "sentiment", aiAssist))
}

// ActionItems are the tasks that follow from a call.
type ActionItems struct {
	CallID      *Int         `json:"call_id"`
	ActionItems []ActionItem `json:"action_items"`
}

// ActionItem is one task; CreatedBy and UpdatedBy are users, nil for the AI.
type ActionItem struct {
	ID          *Int    `json:"id"`
	Content     *string `json:"content"`
	AIGenerated *bool   `json:"ai_generated"`
	CreatedAt   Time    `json:"created_at"`
	CreatedBy   *Int    `json:"created_by"`
	UpdatedAt   Time    `json:"updated_at"`
	UpdatedBy   *Int    `json:"updated_by"`
}

// ActionItems reads /v1/calls/:id/action_items.
func (c *Client) ActionItems(ctx context.Context, callID int64) (*ActionItems, error) {
	return one[ActionItems](ctx, c, ofCall("/v1/calls/%d/action_items", callID, "", aiAssist))
}

// PredictedCSAT is the satisfaction that the AI expects the caller to report.
type PredictedCSAT struct {
	CallID   *Int            `json:"call_id"`
	CallUUID *string         `json:"call_uuid"`
	Score    *float64        `json:"score"`
	Drivers  Raw[[]struct{}] `json:"drivers"`
}

// PredictedCSAT reads /v1/calls/:id/predicted_csat.
func (c *Client) PredictedCSAT(ctx context.Context, callID int64) (*PredictedCSAT, error) {
	return one[PredictedCSAT](ctx, c, ofCall("/v1/calls/%d/predicted_csat", callID, "csat", aiAssist))
}

// CustomSummary is a summary made after the company's own template.
type CustomSummary struct {
	ID            *Int    `json:"id"`
	CallID        *Int    `json:"call_id"`
	NumberID      *Int    `json:"number_id"`
	Language      *string `json:"language"`
	CustomSummary struct {
		Name *string `json:"name"`
	} `json:"custom_summary"`
	Sections []SummarySection `json:"summary_template_results"`
}

// SummarySection is one part of a custom summary.
type SummarySection struct {
	Name    *string `json:"name"`
	Content *string `json:"content"`
}

// CustomSummary reads /v1/calls/:id/custom_summary_result.
func (c *Client) CustomSummary(ctx context.Context, callID int64) (*CustomSummary, error) {
	return one[CustomSummary](ctx, c, ofCall("/v1/calls/%d/custom_summary_result", callID, "", aiAssistPro))
}

// PlaybookResult says how well a call kept to a playbook.
type PlaybookResult struct {
	ID             *Int     `json:"id"`
	CallID         *Int     `json:"call_id"`
	UserID         *Int     `json:"user_id"`
	NumberID       *Int     `json:"number_id"`
	AdherenceScore *float64 `json:"adherence_score"`
	CreatedAt      Time     `json:"created_at"`
	Playbook       *struct {
		ID   *Int    `json:"id"`
		Name *string `json:"name"`
	} `json:"playbook"`
	Topics []PlaybookTopic `json:"playbook_result_topics"`
}

// PlaybookTopic is one subject of a playbook and whether it was covered.
type PlaybookTopic struct {
	Name   *string `json:"name"`
	Result *string `json:"result"`
}

// PlaybookResult reads /v1/calls/:id/playbook_result with the playbook's name.
func (c *Client) PlaybookResult(ctx context.Context, callID int64) (*PlaybookResult, error) {
	r := ofCall("/v1/calls/%d/playbook_result", callID, "", aiAssistPro)
	r.query = url.Values{"fetch_playbook": {"true"}}
	return one[PlaybookResult](ctx, c, r)
}

// Evaluations are a call's scores on the company's scorecards.
type Evaluations struct {
	ID          *Int         `json:"id"`
	CallID      *Int         `json:"call_id"`
	AIGenerated *bool        `json:"ai_generated"`
	Evaluations []Evaluation `json:"evaluations"`
	ReviewedAt  Time         `json:"reviewed_at"`
	CreatedAt   Time         `json:"created_at"`
	UpdatedAt   Time         `json:"updated_at"`
}

// Evaluation is the score on one scorecard.
type Evaluation struct {
	Score struct {
		Normalized *float64 `json:"normalized_score"`
	} `json:"score"`
	Scorecard struct {
		Name *string `json:"name"`
	} `json:"scorecard"`
	Categories Raw[json.RawMessage] `json:"categories"`
	Questions  Raw[json.RawMessage] `json:"questions"`
}

// Evaluations reads /v1/calls/:id/evaluations.
func (c *Client) Evaluations(ctx context.Context, callID int64) (*Evaluations, error) {
	return one[Evaluations](ctx, c, ofCall("/v1/calls/%d/evaluations", callID, "", aiAssistPro))
}

func ofCall(format string, callID int64, envelope, feature string) request {
	return request{path: idPath(format, callID), envelope: envelope, feature: feature}
}

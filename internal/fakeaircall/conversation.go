package fakeaircall

import "time"

// Conversation is what conversation intelligence made of one call; a nil part was never generated.
type Conversation struct {
	Transcription *Transcription
	Sentiments    []Sentiment
	Topics        []string
	Summary       string
	ActionItems   []ActionItem
	CSAT          *CSAT
	CustomSummary *CustomSummary
	Playbook      *PlaybookResult
	Evaluations   *Evaluations
	ID            int64 // of the first artefact; the others follow
	CreatedAt     time.Time
}

// Transcription is the text of a call or a voicemail.
type Transcription struct {
	Type, Language string
	Utterances     []Utterance
}

// Utterance is one turn of speech; it has a user id, a phone number or an AI agent's id.
type Utterance struct {
	Start, End      float64 // seconds
	Text            string
	ParticipantType string // internal, external, ai_voice_agent
	UserID          int64
	PhoneNumber     string
	AIVoiceAgentID  string
}

// Sentiment is POSITIVE, NEGATIVE or NEUTRAL for one participant.
type Sentiment struct{ PhoneNumber, Value, Type string }

// ActionItem is something to do after the call; users are 0 when the item is Aircall's own.
type ActionItem struct {
	ID                   int64
	AIGenerated          bool
	Content              string
	CreatedAt, UpdatedAt time.Time
	CreatedBy, UpdatedBy int64
}

// CSAT is a predicted satisfaction score. Its scale is not documented: the reference's example is 75.
type CSAT struct {
	Score   int
	Drivers []Driver
}

// Driver is a reason for a score; its polarity is in capitals.
type Driver struct{ Polarity, Label string }

// CustomSummary is a summary by the company's own template.
type CustomSummary struct {
	Language, Name string
	Sections       []Section
}

// Section is one part of a custom summary.
type Section struct{ Name, Content string }

// PlaybookResult says how far a call kept to a playbook.
type PlaybookResult struct {
	UserID         int64
	AdherenceScore float64
	PlaybookID     int64
	Name, Language string
	Topics         []PlaybookTopic
}

// PlaybookTopic is one point of a playbook.
type PlaybookTopic struct{ Name, Result string }

// Evaluations are the scorecards of a call.
type Evaluations struct {
	AIGenerated bool
	Scorecards  []Scorecard
	ReviewedAt  time.Time
}

// Scorecard is one evaluation.
type Scorecard struct {
	Name                  string
	NormalizedScore       float64
	Categories, Questions []string
}

// DialerCampaign is a user's list of numbers to call. Documented: it comes with the numbers in display form.
type DialerCampaign struct {
	ID, NumberID int64
	CreatedAt    time.Time
	Numbers      []DialerNumber
}

// DialerNumber is one number of a campaign.
type DialerNumber struct {
	ID        int64
	Number    string // E.164
	Digits    string // display form; "" where it is that of Number
	Called    bool
	CreatedAt time.Time
}

// SMSTemplate is a text to send.
type SMSTemplate struct {
	ID         int64
	Name, Body string
}

// WhatsApp is the WhatsApp account of a number. WABAID is a text of digits.
type WhatsApp struct {
	WABAID, Status                                                string
	CanSendMessage                                                *bool
	MessagingLimitTier, QualityRating, BusinessVerificationStatus string
	Templates                                                     []WhatsAppTemplate
}

// WhatsAppTemplate is a message that WhatsApp approves first.
type WhatsAppTemplate struct {
	ID                               int64
	Name, Category, Status, Language string
}

// Integration is the OAuth application that asks.
type Integration struct {
	Name, CustomName, Logo string
	CompanyID              int64
	Status                 string
	Active                 bool
	NumberIDs              []int64
	UserID                 int64
}

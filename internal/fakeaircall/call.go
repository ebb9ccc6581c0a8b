package fakeaircall

// Values of [Call.Direction].
const (
	Inbound  = "inbound"
	Outbound = "outbound"
)

// Values of [Call.MissedCallReason].
const (
	OutOfOpeningHours  = "out_of_opening_hours"
	ShortAbandoned     = "short_abandoned"
	AbandonedInIVR     = "abandoned_in_ivr"
	AbandonedInClassic = "abandoned_in_classic"
	NoAvailableAgent   = "no_available_agent"
	AgentsDidNotAnswer = "agents_did_not_answer"
)

// Anonymous is [Call.RawDigits] of a caller who hides the number.
const Anonymous = "anonymous"

// InBundle is the only value of [Call.PricingType] that was ever seen.
const InBundle = "in_bundle"

// MaxComments is, as documented, how many comments a call may have.
const MaxComments = 5

// Call is one leg of a telephone conversation. It is kept small: benchmarks hold a million of them.
type Call struct {
	ID               int64
	SID              string
	Direction        string
	StartedAt        int64 // Unix seconds, as the next two
	AnsweredAt       int64 // 0: never answered
	EndedAt          int64 // 0: still running
	Duration         int   // seconds, as reported
	MissedCallReason string
	RawDigits        string // the other party in display form, or Anonymous
	HasRecording     bool
	HasVoicemail     bool
	Archived         bool
	Cost             string // cents
	PricingType      string
	CountryCode      string
	NumberID         int64
	UserID           int64
	ContactID        int64
	Details          *Details // nil when there is nothing to say
}

// Details are the parts that few calls have.
type Details struct {
	AssignedTo, TransferredBy, TransferredTo int64
	// TransferredAway marks the first of the two rows of a transfer to another number. Documented: such a call is
	// found by the number it was transferred to, not by this one.
	TransferredAway bool
	// StaleStatus is served instead of the status that the times say. Whether a status can lag behind the end of a
	// call is not established.
	StaleStatus   string
	TeamIDs       []int64
	Tags          []CallTag
	Comments      []Comment
	Participants  []Participant
	IVROptions    []IVROption
	AIVoiceAgents []AIVoiceAgent
}

// CallTag is a tag on a call.
type CallTag struct {
	TagID    int64
	TaggedAt int64 // Unix seconds
	TaggedBy int64
}

// Comment is a note on a call. PostedBy is 0 when it came through the API.
type Comment struct {
	ID       int64
	Content  string
	PostedAt int64 // Unix seconds
	PostedBy int64
}

// Participant took part in a conference: a user, a contact, or somebody external, who has a phone number alone.
type Participant struct{ ID, Type, Name, PhoneNumber string }

// IVROption is a choice that the caller made in a menu; times are Unix seconds.
type IVROption struct {
	ID, Title, Key, Branch                        string
	CreatedAt, TransitionStarted, TransitionEnded int64
}

// AIVoiceAgent is an AI agent's part of a call; times are Unix seconds, 0 is null.
type AIVoiceAgent struct {
	AgentID, AgentName, EndReason string
	StartedAt, EndedAt            int64
	EscalationReason              string
	TargetType, TargetDestination string
}

// Status is initial, answered or done, unless the details say otherwise. Measured: "missed" is not a status.
func (c *Call) Status() string {
	switch {
	case c.Details != nil && c.Details.StaleStatus != "":
		return c.Details.StaleStatus
	case c.EndedAt != 0:
		return "done"
	case c.AnsweredAt != 0:
		return "answered"
	}
	return "initial"
}

// Detail returns the details, empty ones when there are none.
func (c *Call) Detail() Details {
	if c.Details == nil {
		return Details{}
	}
	return *c.Details
}

// EnsureDetails returns the details for writing.
func (c *Call) EnsureDetails() *Details {
	if c.Details == nil {
		c.Details = &Details{}
	}
	return c.Details
}

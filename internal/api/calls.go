package api

import (
	"context"
	"iter"
	"net/url"
	"strconv"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/calls, /v1/calls/search, /v1/calls/:id.

// Call is one call as /v1/calls lists it. Fields that depend on an Expand flag are empty
// without it.
type Call struct {
	ID                  int64               `json:"id"`
	SID                 Field[string]       `json:"sid"`
	Direction           Field[string]       `json:"direction"`
	Status              Field[string]       `json:"status"`
	MissedCallReason    Field[string]       `json:"missed_call_reason"`
	StartedAt           Time                `json:"started_at"`
	AnsweredAt          Field[Time]         `json:"answered_at"`
	EndedAt             Field[Time]         `json:"ended_at"`
	Duration            Field[int64]        `json:"duration"` // seconds
	RawDigits           Field[string]       `json:"raw_digits"`
	Voicemail           Field[string]       `json:"voicemail"`           // link, valid 1 hour
	Recording           Field[string]       `json:"recording"`           // link, valid 1 hour
	Asset               Field[string]       `json:"asset"`               // page that needs a login
	VoicemailShortURL   Field[string]       `json:"voicemail_short_url"` // Expand.ShortURLs, valid 3 hours
	RecordingShortURL   Field[string]       `json:"recording_short_url"` // Expand.ShortURLs, valid 3 hours
	Archived            Field[bool]         `json:"archived"`
	Cost                Field[string]       `json:"cost"` // US cents
	PricingType         Field[string]       `json:"pricing_type"`
	CountryCodeA2       Field[string]       `json:"country_code_a2"`
	DirectLink          Field[string]       `json:"direct_link"`
	User                Object[UserRef]     `json:"user"`
	Number              Object[NumberRef]   `json:"number"`
	Contact             Raw[*Contact]       `json:"contact"` // Expand.Contact
	AssignedTo          Raw[*UserRef]       `json:"assigned_to"`
	TransferredBy       Raw[*UserRef]       `json:"transferred_by"`
	TransferredTo       Raw[*UserRef]       `json:"transferred_to"`
	Teams               Raw[[]TeamRef]      `json:"teams"`
	Tags                Raw[[]CallTag]      `json:"tags"`
	Comments            Raw[[]Comment]      `json:"comments"`
	Participants        Raw[[]Participant]  `json:"conference_participants"`
	WebhookParticipants Raw[[]Participant]  `json:"participants"`         // the name that some accounts show
	IVROptionsSelected  Raw[[]IVROption]    `json:"ivr_options_selected"` // Expand.Timeline, calls of the last two months
	AIVoiceAgents       Raw[[]AIVoiceAgent] `json:"ai_voice_agents"`      // Expand.AIVoiceAgents
}

// ConferenceParticipants returns the participants under whichever of its two names Aircall sent them.
func (c *Call) ConferenceParticipants() *Raw[[]Participant] {
	if c.Participants.Present() {
		return &c.Participants
	}
	return &c.WebhookParticipants
}

// UserRef is a user inside another object.
type UserRef struct {
	ID    Field[int64]  `json:"id"`
	Name  Field[string] `json:"name"`
	Email Field[string] `json:"email"`
}

// NumberRef is a line inside a call.
type NumberRef struct {
	ID                Field[int64]  `json:"id"`
	Name              Field[string] `json:"name"`
	Digits            Field[string] `json:"digits"`
	Country           Field[string] `json:"country"` // ISO 3166 alpha-2
	Zone              Field[string] `json:"time_zone"`
	FlowEditorEnabled Field[bool]   `json:"flow_editor_enabled"`
}

// TeamRef is a team inside a call.
type TeamRef struct {
	ID   Field[int64]  `json:"id"`
	Name Field[string] `json:"name"`
}

// CallTag is a tag as it was put on a call.
type CallTag struct {
	ID        Field[int64]    `json:"id"`
	Name      Field[string]   `json:"name"`
	CreatedAt Field[Time]     `json:"created_at"` // when the call was tagged
	TaggedBy  Object[UserRef] `json:"tagged_by"`
}

// Comment is a note on a call; PostedBy is nil when it was made through the API.
type Comment struct {
	ID       Field[int64]    `json:"id"`
	Content  Field[string]   `json:"content"`
	PostedAt Field[Time]     `json:"posted_at"`
	PostedBy Object[UserRef] `json:"posted_by"`
}

// Participant is one side of a conference call.
type Participant struct {
	ID          Field[string] `json:"id"`
	Type        Field[string] `json:"type"` // user, contact or external
	Name        Field[string] `json:"name"`
	PhoneNumber Field[string] `json:"phone_number"`
}

// IVROption is a choice that the caller made in the menu.
type IVROption struct {
	ID                  Field[string] `json:"id"`
	Title               Field[string] `json:"title"`
	Key                 Field[string] `json:"key"`
	Branch              Field[string] `json:"branch"`
	CreatedAt           Field[Time]   `json:"created_at"`
	TransitionStartedAt Field[Time]   `json:"transition_started_at"`
	TransitionEndedAt   Field[Time]   `json:"transition_ended_at"`
}

// AIVoiceAgent is an AI agent's part of a call.
type AIVoiceAgent struct {
	AgentID          Field[string]            `json:"agent_id"`
	AgentName        Field[string]            `json:"agent_name"`
	EndReason        Field[string]            `json:"end_reason"` // answered, escalated, disconnected, caller_hung_up
	StartedAt        Field[Time]              `json:"started_at"`
	EndedAt          Field[Time]              `json:"ended_at"`
	EscalationReason Field[string]            `json:"escalation_reason"`
	EscalationTarget Object[EscalationTarget] `json:"escalation_target"`
}

// EscalationTarget is where an AI agent handed a call to.
type EscalationTarget struct {
	Type        Field[string] `json:"type"` // branch, user, team or external
	Destination Field[string] `json:"destination"`
}

// Expand asks for parts of a call that Aircall leaves out unless told otherwise.
type Expand struct {
	Contact       bool // fetch_contact: Call.Contact
	ShortURLs     bool // fetch_short_urls: the two short links
	Timeline      bool // fetch_call_timeline: Call.IVROptionsSelected
	AIVoiceAgents bool // fetch_aiva_conv: Call.AIVoiceAgents
}

func (e Expand) params() url.Values {
	v := url.Values{}
	for flag, wanted := range map[string]bool{
		"fetch_contact": e.Contact, "fetch_short_urls": e.ShortURLs,
		"fetch_call_timeline": e.Timeline, "fetch_aiva_conv": e.AIVoiceAgents,
	} {
		if wanted { // false is undocumented: leave it out
			v.Set(flag, "true")
		}
	}
	return v
}

const callsPath, callSearchPath = "/v1/calls", "/v1/calls/search"

// CallQuery narrows a list of calls. Filters go to /v1/calls/search; without any the list
// is /v1/calls.
type CallQuery struct {
	ListOptions
	Expand      Expand
	Direction   string  // inbound or outbound
	UserID      int64   // who made or took the call
	PhoneNumber string  // the other party, E.164
	TagIDs      []int64 // all of them
}

func (q CallQuery) list() list[Call, int64] {
	filters := url.Values{}
	if q.Direction != "" {
		filters.Set("direction", q.Direction)
	}
	if q.UserID != 0 {
		filters.Set("user_id", strconv.FormatInt(q.UserID, 10))
	}
	if q.PhoneNumber != "" {
		filters.Set("phone_number", q.PhoneNumber)
	}
	for _, id := range q.TagIDs { // repeated: a comma-joined value matches nothing
		filters.Add("tags[]", strconv.FormatInt(id, 10))
	}
	path, all := callsPath, ""
	if len(filters) > 0 {
		path = callSearchPath
		// What a search by a number or by tags finds, a call does not tell.
		if q.PhoneNumber == "" && len(q.TagIDs) == 0 {
			all = callsPath
		}
	}
	return list[Call, int64]{
		listSpec: listSpec{
			path:          path,
			all:           all,
			envelope:      "calls",
			filters:       filters,
			flags:         q.Expand.params(),
			ordered:       true,
			timed:         true,
			exactBounds:   true, // measured: (from, to]
			fromExclusive: true,
			joinsAnywhere: len(filters) > 0,
			retention:     true,
		},
		id:      func(c *Call) int64 { return c.ID },
		at:      func(c *Call) Time { return c.StartedAt },
		matches: q.matches,
	}
}

// matches reports whether a call is one of those that a search by direction and user finds. One whose fields cannot be read
// may be.
func (q CallQuery) matches(c *Call) bool {
	found, err := guard.Catch(func() bool {
		if q.Direction != "" && c.Direction.Value() != q.Direction {
			return false
		}
		if q.UserID == 0 {
			return true
		}
		user := c.User.Ptr()
		return user != nil && user.ID.Value() == q.UserID
	})
	return found || err != nil
}

// Calls lists calls, newest first, by the time they started.
func (c *Client) Calls(ctx context.Context, q CallQuery) iter.Seq2[*Call, error] {
	return rows(ctx, c, q.list(), q.ListOptions)
}

// CountCalls returns Aircall's own count of the calls that a query finds: one request.
func (c *Client) CountCalls(ctx context.Context, q CallQuery) (int64, error) {
	return count(ctx, c, q.list(), q.ListOptions)
}

// ExactCountOfCalls returns how many calls the query lists, as Aircall counts them: one request, and two more for each 10,000 where
// Aircall counts no further. It is not exact, and costs no request, where the list is in memory, or where a search may find other
// calls than the rows show.
func (c *Client) ExactCountOfCalls(ctx context.Context, q CallQuery) (n int64, exact bool, err error) {
	if q.UserID != 0 || q.PhoneNumber != "" || len(q.TagIDs) > 0 {
		return 0, false, nil
	}
	return exactCount(ctx, c, q.list(), q.ListOptions)
}

// OldestCalls lists the oldest calls of the query, for one request: enough of them that the one that started first is among
// them, or all.
func (c *Client) OldestCalls(ctx context.Context, q CallQuery) iter.Seq2[*Call, error] {
	return oldestRows(ctx, c, q.list(), q.ListOptions)
}

// Call reads one call; IsNotFound tells when there is none with that id.
func (c *Client) Call(ctx context.Context, id int64, e Expand) (*Call, error) {
	return getOne[Call](ctx, c, request{path: idPath("/v1/calls/%d", id), query: e.params(), envelope: "call"})
}

// Package fakeaircall is an honest Aircall: an http.Handler that answers as Aircall's public API was measured or
// documented to answer, for an invented company whose every row is a plain Go value that a test can count.
//
// It has no shortcut that the real service lacks. Where a behaviour is not established, a comment says so, and an
// option or a fault lets a test try the alternatives.
package fakeaircall

import (
	"slices"
	"time"
)

// Company is an invented company: everything that a [Server] serves.
//
// A zero value stands for null wherever Aircall documents that a field may be null. References are ids; a reference to
// something that is not in the company is served as Aircall serves one that was deleted: null or, for a tag of a
// call, left out.
type Company struct {
	Name     string
	Now      time.Time // the present of the company: all times lie before it
	Users    []User
	Teams    []Team
	Numbers  []Number
	Contacts []Contact
	Tags     []Tag
	Webhooks []Webhook
	Calls    []Call // by start, then id; a Server sorts them again after each change

	Conversations   map[int64]*Conversation      // conversation intelligence by call id
	DialerCampaigns map[int64]*DialerCampaign    // by user id
	WhatsApp        map[int64]*WhatsApp          // by number id
	Campaigns       map[string][]CampaignContact // whom outbound campaigns call, by campaign id
	SMSTemplates    []SMSTemplate
	Integration     *Integration

	// Verbose adds to every object the fields that are documented for it, or seen in another form of it, but that
	// Aircall's lists leave out: a tag's direct_link, a webhook's custom_name, a number's flow_editor_enabled.
	Verbose bool
}

// User is an agent.
type User struct {
	ID                 int64
	Name, Email        string
	Available          bool
	AvailabilityStatus string // available, custom, unavailable: the setting of the working hours, not presence
	Substatus          string // always_opened, always_closed, or the reason that the agent chose
	State              string
	Availability       string // available, offline, do_not_disturb, in_call, after_call_work
	DefaultNumberID    int64
	CreatedAt          time.Time
	TimeZone, Language string
	WrapUpTime         int // seconds
	Extension          string
}

// Team is a group of users among whom calls are distributed.
type Team struct {
	ID        int64
	Name      string
	CreatedAt time.Time
	UserIDs   []int64
}

// Number is one of the company's lines.
type Number struct {
	ID                   int64
	Name                 string
	Digits               string // display form, with spaces and dashes
	Country, TimeZone    string
	Open                 bool
	AvailabilityStatus   string // open, custom, closed
	IsIVR                bool
	LiveRecording        bool
	Priority             *int
	Messages             Messages
	CreatedAt            time.Time
	UserIDs              []int64
	FlowEditor           bool // a Smartflow: only its calls have a timeline of menu choices
	OpensAt, ClosesAt    int  // local hours of its business days; not on the wire
	WorksSaturdays       bool // not on the wire
	RegistrationStatus   string
	MessagesCallbackURL  string
	MessagesCallbackType string
}

// Messages are the addresses of a number's recorded messages.
type Messages struct {
	Welcome, Waiting, RingingTone, IVR, Voicemail, AfterHours, Closed, CallbackLater, UnansweredCall string
}

// Contact is a shared contact.
type Contact struct {
	ID                                            int64
	FirstName, LastName, CompanyName, Information string
	CreatedAt, UpdatedAt                          int64 // Unix seconds
	PhoneNumbers, Emails                          []ContactDetail
}

// ContactDetail is a phone number or an e-mail address of a contact.
type ContactDetail struct {
	ID           int64
	Label, Value string
}

// Tag is a label for calls. Measured: Aircall drops the description that a tag is made with, so that only its own tags
// have one: a code, whose text for people is the name.
type Tag struct {
	ID                       int64
	Name, Color, Description string
}

// Webhook is a subscription to events.
type Webhook struct {
	ID        int64  // a random number of seven or eight digits; deprecated by Aircall, still sent
	WebhookID string // a UUID
	URL       string
	Active    bool
	Events    []string // as they were sent to Aircall, which gives them back in another order
	Token     string   // Aircall sends it in clear on every read
	CreatedAt time.Time
	// CustomName is documented; measured: not echoed. It is sent only by a Verbose company.
	CustomName string
}

// User returns the user with that id, or nil.
func (c *Company) User(id int64) *User {
	return find(c.Users, func(u *User) bool { return u.ID == id })
}

// Number returns the number with that id, or nil.
func (c *Company) Number(id int64) *Number {
	return find(c.Numbers, func(n *Number) bool { return n.ID == id })
}

// Contact returns the contact with that id, or nil.
func (c *Company) Contact(id int64) *Contact {
	return find(c.Contacts, func(p *Contact) bool { return p.ID == id })
}

// Tag returns the tag with that id, or nil.
func (c *Company) Tag(id int64) *Tag {
	return find(c.Tags, func(t *Tag) bool { return t.ID == id })
}

// Call returns the call with that id, or nil.
func (c *Company) Call(id int64) *Call {
	return find(c.Calls, func(call *Call) bool { return call.ID == id })
}

func find[T any](rows []T, is func(*T) bool) *T {
	for i := range rows {
		if is(&rows[i]) {
			return &rows[i]
		}
	}
	return nil
}

// Between returns the calls that started in (from, to], oldest first, whether or not they lie behind the six-month horizon.
func (c *Company) Between(from, to time.Time) []Call {
	var calls []Call
	for _, call := range c.Calls {
		if started := time.Unix(call.StartedAt, 0); started.After(from) && !started.After(to) {
			calls = append(calls, call)
		}
	}
	return calls
}

// DeleteUser removes a user. Measured: such a user is gone from the list and null on all past calls.
func (c *Company) DeleteUser(id int64) {
	c.Users = slices.DeleteFunc(c.Users, func(u User) bool { return u.ID == id })
}

// DeleteContact removes a contact; Aircall leaves no tombstone.
func (c *Company) DeleteContact(id int64) {
	c.Contacts = slices.DeleteFunc(c.Contacts, func(p Contact) bool { return p.ID == id })
}

// DeleteTag removes a tag. Documented: it is stripped from past calls.
func (c *Company) DeleteTag(id int64) {
	c.Tags = slices.DeleteFunc(c.Tags, func(t Tag) bool { return t.ID == id })
}

// FinaliseCall does to a call that has just ended what Aircall does within about twenty minutes. Measured: cost and
// pricing type appear, duration loses a second, and started_at moves by one.
func (c *Company) FinaliseCall(id int64) {
	call := c.Call(id)
	if call == nil {
		return
	}
	call.StartedAt++
	call.Duration = max(0, call.Duration-1)
	call.Cost, call.PricingType = "3.0", InBundle
}

package aircall

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// A Reader reads the lists of one connection whole, for whoever keeps a copy of them.
type Reader struct {
	client    *api.Client
	startDate time.Time

	call    parentSheet[api.Call]
	contact parentSheet[api.Contact]
	team    parentSheet[api.Team]
	lists   map[string]func(context.Context) iter.Seq2[Record, error] // by table

	requested map[string]func(context.Context, int64) ([]Record, error) // by table
	artefacts []*Artefact
}

// NewReader reads through the connection whose block has this body, and answers nothing from memory. It makes no
// request; the error says which argument and which variable to set.
func NewReader(connection, body string) (*Reader, error) {
	s, err := settingsOf(connection, body)
	if err != nil {
		return nil, err
	}
	s.api.CacheFor = 0
	client, err := Clients.Client(connection, s.api)
	if err != nil {
		return nil, err
	}
	tables := tableMap()
	r := &Reader{client: client, startDate: s.startDate, artefacts: newArtefacts(tables)}
	r.call = parentSheet[api.Call]{of: newSheet[api.Call](tables, "aircall_call"), inside: []insideSheet[api.Call]{
		partSheet(tables, "aircall_call_comment", func(c *api.Call) []api.Comment { return c.Comments.Value() }),
		partSheet(tables, "aircall_call_tag", func(c *api.Call) []api.CallTag { return c.Tags.Value() }),
		partSheet(tables, "aircall_call_team", func(c *api.Call) []api.TeamRef { return c.Teams.Value() }),
		partSheet(tables, "aircall_call_participant", func(c *api.Call) []api.Participant { return c.ConferenceParticipants().Value() }),
		partSheet(tables, "aircall_call_ivr_option", func(c *api.Call) []api.IVROption { return c.IVROptionsSelected.Value() }),
		partSheet(tables, "aircall_call_ai_voice_agent", func(c *api.Call) []api.AIVoiceAgent { return c.AIVoiceAgents.Value() }),
		partSheet(tables, "aircall_call_event", callEvents),
	}}
	r.contact = parentSheet[api.Contact]{of: newSheet[api.Contact](tables, "aircall_contact"), inside: []insideSheet[api.Contact]{
		partSheet(tables, "aircall_contact_phone_number", func(c *api.Contact) []api.ContactDetail { return c.PhoneNumbers.Value() }),
		partSheet(tables, "aircall_contact_email", func(c *api.Contact) []api.ContactDetail { return c.Emails.Value() }),
	}}
	r.team = parentSheet[api.Team]{of: newSheet[api.Team](tables, "aircall_team"), inside: []insideSheet[api.Team]{
		partSheet(tables, "aircall_team_member", func(t *api.Team) []api.UserRef { return t.Users.Value() }),
	}}
	all := api.ListOptions{}
	r.lists = map[string]func(context.Context) iter.Seq2[Record, error]{
		"aircall_user": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(newSheet[api.User](tables, "aircall_user").record, r.client.Users(ctx, all))
		},
		"aircall_number": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(newSheet[api.Number](tables, "aircall_number").record, r.client.Numbers(ctx, all))
		},
		"aircall_tag": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(newSheet[api.Tag](tables, "aircall_tag").record, r.client.Tags(ctx, all))
		},
		"aircall_team": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(r.team.record, r.client.Teams(ctx, all))
		},
		"aircall_webhook": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(newSheet[api.Webhook](tables, "aircall_webhook").record, r.client.Webhooks(ctx, all))
		},
		"aircall_user_availability": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(newSheet[api.Availability](tables, "aircall_user_availability").record, r.client.Availabilities(ctx, all))
		},
		"aircall_company": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(newSheet[api.Company](tables, "aircall_company").record, theCompany(ctx, r.client, nil))
		},
		"aircall_contact": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(r.contact.record, r.client.Contacts(ctx, api.ContactQuery{}))
		},
		"aircall_sms_template": func(ctx context.Context) iter.Seq2[Record, error] {
			return records(newSheet[api.SMSTemplate](tables, "aircall_sms_template").record, r.client.SMSTemplates(ctx, all))
		},
	}
	r.requested = map[string]func(context.Context, int64) ([]Record, error){
		"aircall_user_number":       requestedSheet(client, tables, "aircall_user_number", numbersOfUser),
		"aircall_whatsapp_template": requestedSheet(client, tables, "aircall_whatsapp_template", templatesOfNumber),
	}
	return r, nil
}

// Now is the present by Aircall's clock, as far as its answers have told it.
func (r *Reader) Now() time.Time { return r.client.ServerNow().UTC() }

// StartDate is the connection's: calls before it are not wanted; zero: all are.
func (r *Reader) StartDate() time.Time { return r.startDate }

// Horizon is the start of the oldest calls that Aircall still serves.
func (r *Reader) Horizon() time.Time { return api.Horizon(r.Now()) }

// List reads a table whole: a company, users, numbers, tags, teams, webhooks, availabilities, contacts or templates of SMS.
func (r *Reader) List(ctx context.Context, table string) iter.Seq2[Record, error] {
	list := r.lists[table]
	if list == nil {
		return func(yield func(Record, error) bool) {
			yield(Record{}, fmt.Errorf("table %s has no list of its own", table))
		}
	}
	return list(ctx)
}

// ContactsByUpdate reads contacts by the time of their last change, the latest first.
func (r *Reader) ContactsByUpdate(ctx context.Context) iter.Seq2[Record, error] {
	return records(r.contact.record, r.client.ContactsByUpdate(ctx))
}

// Calls reads the calls that started from one second to another, both included, the latest first, with all that lies
// inside them.
func (r *Reader) Calls(ctx context.Context, from, to time.Time) iter.Seq2[*CallRecord, error] {
	query := api.CallQuery{
		ListOptions: api.ListOptions{Window: api.Window{From: from, To: to}},
		Expand:      api.Expand{Contact: true, Timeline: true, AIVoiceAgents: true},
	}
	return func(yield func(*CallRecord, error) bool) {
		for call, err := range r.client.Calls(ctx, query) {
			if err != nil {
				yield(nil, advise(err))
				return
			}
			if !yield(&CallRecord{ID: call.ID, StartedAt: call.StartedAt.Time, call: call, sheet: &r.call}, nil) {
				return
			}
		}
	}
}

// A CallRecord is a call as Aircall sent it.
type CallRecord struct {
	ID        int64
	StartedAt time.Time

	call  *api.Call
	sheet *parentSheet[api.Call]
}

// Record is the call's row and those inside of it.
func (c *CallRecord) Record() (Record, error) { return c.sheet.record(c.call) }

// Merge puts fields of the call, in Aircall's own names, in the place of those that Aircall sent.
func (c *CallRecord) Merge(document []byte) error { return c.call.Merge(document) }

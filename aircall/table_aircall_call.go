package aircall

import (
	"context"
	"encoding/json"
	"iter"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCall() table.Definition {
	return table.Filtered(calls(), &plugin.Table{
		Name: "aircall_call",
		Description: "Calls of the last six months, which is as far as Aircall's API reaches. Internal calls between users are not in it. " +
			"Narrow started_at: every 50 calls cost a request.",
		List:    &plugin.ListConfig{Hydrate: listCalls, KeyColumns: table.TimeKey("started_at")},
		Get:     &plugin.GetConfig{Hydrate: getCall, KeyColumns: plugin.SingleColumn("id")},
		Columns: slices.Concat(callColumns(), callPeopleColumns(), callDetailColumns(), []*plugin.Column{table.Title(personal.PhoneAs("phone_number"), func(c *api.Call) *string { return c.RawDigits.Ptr() }), table.Company()}),
	})
}

const searchPhoneNumber = "search_phone_number"

func calls() table.ListSpec[api.Call] {
	return table.ListSpec[api.Call]{
		Read:       searchCalls,
		Finds:      searchFindsCall,
		OfCalls:    true,
		TimeColumn: "started_at",
		At:         func(c *api.Call) api.Time { return c.StartedAt },
		ID:         func(c *api.Call) any { return c.ID },
		Summary: &table.Summary[api.Call]{
			Count: func(ctx context.Context, c *api.Client, q *table.ListQuery) (int64, bool, error) {
				return c.ExactCountOfCalls(ctx, callQuery(q))
			},
			Oldest: func(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*api.Call, error] {
				return c.OldestCalls(ctx, callQuery(q))
			},
			Exact: []string{"direction"},
		},
		Filters: []table.Filter[api.Call]{
			table.WhereText("direction", func(d string) bool { return d == inbound || d == outbound }, func(c *api.Call, direction string) bool { return equals(c.Direction.Ptr(), direction) }),
			table.WhereID("user_id", func(c *api.Call, id int64) bool { return equals(userID(c.User.Ptr()), id) }),
			table.FromQual(table.WhereID("tag_id", callHasTag)),
			// Aircall alone knows which number a call was transferred to. Its search is therefore no filter by
			// phone_number: a transferred call whose phone_number it is would be lost.
			table.FromQual(table.WhereText(searchPhoneNumber, isE164, func(*api.Call, string) bool { return true })),
		},
	}
}

func searchCalls(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*api.Call, error] {
	return c.Calls(ctx, callQuery(q))
}

// callQuery narrows the calls of a list query as far as Aircall can.
func callQuery(q *table.ListQuery) api.CallQuery {
	query := api.CallQuery{
		ListOptions: q.ListOptions,
		Expand:      callExpansion(q),
		Direction:   q.Text("direction"),
		UserID:      q.ID("user_id"),
		PhoneNumber: q.Text(searchPhoneNumber),
	}
	if id := q.ID("tag_id"); id != 0 {
		query.TagIDs = []int64{id}
	}
	return query
}

// callExpansion asks for the parts of a call that Aircall sends only on demand, where a column needs them.
func callExpansion(q *table.ListQuery) api.Expand {
	return api.Expand{
		Contact:       q.Wants("contact_id", "contact_name", "contact_company_name", "contact"),
		ShortURLs:     q.Wants("recording_short_url", "voicemail_short_url"),
		Timeline:      q.Wants("ivr_options_selected"),
		AIVoiceAgents: q.Wants("ai_voice_agents"),
	}
}

func listCalls(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, calls())
}

func getCall(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, calls(), func(ctx context.Context, c *api.Client, q *table.ListQuery) (*api.Call, error) {
		return table.GetByID(ctx, q, "id", func(ctx context.Context, id int64) (*api.Call, error) { return c.Call(ctx, id, callExpansion(q)) })
	})
}

// searchFindsCall asks whether Aircall's search finds a call by the number that is searched for, if there is one.
func searchFindsCall(ctx context.Context, c *api.Client, q *table.ListQuery, call *api.Call) (bool, error) {
	if q.Text(searchPhoneNumber) == "" {
		return true, nil
	}
	ofItsSecond := *q
	ofItsSecond.ListOptions = api.ListOptions{Window: api.Window{From: call.StartedAt.Time, To: call.StartedAt.Time}}
	for found, err := range searchCalls(ctx, c, &ofItsSecond) {
		if err != nil || found.ID == call.ID {
			return err == nil, err
		}
	}
	return false, nil
}

func callColumns() []*plugin.Column {
	return []*plugin.Column{
		table.Integer("id", "Unique id of the call.", func(c *api.Call) *int64 { return &c.ID }),
		table.Timestamp("started_at", "When the call began to ring or to be routed. Aircall may move it by a second within twenty minutes after the call.",
			func(c *api.Call) api.Time { return c.StartedAt }),
		table.Text("direction", personal.None(), "Who called whom. Possible values are: inbound, outbound.", func(c *api.Call) *string { return c.Direction.Ptr() }),
		table.Text("phone_number", personal.Phone(), "The other party's number in E.164 form such as +33123456789; NULL when it is withheld. "+
			"A comparison finds every such call, among all calls of the query's window: search_phone_number is cheaper. Personal data.", callPhoneNumber),
		table.QualColumn(searchPhoneNumber, personal.Phone(), proto.ColumnType_STRING, "The phone number that Aircall is asked to search calls by, in E.164 form; NULL when the query names none. "+
			"Only the calls that it finds cost requests, but it finds a transferred call by the number that the call went to, not by its caller. Compare it with a value. Personal data."),
		table.Integer("user_id", "Id of the user who took or made the call; NULL for missed calls and deleted users.", func(c *api.Call) *int64 { return userID(c.User.Ptr()) }),
		table.QualColumn("tag_id", personal.None(), proto.ColumnType_INT, "Id of the tag that calls are looked up by; NULL when the query names none. Of several, a call shows the first that it has. "+
			"Compare it with a value: for joins there is aircall_call_tag."),
		table.Text("sid", personal.None(), "Id of the call at the telephony provider; webhooks name it call_uuid.", func(c *api.Call) *string { return c.SID.Ptr() }),
		table.Text("status", personal.None(), "Progress of the call. Possible values are: initial (ringing), answered (going on), done.", func(c *api.Call) *string { return c.Status.Ptr() }),
		table.Text("outcome", personal.None(), "What became of the call. Possible values are: ongoing (neither ended_at nor a status of done says that it is over), answered, voicemail, abandoned, out_of_hours, missed, and unanswered for outbound calls.", callOutcome),
		table.Text("missed_call_reason", personal.None(), "Why the call was missed. Possible values are: out_of_opening_hours, short_abandoned, abandoned_in_ivr, abandoned_in_classic, no_available_agent, agents_did_not_answer.",
			func(c *api.Call) *string { return c.MissedCallReason.Ptr() }),
		table.Timestamp("answered_at", "When the call was answered; NULL when it was not.", func(c *api.Call) api.Time { return c.AnsweredAt.Value() }),
		table.Timestamp("ended_at", "When the call ended; NULL while it goes on.", func(c *api.Call) api.Time { return c.EndedAt.Value() }),
		table.Integer("duration", "Length of the call as Aircall reports it, in seconds; ringing included. For the talk alone see in_call_duration.",
			func(c *api.Call) *int64 { return c.Duration.Ptr() }),
		table.Integer("time_to_answer", "From the start to the answer, in seconds; NULL when the call was not answered. Includes the welcome message and the menu.",
			func(c *api.Call) *int64 { return secondsBetween(c.StartedAt, c.AnsweredAt.Value()) }),
		table.Integer("in_call_duration", "From the answer to the end, in seconds; NULL unless the call was answered and has ended.",
			func(c *api.Call) *int64 { return secondsBetween(c.AnsweredAt.Value(), c.EndedAt.Value()) }),
		table.Text("raw_digits", personal.PhoneAs("phone_number"), "The other party's number as Aircall shows it, or anonymous. Personal data.", func(c *api.Call) *string { return c.RawDigits.Ptr() }),
		table.Integer("number_id", "Id of the company's number; aircall_number.id.", func(c *api.Call) *int64 { return c.Number.OrEmpty().ID.Ptr() }),
		table.Text("number_name", personal.None(), "Name of the company's number.", func(c *api.Call) *string { return c.Number.OrEmpty().Name.Ptr() }),
		table.Text("number_digits", personal.Line(), "The company's number as Aircall shows it.", func(c *api.Call) *string { return c.Number.OrEmpty().Digits.Ptr() }),
		table.Text("number_phone_number", personal.Line(), "The company's number in E.164 form.", func(c *api.Call) *string {
			return e164(c.Number.OrEmpty().Digits.Ptr(), c.Number.OrEmpty().Country.Ptr())
		}),
		table.Boolean("number_flow_editor_enabled", "Whether the company's number is set up in Smartflow, which Aircall's lists of numbers leave out.",
			func(c *api.Call) *bool { return c.Number.OrEmpty().FlowEditorEnabled.Ptr() }),
	}
}

func callPeopleColumns() []*plugin.Column {
	return []*plugin.Column{
		table.Text("user_name", personal.User(), "Name of the user who took or made the call.", func(c *api.Call) *string { return c.User.OrEmpty().Name.Ptr() }),
		table.Text("user_email", personal.UserEmail(), "E-mail address of the user who took or made the call.", func(c *api.Call) *string { return c.User.OrEmpty().Email.Ptr() }),
		table.Integer("contact_id", "Id of the shared contact that has the other party's number; aircall_contact.id.", func(c *api.Call) *int64 {
			if contact := c.Contact.Value(); contact != nil {
				return &contact.ID
			}
			return nil
		}),
		table.Text("contact_name", personal.Name(), "First and last name of the contact. Personal data.", func(c *api.Call) *string { return contactName(contactOf(c)) }),
		table.Text("contact_company_name", personal.Name(), "Company that the contact works for.", func(c *api.Call) *string { return contactOf(c).CompanyName.Ptr() }),
		table.JSON("contact", personal.Document(contactFields()), "The contact, as Aircall sent it. Personal data.", func(c *api.Call) json.RawMessage { return c.Contact.JSON() }),
		table.Integer("assigned_to_id", "Id of the user whom the call is assigned to.", func(c *api.Call) *int64 { return userID(c.AssignedTo.Value()) }),
		table.JSON("assigned_to", personal.Document(userFields()), "The user whom the call is assigned to, as Aircall sent it.", func(c *api.Call) json.RawMessage { return c.AssignedTo.JSON() }),
		table.Integer("transferred_by_id", "Id of the user who transferred the call.", func(c *api.Call) *int64 { return userID(c.TransferredBy.Value()) }),
		table.JSON("transferred_by", personal.Document(userFields()), "The user who transferred the call, as Aircall sent it.", func(c *api.Call) json.RawMessage { return c.TransferredBy.JSON() }),
		table.Integer("transferred_to_id", "Id of the user whom the call was transferred to; for a team, its first user.", func(c *api.Call) *int64 { return userID(c.TransferredTo.Value()) }),
		table.JSON("transferred_to", personal.Document(userFields()), "The user whom the call was transferred to, as Aircall sent it.", func(c *api.Call) json.RawMessage { return c.TransferredTo.JSON() }),
		table.JSON("teams", personal.Document(teamFields()), "Teams that the call rang, as Aircall sent them; inbound calls only.", func(c *api.Call) json.RawMessage { return c.Teams.JSON() }),
	}
}

func callDetailColumns() []*plugin.Column {
	return []*plugin.Column{
		table.JSON("tags", personal.Document(personal.Fields{personal.Other: personal.None()}), "Names of the call's tags as the keys of a map whose values are true.", callTagMap),
		table.JSON("tags_src", personal.Document(callTagFields()), "Tags of the call, as Aircall sent them.", func(c *api.Call) json.RawMessage { return c.Tags.JSON() }),
		table.JSON("comments", personal.Document(commentFields()), "Notes on the call, at most five, as Aircall sent them.", func(c *api.Call) json.RawMessage { return c.Comments.JSON() }),
		table.JSON("participants", personal.Document(participantFields()), "Participants of a conference call, as Aircall sent them.", func(c *api.Call) json.RawMessage { return c.ConferenceParticipants().JSON() }),
		table.JSON("ivr_options_selected", personal.Document(ivrOptionFields()), "Choices that the caller made in the menu, as Aircall sent them; for Smartflow numbers and calls of the last two months.",
			func(c *api.Call) json.RawMessage { return c.IVROptionsSelected.JSON() }),
		table.JSON("ai_voice_agents", personal.Document(aiVoiceAgentFields()), "AI voice agents that took part in the call, as Aircall sent them.", func(c *api.Call) json.RawMessage { return c.AIVoiceAgents.JSON() }),
		table.Text("recording", personal.Link(), "Address of the recording; expires one hour after the query. Whoever has it can listen.", func(c *api.Call) *string { return c.Recording.Ptr() }),
		table.Text("voicemail", personal.Link(), "Address of the voicemail; expires one hour after the query. Whoever has it can listen.", func(c *api.Call) *string { return c.Voicemail.Ptr() }),
		table.Text("asset", personal.Link(), "Page with the recording or the voicemail; needs a login to Aircall and does not expire.", func(c *api.Call) *string { return c.Asset.Ptr() }),
		table.Boolean("has_recording", "Whether there was a recording when the call was read.", func(c *api.Call) *bool { return new(nonBlank(c.Recording.Ptr()) != nil) }),
		table.Boolean("has_voicemail", "Whether there was a voicemail when the call was read.", func(c *api.Call) *bool { return new(nonBlank(c.Voicemail.Ptr()) != nil) }),
		table.Text("recording_short_url", personal.Link(), "Short address of the recording; expires three hours after the query. Whoever has it can listen.", func(c *api.Call) *string { return c.RecordingShortURL.Ptr() }),
		table.Text("voicemail_short_url", personal.Link(), "Short address of the voicemail; expires three hours after the query. Whoever has it can listen.", func(c *api.Call) *string { return c.VoicemailShortURL.Ptr() }),
		table.Boolean("archived", "Whether the call is archived; archived calls stay listed.", func(c *api.Call) *bool { return c.Archived.Ptr() }),
		table.Text("country_code_a2", personal.None(), "Country of the call, an ISO 3166-1 alpha-2 code.", func(c *api.Call) *string { return c.CountryCodeA2.Ptr() }),
		table.Text("cost", personal.None(), "Cost of the call in US cents, final some twenty minutes after its end. Deprecated by Aircall.", func(c *api.Call) *string { return c.Cost.Ptr() }),
		table.Text("pricing_type", personal.None(), "How the call is charged, such as in_bundle.", func(c *api.Call) *string { return c.PricingType.Ptr() }),
		table.Text("direct_link", personal.Link(), "Address of the call in Aircall's API.", func(c *api.Call) *string { return c.DirectLink.Ptr() }),
	}
}

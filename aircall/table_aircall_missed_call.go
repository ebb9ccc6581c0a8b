package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallMissedCall() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name: "aircall_missed_call",
		Description: "Inbound calls that nobody answered, and the first answered call with the same caller after each, on whichever line. " +
			"Reads the calls from the bound on started_at to now, also when there is an upper bound, until all missed calls are returned. " +
			"phone_number and number_id narrow the rows but not the reading: Aircall's search leaves out calls that were transferred, which may be the return.",
		List: &plugin.ListConfig{Hydrate: listMissedCalls, KeyColumns: table.TimeKey("started_at")},
		Columns: []*plugin.Column{
			table.Integer("call_id", "Id of the missed call; aircall_call.id.", func(m *missedCall) *int64 { return &m.callID }),
			table.Timestamp("started_at", "When the missed call started; aircall_call.started_at.", func(m *missedCall) api.Time { return m.startedAt }),
			table.Integer("number_id", "Id of the company's number that was called; aircall_number.id.", func(m *missedCall) *int64 { return m.number.OrEmpty().ID.Ptr() }),
			table.Text("number_name", personal.None(), "Name of the company's number that was called.", func(m *missedCall) *string { return m.number.OrEmpty().Name.Ptr() }),
			table.Text("phone_number", personal.Phone(), "The caller's number in E.164 form; NULL when it is anonymous or cannot be read. Personal data.", func(m *missedCall) *string { return m.caller }),
			table.Text("missed_call_reason", personal.None(), "Why the call was missed. Possible values are: out_of_opening_hours, short_abandoned, abandoned_in_ivr, abandoned_in_classic, no_available_agent, agents_did_not_answer.",
				func(m *missedCall) *string { return m.reason.Ptr() }),
			table.Boolean("is_real_miss", "Whether the caller waited for somebody: no agent was available or none answered; NULL when Aircall gives no reason.", isRealMiss),
			table.Boolean("has_voicemail", "Whether the caller left a voicemail.", func(m *missedCall) *bool { return new(nonBlank(m.voicemail.Ptr()) != nil) }),
			table.Integer("attempt", "Which one it is of the caller's missed calls of that day, from 1, on all lines, in the time zone of the line; NULL when phone_number is. "+
				"When selected, the reading begins a day before the bound on started_at.", func(m *missedCall) *int64 { return m.attempt }),
			table.Timestamp("returned_at", "When the first answered call with the caller after the missed one started; NULL when there is none.", func(m *missedCall) api.Time { return m.returnedAt }),
			table.Text("returned_by", personal.None(), "What that call was. Possible values are: callback (we called and were answered), retry (the caller called again and was answered).",
				func(m *missedCall) *string { return m.returnedBy }),
			table.Integer("returned_call_id", "Id of that call; aircall_call.id.", func(m *missedCall) *int64 { return m.returnedCallID }),
			table.Integer("returned_user_id", "Id of the user who made or took that call; aircall_user.id.", func(m *missedCall) *int64 { return m.returnedUserID }),
			table.Integer("seconds_to_return", "From started_at to returned_at, in seconds.", func(m *missedCall) *int64 { return secondsBetween(m.startedAt, m.returnedAt) }),
			table.Company(),
		},
	}}
}

func missedCalls() table.ListSpec[missedCall] {
	return table.ListSpec[missedCall]{
		Read:       findMissedCalls,
		OfCalls:    true,
		TimeColumn: "started_at",
		At:         func(m *missedCall) api.Time { return m.startedAt },
	}
}

func listMissedCalls(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, missedCalls())
}

func isRealMiss(m *missedCall) *bool {
	reason := m.reason.Ptr()
	if reason == nil {
		return nil
	}
	return new(*reason == "agents_did_not_answer" || *reason == "no_available_agent")
}

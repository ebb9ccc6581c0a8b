package aircall

import (
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// Verdicts says, for each table and column, what personal data it holds.
func Verdicts() map[string]map[string]personal.Verdict {
	all := map[string]map[string]personal.Verdict{}
	for _, t := range tables() {
		all[t.Name] = map[string]personal.Verdict{}
		for _, c := range t.Columns {
			all[t.Name][c.Name] = table.VerdictOf(c)
		}
	}
	return all
}

// The fields of what Aircall sends inside JSON columns. What is not named here counts as free text.

func with(fields personal.Fields, more personal.Fields) personal.Fields {
	for name, v := range more {
		fields[name] = v
	}
	return fields
}

// notPersonal are fields without personal data.
func notPersonal(names ...string) personal.Fields {
	fields := personal.Fields{}
	for _, name := range names {
		fields[name] = personal.None()
	}
	return fields
}

func userFields() personal.Fields {
	return with(notPersonal("id", "available", "availability_status", "substatus", "state", "default_number_id", "language", "time_zone", "wrap_up_time", "created_at"),
		personal.Fields{"direct_link": personal.Link(), "name": personal.User(), "email": personal.UserEmail(), "extension": personal.User()})
}

func numberFields() personal.Fields {
	return with(notPersonal("id", "name", "country", "time_zone", "open", "availability_status", "is_ivr", "live_recording_activated", "flow_editor_enabled", "priority", "created_at"),
		personal.Fields{"direct_link": personal.Link(), "digits": personal.Line(), "e164_digits": personal.Line(), "users": personal.Document(userFields()),
			"messages": personal.Document(personal.Fields{personal.Other: personal.Link()})})
}

func contactFields() personal.Fields {
	return with(notPersonal("id", "is_shared", "created_at", "updated_at"), personal.Fields{
		"direct_link": personal.Link(), "first_name": personal.Name(), "last_name": personal.Name(), "company_name": personal.Name(), "information": personal.Text(),
		"phone_numbers": personal.Document(contactDetailFields(personal.Phone())), "emails": personal.Document(contactDetailFields(personal.Email())),
	})
}

func contactDetailFields(value personal.Verdict) personal.Fields {
	return personal.Fields{"id": personal.None(), "label": contactLabel(), "value": value}
}

// contactLabel is what a contact uses a number or an address for. Users may write their own.
func contactLabel() personal.Verdict {
	return personal.Text("Work", "Home", "Mobile", "Office", "Main", "Personal", "Private", "Fax", "Other")
}

func teamFields() personal.Fields {
	return with(notPersonal("id", "name", "created_at"), personal.Fields{"direct_link": personal.Link(), "users": personal.Document(userFields())})
}

func callTagFields() personal.Fields {
	return with(notPersonal("id", "name", "color", "description", "created_at"), personal.Fields{"direct_link": personal.Link(), "tagged_by": personal.Document(userFields())})
}

func commentFields() personal.Fields {
	return with(notPersonal("id", "posted_at"), personal.Fields{"content": personal.Text(), "posted_by": personal.Document(userFields())})
}

func ivrOptionFields() personal.Fields {
	return notPersonal("id", "title", "key", "branch", "created_at", "transition_started_at", "transition_ended_at")
}

func participantFields() personal.Fields {
	return with(notPersonal("id", "type"), personal.Fields{"name": participantName(), "phone_number": personal.Phone()})
}

func participantName() personal.Verdict {
	return personal.Varies("type", map[string]personal.Kind{"user": personal.KindUser, "contact": personal.KindName, "external": personal.KindName})
}

func aiVoiceAgentFields() personal.Fields {
	return with(notPersonal("agent_id", "agent_name", "end_reason", "started_at", "ended_at"), personal.Fields{
		"escalation_reason": personal.Text(),
		"escalation_target": personal.Document(personal.Fields{"type": personal.None(), "destination": escalationTarget("type")}),
	})
}

func escalationTarget(typ string) personal.Verdict {
	return personal.Varies(typ, map[string]personal.Kind{"branch": personal.KindNone, "team": personal.KindNone, "user": personal.KindUser, "external": personal.KindPhone})
}

func callEventDetail() personal.Verdict {
	return personal.Varies("type", map[string]personal.Kind{
		"started": personal.KindNone, "ivr_option": personal.KindNone, "answered": personal.KindUser, "transferred": personal.KindUser,
		"comment": personal.KindText, "tag": personal.KindNone, "ended": personal.KindNone,
	})
}

func utteranceFields() personal.Fields {
	return with(notPersonal("start_time", "end_time", "participant_type", "user_id", "ai_voice_agent_id"),
		personal.Fields{"text": personal.Text(), "phone_number": personal.Phone()})
}

// scorecardFields are those of the categories and questions of a scorecard, which the company has written.
func scorecardFields() personal.Fields { return notPersonal("id", "name") }

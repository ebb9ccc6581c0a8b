package layout

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
)

// Call is the table of calls.
const Call = "aircall_call"

// The tables that a refresh reads whole.
const (
	Company      = "aircall_company"
	User         = "aircall_user"
	Number       = "aircall_number"
	Tag          = "aircall_tag"
	Team         = "aircall_team"
	Webhook      = "aircall_webhook"
	Contact      = "aircall_contact"
	Availability = "aircall_user_availability"
)

// always are the tables that tell companies apart: no archive goes without.
var always = []string{Company, User, Number}

// known are the tables that can be archived, each parent before what lies in it.
var known = []Table{
	{Name: Company, Kind: Snapshot, Key: []string{CompanyID}},
	{Name: User, Kind: Snapshot, Key: []string{"id"}},
	{Name: Number, Kind: Snapshot, Key: []string{"id"}},
	{Name: Tag, Kind: Snapshot, Key: []string{"id"}},
	{Name: Team, Kind: Snapshot, Key: []string{"id"}},
	{Name: "aircall_team_member", Kind: Inside, Parent: Team, Key: []string{"team_id", Position}},
	{Name: Webhook, Kind: Snapshot, Key: []string{"webhook_id"}},
	{Name: Availability, Kind: Samples, Key: []string{"user_id", SampledAt}, Month: SampledAt},
	{Name: Contact, Kind: Snapshot, Key: []string{"id"}},
	{Name: "aircall_contact_phone_number", Kind: Inside, Parent: Contact, Key: []string{"contact_id", Position}},
	{Name: "aircall_contact_email", Kind: Inside, Parent: Contact, Key: []string{"contact_id", Position}},
	{Name: Call, Kind: Incremental, Key: []string{"id"}, Month: "started_at"},
	insideCall("aircall_call_comment"),
	insideCall("aircall_call_tag"),
	insideCall("aircall_call_team"),
	insideCall("aircall_call_participant"),
	insideCall("aircall_call_ivr_option"),
	insideCall("aircall_call_ai_voice_agent"),
	insideCall("aircall_call_event"),
	{Name: "aircall_user_number", Kind: Requested, Parent: User, Key: []string{"user_id", Position}, ByName: true},
	{Name: "aircall_sms_template", Kind: Snapshot, Key: []string{"id"}, ByName: true},
	{Name: "aircall_whatsapp_template", Kind: Requested, Parent: Number, Key: []string{"number_id", Position}, ByName: true},
	artefact("aircall_call_transcript"),
	artefact("aircall_call_utterance"),
	artefact("aircall_call_summary"),
	artefact("aircall_call_topic"),
	artefact("aircall_call_sentiment"),
	artefact("aircall_call_action_item"),
	artefact("aircall_call_predicted_csat"),
	artefact("aircall_call_custom_summary"),
	artefact("aircall_call_playbook_result"),
	artefact("aircall_call_evaluation"),
}

func insideCall(name string) Table {
	return Table{Name: name, Kind: Inside, Parent: Call, Key: []string{"call_id", Position}, Month: "call_started_at"}
}

func artefact(name string) Table {
	return Table{Name: name, Kind: Artefact, Parent: Call, Key: []string{"call_id", Position}, Month: "call_started_at", ByName: true}
}

// computed are tables that hold nothing of their own.
var computed = []string{"aircall_call_volume", "aircall_missed_call", "aircall_api_usage"}

// Names lists the tables that can be archived.
func Names() []string {
	names := make([]string, len(known))
	for i, t := range known {
		names[i] = t.Name
	}
	return names
}

// All is the layout of everything that can be archived.
func All() *Layout { return layoutOf(func(Table) bool { return true }) }

// Choose is the layout of an archive of the named tables; of all but those that are archived by name alone, where none is
// named. Each brings along what its rows belong to, and what lies inside of them: it is stored with them or never.
func Choose(names []string) (*Layout, error) {
	if len(names) == 0 {
		return layoutOf(func(t Table) bool { return !t.ByName }), nil
	}
	chosen := map[string]bool{}
	for _, name := range always {
		chosen[name] = true
	}
	for _, name := range names {
		i := slices.IndexFunc(known, func(t Table) bool { return t.Name == name })
		switch {
		case i >= 0:
			chosen[name] = true
			chosen[known[i].Parent] = true
		case slices.Contains(computed, name):
			return nil, fmt.Errorf("table %s is not archived: it is computed from the others when it is asked", name)
		default:
			return nil, fmt.Errorf("there is no table %s to archive%s: there are %s", name, nearest(name), strings.Join(Names(), ", "))
		}
	}
	return layoutOf(func(t Table) bool { return chosen[t.Name] || t.Kind == Inside && chosen[t.Parent] }), nil
}

func layoutOf(wanted func(Table) bool) *Layout {
	columns := aircall.StoredColumns()
	l := new(Layout)
	for _, t := range known {
		if wanted(t) {
			t.fill(columns[t.Name])
			l.Tables = append(l.Tables, &t)
		}
	}
	return l
}

func nearest(name string) string {
	for _, other := range Names() {
		if strings.TrimPrefix(other, "aircall_") == strings.TrimSuffix(name, "s") || levenshtein.Distance(other, name, nil) < 3 {
			return " (did you mean " + other + "?)"
		}
	}
	return ""
}

// fill gives a table its columns.
func (t *Table) fill(columns []aircall.StoredColumn) {
	for _, c := range columns {
		t.Columns = append(t.Columns, Column{c.Name, TypeOf(c.Type)})
	}
	t.Read = len(t.Columns)
	t.Columns = append(t.Columns, Column{CompanyName, Text})
	if t.Key[len(t.Key)-1] == Position && t.Index(Position) < 0 {
		t.Columns = append(t.Columns, Column{Position, Int})
	}
	t.Columns = append(t.Columns, Column{CompanyID, Int})
	if t.Kind == Samples {
		t.Columns = append(t.Columns, Column{SampledAt, Timestamp})
	} else {
		t.Columns = append(t.Columns, Column{ArchivedAt, Timestamp})
	}
	if t.Month == "" {
		t.Columns = append(t.Columns, Column{DeletedAt, Timestamp})
	}
}

// TypeOf is the type of a column of a table.
func TypeOf(t proto.ColumnType) Type {
	switch t {
	case proto.ColumnType_INT:
		return Int
	case proto.ColumnType_BOOL:
		return Bool
	case proto.ColumnType_TIMESTAMP, proto.ColumnType_DATETIME:
		return Timestamp
	case proto.ColumnType_DOUBLE:
		return Double
	case proto.ColumnType_JSON:
		return JSON
	}
	return Text
}

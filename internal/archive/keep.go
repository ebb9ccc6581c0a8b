package archive

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// recordOf is what the archive makes of a call: what Aircall sent, and of what it has forgotten since, such as the user
// of a deleted account, what was there before. before is the call's row in the archive, nil where there is none.
func (c *company) recordOf(ctx context.Context, call *aircall.CallRecord, before []any) (aircall.Record, error) {
	r, err := call.Record()
	if err != nil {
		return r, &malformedError{err}
	}
	if before == nil {
		return r, nil
	}
	forgotten, err := c.forgotten(ctx, before, r.Row)
	if err != nil {
		return r, err
	}
	if len(forgotten) > 0 {
		document, err := json.Marshal(forgotten)
		if err != nil {
			return r, err
		}
		if err := call.Merge(document); err != nil {
			return r, err
		}
		if r, err = call.Record(); err != nil {
			return r, err
		}
	}
	if _, kept := forgotten["contact"]; kept {
		c.keepContactName(before, r.Row)
	}
	keepNumber(c.layout.Table(layout.Call), before, r.Row)
	return r, nil
}

// lists are the columns of a call that are lists, and the names under which Aircall sends them.
var lists = map[string]string{
	"tags_src": "tags", "comments": "comments", "teams": "teams", "participants": "conference_participants",
	"ivr_options_selected": "ivr_options_selected", "ai_voice_agents": "ai_voice_agents",
}

// forgotten are the fields of a call, in Aircall's names, that are as they were before. A user, a contact and a list are
// each kept whole or replaced whole: never a name of one beside the id of another.
func (c *company) forgotten(ctx context.Context, before, now []any) (map[string]json.RawMessage, error) {
	t := c.layout.Table(layout.Call)
	was := func(column string) any { return before[t.Index(column)] }
	is := func(column string) any { return now[t.Index(column)] }
	kept := map[string]json.RawMessage{}
	if was("user_id") != nil && is("user_id") == nil {
		user, err := json.Marshal(map[string]any{"id": was("user_id"), "name": was("user_name"), "email": was("user_email")})
		if err != nil {
			return nil, err
		}
		kept["user"] = user
	}
	if was("contact") != nil && is("contact") == nil {
		kept["contact"] = document(was("contact"))
	}
	for _, column := range []string{"assigned_to", "transferred_by", "transferred_to"} {
		if was(column) != nil && is(column) == nil && !c.stillListed(ctx, layout.User, was(column+"_id")) {
			kept[column] = document(was(column))
		}
	}
	for column, name := range lists {
		list, err := c.keptList(ctx, column, was(column), is(column))
		if err != nil {
			return nil, fmt.Errorf("call %v, %s: %w", was("id"), column, err)
		}
		if list != nil {
			kept[name] = list
		}
	}
	return kept, nil
}

func document(v any) json.RawMessage { return json.RawMessage(v.(string)) }

// keepNumber keeps the company's number, whose country is no column, and with it the caller's number that is read by it.
func keepNumber(t *layout.Table, before, now []any) {
	if before[t.Index("number_id")] == nil || now[t.Index("number_id")] != nil {
		return
	}
	for _, column := range []string{"number_id", "number_name", "number_digits", "number_phone_number", "number_flow_editor_enabled", "phone_number"} {
		if i := t.Index(column); now[i] == nil {
			now[i] = before[i]
		}
	}
}

// listRules say which elements of a list are the same, what in them Aircall may forget, and where the things are listed
// that they name: when one is listed no more, its element stays.
type listRules struct {
	key    []string
	forget string
	listed string
}

var rulesOf = map[string]listRules{
	"tags_src": {key: []string{"id", "created_at"}, forget: "tagged_by", listed: layout.Tag},
	"comments": {key: []string{"id"}, forget: "posted_by"},
	"teams":    {key: []string{"id"}, listed: layout.Team},
}

type element = map[string]json.RawMessage

// keptList is the list that a call goes on to have, nil where it is the one that Aircall sent.
func (c *company) keptList(ctx context.Context, column string, was, is any) (json.RawMessage, error) {
	rules, has := rulesOf[column]
	switch {
	case was == nil:
		return nil, nil
	case is == nil:
		return document(was), nil
	case was == is || !has:
		return nil, nil
	}
	old, wasList := elementsOf(document(was))
	current, isList := elementsOf(document(is))
	if !wasList || !isList {
		return nil, nil // the latest wins
	}
	kept := false
	for _, o := range old {
		at := find(current, rules.key, o)
		switch {
		case at >= 0 && rules.forget != "" && !isNull(o[rules.forget]) && isNull(current[at][rules.forget]):
			current[at][rules.forget] = o[rules.forget]
			kept = true
		case at < 0 && rules.listed != "" && !c.stillListed(ctx, rules.listed, idOf(o)):
			current = append(current, o)
			kept = true
		}
	}
	if !kept {
		return nil, nil
	}
	return json.Marshal(current)
}

// elementsOf reports whether a document is a list of objects, and returns them.
func elementsOf(document json.RawMessage) (all []element, isList bool) {
	err := json.Unmarshal(document, &all)
	return all, err == nil
}

func find(all []element, key []string, one element) int {
	for i, e := range all {
		equal := true
		for _, k := range key {
			equal = equal && string(e[k]) == string(one[k])
		}
		if equal {
			return i
		}
	}
	return -1
}

func isNull(v json.RawMessage) bool { return len(v) == 0 || string(v) == "null" }

func idOf(e element) any {
	var id int64
	if json.Unmarshal(e["id"], &id) != nil {
		return nil
	}
	return id
}

// stillListed reports whether a user, a tag or a team is in the company's list of this run. Of a list that could not be
// read nothing is known, and then what the archive has is kept.
func (c *company) stillListed(ctx context.Context, table string, id any) bool {
	l := c.list(ctx, table)
	return l.err == nil && l.ids[id]
}

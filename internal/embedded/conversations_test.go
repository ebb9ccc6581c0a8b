//go:build !race || atomicsdk

package embedded_test

import (
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestOnlyAnsweredCallsAreAskedForTopics: however a statement goes from calls to what was made of them, it costs a request for
// each answered call. Of the others only those are asked for that are still under way, and those before the first answer, which
// are as many as are asked for at the same time.
func TestOnlyAnsweredCallsAreAskedForTopics(t *testing.T) {
	bubble(t, onlyAnsweredCallsAreAskedForTopics)
}

func onlyAnsweredCallsAreAskedForTopics(t *testing.T) {
	company := democompany.New(1, present, democompany.Size{Days: 2, Contacts: 20, Numbers: 2, Users: 3})
	fake := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1})
	const since = "c.started_at >= datetime('now', '-1 day')"
	counted, err := query(t, openOver(t, fake), "select sum(c.outcome = 'answered'), sum(c.outcome <> 'answered'), sum(c.outcome = 'ongoing') from aircall_call as c where "+since)
	if err != nil {
		t.Fatal(err)
	}
	answered, others, ongoing := counted[0][0].(int64), counted[0][1].(int64), counted[0][2].(int64)
	if answered < 10 || others < 10+ongoing {
		t.Fatalf("%d calls were answered, %d were not", answered, others)
	}
	for name, c := range map[string]struct {
		sql    string
		atOnce int64
	}{
		"exists":      {"select c.id from aircall_call as c where " + since + " and exists (select 1 from aircall_call_topic as t where t.call_id = c.id)", 1},
		"in":          {"select count(*) from aircall_call_topic as t where t.call_id in (select c.id from aircall_call as c where " + since + ")", 8},
		"join":        {"select c.id, t.topic from aircall_call as c join aircall_call_topic as t on t.call_id = c.id where " + since, 1},
		"left join":   {"select c.id, t.topic from aircall_call as c left join aircall_call_topic as t on t.call_id = c.id where " + since, 1},
		"a subselect": {"select c.id, (select count(*) from aircall_call_topic as t where t.call_id = c.id) from aircall_call as c where " + since, 1},
	} {
		_, requests := asked(t, openOver(t, fake), fake, c.sql)
		topics := int64(0)
		for _, request := range requests {
			if strings.Contains(request, "/topics") {
				topics++
			}
		}
		if topics < answered || topics > answered+ongoing+c.atOnce {
			t.Errorf("%s: %d requests for topics of %d answered calls, %d under way and %d others", name, topics, answered, ongoing, others)
		}
	}
}

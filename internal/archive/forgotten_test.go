package archive

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// answered finds a recent call that a user took, and gives it a tag.
func answered(c *fakeaircall.Company) *fakeaircall.Call {
	for i := range slices.Backward(c.Calls) {
		call := &c.Calls[i]
		if call.UserID != 0 && call.EndedAt != 0 && time.Since(time.Unix(call.StartedAt, 0)) < 40*time.Hour {
			d := call.EnsureDetails()
			d.AssignedTo = call.UserID
			d.Tags = []fakeaircall.CallTag{{TagID: c.Tags[1].ID, TaggedAt: call.EndedAt, TaggedBy: call.UserID}}
			d.Comments = []fakeaircall.Comment{{ID: 4294967400, Content: "note", PostedAt: call.EndedAt, PostedBy: call.UserID}}
			return call
		}
	}
	panic("there is no such call")
}

func TestADeletedUserIsRemembered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		call := answered(c)
		id, user := call.ID, *c.User(call.UserID)
		s := start(t, c)
		s.run()
		want := s.one("select user_id, user_name, user_email, assigned_to_id from aircall_call where id = ?", id)
		if !strings.Contains(want, user.Email) {
			t.Fatalf("the archive has %s", want)
		}
		events := s.one("select group_concat(coalesce(user_id, '')) from aircall_call_event where call_id = ?", id)
		s.server.Change(func(c *fakeaircall.Company) { c.DeleteUser(user.ID) })
		time.Sleep(time.Hour)
		s.run()
		if got := s.one("select user_id, user_name, user_email, assigned_to_id from aircall_call where id = ?", id); got != want {
			t.Errorf("the call's user is %s, want %s", got, want)
		}
		for _, query := range []string{"select posted_by_id from aircall_call_comment where call_id = ?", "select tagged_by_id from aircall_call_tag where call_id = ?"} {
			if got := s.one(query, id); got != fmt.Sprint(user.ID) {
				t.Errorf("%s: %s, want %d", query, got, user.ID)
			}
		}
		if got := s.one("select group_concat(coalesce(user_id, '')) from aircall_call_event where call_id = ?", id); got != events {
			t.Errorf("the timeline's users are %s, want %s", got, events)
		}
		if got := s.one("select deleted_at is not null from aircall_user where id = ?", user.ID); got != "1" {
			t.Error("the user is not marked as deleted")
		}
	})
}

// TestWhatAircallForgetsOfACallIsKept: its contact, its number and its lists, each whole, when they come as null.
func TestWhatAircallForgetsOfACallIsKept(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		call := *answered(c)
		call.ContactID = c.Contacts[0].ID
		c.Calls = []fakeaircall.Call{call}
		s := start(t, c)
		s.run()
		const kept = "select contact_id, contact_name, contact, number_id, number_name, number_digits, number_phone_number, phone_number, tags, tags_src, comments from aircall_call"
		want, tags := s.one(kept), s.one("select count(*) from aircall_call_tag")
		if strings.Contains(want, "<nil>") || tags == "0" {
			t.Fatalf("the archive has %s, and %s tags", want, tags)
		}
		for _, field := range []string{"contact", "number", "tags", "comments"} {
			s.server.Odd(fakeaircall.Odd{Path: "/v1/calls", Place: "/calls/0/" + field, JSON: "null"})
		}
		for range 2 {
			time.Sleep(time.Hour)
			s.run()
			if got := s.one(kept); got != want {
				t.Errorf("the call has\n%s, want\n%s", got, want)
			}
			if got := s.one("select count(*) from aircall_call_tag"); got != tags {
				t.Errorf("%s tags, want %s", got, tags)
			}
		}
	})
}

func TestAnotherUserReplacesTheFirstWhole(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		call := answered(c)
		id, first := call.ID, call.UserID
		s := start(t, c)
		s.run()
		var other fakeaircall.User
		s.server.Change(func(c *fakeaircall.Company) {
			c.DeleteUser(first)
			other = c.Users[0]
			c.Call(id).UserID = other.ID
		})
		s.run()
		if got, want := s.one("select user_id, user_name, user_email from aircall_call where id = ?", id), fmt.Sprint(other.ID, " ", other.Name, " ", other.Email); got != want {
			t.Errorf("the call's user is %s, want %s", got, want)
		}
	})
}

func TestWhoIsTakenOffIsNotKept(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		id := answered(c).ID
		s := start(t, c)
		s.run()
		s.server.Change(func(c *fakeaircall.Company) { c.Call(id).Details.AssignedTo = 0 })
		s.run()
		if got := s.one("select assigned_to_id is null and assigned_to is null from aircall_call where id = ?", id); got != "1" {
			t.Error("the call is still assigned, though somebody took the assignment off")
		}
	})
}

func TestADeletedTagStaysOnArchivedCalls(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		id := answered(c).ID
		deleted, taken := c.Tags[1], c.Tags[2]
		d := c.Call(id).Details
		d.Tags = append(d.Tags, fakeaircall.CallTag{TagID: taken.ID, TaggedAt: d.Tags[0].TaggedAt, TaggedBy: d.Tags[0].TaggedBy})
		s := start(t, c)
		s.run()
		s.server.Change(func(c *fakeaircall.Company) {
			c.DeleteTag(deleted.ID)
			c.Call(id).Details.Tags = c.Call(id).Details.Tags[:1]
		})
		for range 2 {
			time.Sleep(time.Hour)
			s.run()
			if got := s.one("select group_concat(tag_name) from aircall_call_tag where call_id = ?", id); got != deleted.Name {
				t.Errorf("the call's tags are %s, want %s", got, deleted.Name)
			}
			if got := s.one("select json_extract(tags, ?) from aircall_call where id = ?", `$."`+deleted.Name+`"`, id); got != "1" {
				t.Errorf("the call's map of tags has %s", got)
			}
		}
	})
}

func TestAContactVanishesAndComesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		s := start(t, c)
		s.run()
		gone := c.Contacts[4]
		state := func(table, key string) string {
			return s.one("select min(deleted_at is not null) || max(deleted_at is not null) from "+table+" where "+key+" = ?", gone.ID)
		}
		s.server.Change(func(c *fakeaircall.Company) { c.DeleteContact(gone.ID) })
		time.Sleep(time.Hour)
		s.run()
		if got := state("aircall_contact", "id"); got != "00" {
			t.Errorf("a walk sees a deletion (%s)", got)
		}
		time.Sleep(24 * time.Hour)
		report := s.run()
		if state("aircall_contact", "id") != "11" || state("aircall_contact_phone_number", "contact_id") != "11" {
			t.Errorf("after a day: %s and %s, want all marked", state("aircall_contact", "id"), state("aircall_contact_phone_number", "contact_id"))
		}
		if !strings.Contains(report.String(), "1 contact deleted") {
			t.Errorf("the summary says %s", report)
		}
		s.server.Change(func(c *fakeaircall.Company) {
			gone.UpdatedAt = time.Now().Unix()
			c.Contacts = append(c.Contacts, gone)
		})
		s.run()
		if state("aircall_contact", "id") != "00" || state("aircall_contact_phone_number", "contact_id") != "00" {
			t.Error("a contact that came back is still marked as deleted")
		}
	})
}

func TestAnUnchangedCompanyCostsOneRequestForContacts(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		s := start(t, c)
		s.run()
		time.Sleep(2 * time.Hour)
		s.server.Change(func(c *fakeaircall.Company) {
			c.Contacts[7].FirstName, c.Contacts[7].UpdatedAt = "Changed", time.Now().Unix()
		})
		s.server.ResetRequests()
		s.run()
		if n := s.requests("/v1/contacts"); n != 1 {
			t.Errorf("%d requests for contacts, want one", n)
		}
		if got := s.one("select first_name from aircall_contact where id = ?", c.Contacts[7].ID); got != "Changed" {
			t.Errorf("the contact is called %s", got)
		}
		s.server.ResetRequests()
		s.run(func(o *Options) { o.Full = true })
		if n := s.requests("/v1/contacts"); n != pages(len(c.Contacts)) {
			t.Errorf("%d requests for contacts with --full, want %d", n, pages(len(c.Contacts)))
		}
	})
}

func TestARefreshThatFailsMarksNothing(t *testing.T) {
	lists := map[string]string{"/v2/users": "aircall_user", "/v1/numbers": "aircall_number", "/v1/tags": "aircall_tag", "/v1/teams": "aircall_team", "/v1/webhooks": "aircall_webhook", "/v1/contacts": "aircall_contact"}
	for path, table := range lists {
		t.Run(table, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := start(t, small(3))
				s.run()
				for _, f := range []fakeaircall.Fault{
					{Path: path, Status: http.StatusForbidden}, {Path: path, Status: http.StatusNotFound},
					{Path: path, Kind: fakeaircall.TruncatedBody, Times: fakeaircall.Forever}, {Path: path, Kind: fakeaircall.MissingEnvelope, Times: fakeaircall.Forever},
					{Path: path, Page: 2, Status: http.StatusForbidden},
				} {
					s.server.Change(func(c *fakeaircall.Company) { c.Contacts = c.Contacts[:55] })
					s.server.ClearFaults()
					s.server.Fault(f)
					time.Sleep(25 * time.Hour)
					report := s.try()
					if f.Page == 0 && len(report.Problems) != 1 {
						t.Errorf("%+v: problems %q, want one sentence", f, report.Problems)
					}
					if got := s.one("select count(*) from " + table + " where deleted_at is not null"); got != "0" && len(report.Problems) > 0 {
						t.Errorf("%+v: %s rows are marked", f, got)
					}
				}
			})
		})
	}
}

func TestAnEmptiedListIsDoubted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		for len(c.Webhooks) < 10 {
			w := c.Webhooks[0]
			w.WebhookID = fmt.Sprintf("00000000-0000-4000-8000-%012d", len(c.Webhooks))
			c.Webhooks = append(c.Webhooks, w)
		}
		s := start(t, c)
		s.run()
		s.server.Change(func(c *fakeaircall.Company) { c.Webhooks = nil })
		report := s.try()
		if len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "--full") {
			t.Errorf("problems: %q", report.Problems)
		}
		if got := s.one("select count(*) from aircall_webhook where deleted_at is null"); got != "10" {
			t.Errorf("%s webhooks are left", got)
		}
		s.run(func(o *Options) { o.Full = true })
		if got := s.one("select count(*) from aircall_webhook where deleted_at is null"); got != "0" {
			t.Errorf("%s webhooks are left after --full", got)
		}
	})
}

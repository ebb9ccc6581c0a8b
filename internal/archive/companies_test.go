package archive

import (
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// another is a company with ids of its own, and the same name and contacts.
func another() *fakeaircall.Company {
	const apart = 1_000_000_000
	c := small(3)
	for i := range c.Users {
		c.Users[i].ID += apart
	}
	for i := range c.Numbers {
		c.Numbers[i].ID += apart
	}
	for i := range c.Contacts {
		c.Contacts[i].ID += apart
	}
	for i := range c.Tags {
		c.Tags[i].ID += apart
	}
	for i := range c.Teams {
		c.Teams[i].ID, c.Teams[i].UserIDs = c.Teams[i].ID+apart, nil
	}
	c.Webhooks = nil
	c.Calls = c.Calls[:100]
	for i := range c.Calls {
		call := &c.Calls[i]
		call.ID, call.NumberID, call.Details = call.ID+apart, call.NumberID+apart, nil
		if call.UserID != 0 {
			call.UserID += apart
		}
	}
	return c
}

func TestTwoCompaniesInOneArchive(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		other := fakeaircall.New(another(), fakeaircall.Options{RateLimit: -1})
		s.connect(other)
		s.run()
		if got := strings.Join(s.rows("select company_id from archive_company order by 1"), ""); got != "[1][2]" {
			t.Fatalf("companies %s", got)
		}
		if got := s.one("select count(*) from aircall_call where company_id = 2"); got != "100" {
			t.Errorf("the second company has %s calls", got)
		}
		other.Change(func(c *fakeaircall.Company) { c.Name, c.Contacts = "Renamed Ltd", c.Contacts[:40] })
		archived := s.one("select max(archived_at) from aircall_call")
		time.Sleep(25 * time.Hour)
		s.run()
		if got := strings.Join(s.rows("select company_id, count(*) from aircall_contact where deleted_at is not null group by 1"), ""); got != "[2 20]" {
			t.Errorf("deleted contacts: %s", got)
		}
		if got := strings.Join(s.rows("select distinct company_id, company_name from aircall_call where company_id = 2"), ""); got != "[2 Renamed Ltd]" {
			t.Errorf("the renamed company is %s", got)
		}
		if got := s.one("select max(archived_at) from aircall_call"); got != archived {
			t.Errorf("a new name moves archived_at from %s to %s", archived, got)
		}
	})
}

func TestOneCompanyByTwoConnections(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.connect(s.server)
		report := s.run()
		if len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "archived once") {
			t.Errorf("notes: %q", report.Notes)
		}
		if got := s.one("select count(*) from archive_company"); got != "1" {
			t.Errorf("%s companies", got)
		}
	})
}

func TestAConnectionThatFailsLeavesTheOthersAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		refusing := fakeaircall.New(another(), fakeaircall.Options{RateLimit: -1, Credentials: fakeaircall.Credentials{APIID: "x", APIToken: "y"}})
		s.connect(refusing)
		s.options.Connections[0], s.options.Connections[1] = s.options.Connections[1], s.options.Connections[0]
		report := s.try()
		if len(report.Problems) != 1 {
			t.Errorf("problems: %q", report.Problems)
		}
		if got := s.one("select count(*) > 0 from aircall_call"); got != "1" {
			t.Error("the connection that works was not archived")
		}
	})
}

// TestNothingSecretIsStored: in no byte of any file of a target.
func TestNothingSecretIsStored(t *testing.T) {
	for name, target := range map[string]string{"file": "calls.db", "lake": "lake/"} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c := small(3)
				c.Verbose = true
				s := start(t, c)
				folder := t.TempDir()
				s.options.Target = folder + "/" + target
				s.run()
				secrets := []string{fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken, "X-Amz", "recordings.example", "short-urls.aircall.io"}
				for _, w := range c.Webhooks {
					secrets = append(secrets, w.Token)
				}
				content := listing(t, folder)
				for _, secret := range secrets {
					if strings.Contains(content, secret) {
						t.Errorf("the archive holds %.12q…", secret)
					}
				}
				if !strings.Contains(content, "assets.aircall.io") {
					t.Error("the archive lacks the pages of recordings")
				}
			})
		})
	}
}

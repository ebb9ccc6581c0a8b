//go:build e2e

package steampipe_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// customers are the company whose contacts a CRM in the same Postgres knows, too.
var customers = declare(company{size: small}, "customers")

// TestJoinsWithACRM: tables that are not Aircall's, by E.164 number and by e-mail address.
func TestJoinsWithACRM(t *testing.T) {
	conn := steampipe.session(t, customers.schema())
	execute(t, conn, `
		create table public.crm_contact (id bigint primary key, name text, phone text, email text);
		create table public.crm_deal (id bigint primary key, contact_id bigint references public.crm_contact, title text)`)
	// Every other contact of Aircall's, and somebody who never called.
	known := map[string]int64{}  // E.164 to the CRM's id
	mailed := map[int64]string{} // addresses by the CRM's id
	for i, contact := range customers.rows.Contacts {
		if i%2 != 0 {
			continue
		}
		id, number, email := int64(i+1), plainDigits(contact.PhoneNumbers[0].Value), ""
		known[number] = id
		if len(contact.Emails) > 0 {
			email, mailed[id] = strings.ToUpper(contact.Emails[0].Value), contact.Emails[0].Value
		}
		if _, err := conn.Exec(t.Context(), "insert into public.crm_contact values ($1, $2, $3, nullif($4, ''))", id, contact.LastName, number, email); err != nil {
			t.Fatal(err)
		}
	}
	execute(t, conn, `
		insert into public.crm_contact values (100000, 'Nobody', '+33199000000', 'nobody@quiet.example');
		insert into public.crm_deal select id, id, 'Deal ' || id from public.crm_contact;
		insert into public.crm_deal select id + 1000000, id, 'Second deal ' || id from public.crm_contact where id % 3 = 0`)

	since := companiesNow.Add(-14 * 24 * time.Hour)
	var unknown []string        // inbound calls of nobody in the CRM
	spoken := map[int64]bool{}  // contacts with a call in 14 days
	matched := map[string]int{} // calls by CRM contact
	for _, call := range customers.rows.Calls {
		id, found := known[plainDigits(call.RawDigits)]
		if found {
			matched[fmt.Sprint(id)]++
			if time.Unix(call.StartedAt, 0).After(since) {
				spoken[id] = true
			}
		} else if call.Direction == fakeaircall.Inbound && call.RawDigits != fakeaircall.Anonymous && !strings.HasPrefix(call.RawDigits, "+0") { // no country's
			unknown = append(unknown, fmt.Sprint(call.ID))
		}
	}
	var quiet, counts []string
	for _, id := range append(slices.Collect(maps.Values(known)), 100000) {
		if !spoken[id] {
			quiet = append(quiet, fmt.Sprintf("Deal %d", id))
			if id%3 == 0 {
				quiet = append(quiet, fmt.Sprintf("Second deal %d", id))
			}
		}
		if n := matched[fmt.Sprint(id)]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d | %d", id, n))
		}
	}
	var sameAddress []string // contacts may share one
	for id, address := range mailed {
		for _, contact := range customers.rows.Contacts {
			for _, email := range contact.Emails {
				if email.Value == address {
					sameAddress = append(sameAddress, fmt.Sprintf("%d | %d", id, contact.ID))
				}
			}
		}
	}
	for _, test := range []struct {
		name, sql string
		want      []string
	}{
		{"calls of each contact", "select k.id, count(*) from public.crm_contact k join aircall_call c on c.phone_number = k.phone group by 1", counts},
		{"calls without a contact", `select c.id from aircall_call c left join public.crm_contact k on k.phone = c.phone_number
			where c.direction = 'inbound' and c.phone_number is not null and k.id is null`, unknown},
		{"deals without a call in 14 days", `select d.title from public.crm_deal d join public.crm_contact k on k.id = d.contact_id
			where not exists (select from aircall_call c where c.phone_number = k.phone and c.started_at > '` + since.Format(time.RFC3339) + `')`, quiet},
		{"contacts by address", "select k.id, e.contact_id from public.crm_contact k join aircall_contact_email e on e.email = lower(k.email)", sameAddress},
	} {
		t.Run(test.name, func(t *testing.T) {
			if len(test.want) == 0 {
				t.Error("this company has no such rows")
			}
			slices.Sort(test.want)
			equalLines(t, test.sql, ask(t, conn, test.sql).sorted(), test.want)
		})
	}
}

// plainDigits is E.164, for numbers that are written internationally.
func plainDigits(display string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(display)
}

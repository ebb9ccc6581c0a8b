//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// A row that both sides of an OR find comes once, though each side asks for it by itself and it has changed in between.
func TestARowThatTwoRequestsFindComesOnce(t *testing.T) { bubble(t, aRowThatTwoRequestsFindComesOnce) }

func aRowThatTwoRequestsFindComesOnce(t *testing.T) {
	company := democompany.New(1, present, democompany.Size{Days: 1, Contacts: 3, Numbers: 2, Users: 4})
	user, number, team := company.Users[0].ID, company.Numbers[0].ID, company.Teams[0].ID
	fake := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1, BeforeRequest: func(n int, _ *http.Request, c *fakeaircall.Company) {
		for i := range c.Users {
			c.Users[i].Substatus = fmt.Sprint("reason ", n)
		}
		for i := range c.Numbers {
			c.Numbers[i].AvailabilityStatus = fmt.Sprint("status ", n)
		}
		for i := range c.Teams {
			c.Teams[i].Name = fmt.Sprint("team ", n)
		}
	}})
	db := openOver(t, fake, "cache_seconds = 0")
	for _, c := range []struct {
		sql  string
		rows int
	}{
		{fmt.Sprintf("select id, substatus from aircall_user where id = %d or created_at > '2000-01-01'", user), len(company.Users)},
		{fmt.Sprintf("select substatus from aircall_user where created_at > '2000-01-01' or id = %d", user), len(company.Users)},
		{fmt.Sprintf("select availability_status from aircall_number where id = %d or created_at > '2000-01-01'", number), len(company.Numbers)},
		{fmt.Sprintf("select name from aircall_team where id = %d or created_at > '2000-01-01'", team), len(company.Teams)},
	} {
		rows, requests := asked(t, db, fake, c.sql)
		if len(rows) != c.rows || len(requests) < 1 {
			t.Errorf("%s: %d rows, want %d: %v of %q", c.sql, len(rows), c.rows, lines(rows), requests)
		}
	}
}

// A text is compared with numbers of another table as a number, as which rows cannot be asked for. The error tells no value of a row.
func TestTextsThatAreAskedForAreNotComparedWithNumbers(t *testing.T) {
	bubble(t, textsThatAreAskedForAreNotComparedWithNumbers)
}

func textsThatAreAskedForAreNotComparedWithNumbers(t *testing.T) {
	db, _ := open(t, 20)
	const digits = "cast(substr(n.phone_number, 2) as integer)"
	const want = "aircall_contact: column phone_number only repeats the value that rows are asked for by, and they cannot be asked for by a number: compare it with a text"
	for _, sql := range []string{
		"select id from aircall_contact where phone_number in (select " + digits + " from aircall_contact_phone_number n)",
		"select c.id from aircall_contact_phone_number n join aircall_contact c on c.phone_number = " + digits,
	} {
		if rows, err := query(t, db, sql); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %d rows, %v; want %q", sql, len(rows), err, want)
		}
	}
	check(t, db, "select phone_number_id from aircall_contact_phone_number n where phone_number in (select "+digits+" from aircall_contact_phone_number n)", "select phone_number_id from aircall_contact_phone_number where phone_number is not null")
}

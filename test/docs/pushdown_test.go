//go:build !race

package docs_test

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// pushed is a row of the first table in docs/pushdown.md.
type pushed struct {
	table, column string
	operators     []string
	path          string
	parameters    []string
	arriving      string
}

var inCode = regexp.MustCompile("`([^`]+)`")

// code is what a cell sets in the typeface of code.
func code(cell string) []string {
	var words []string
	for _, m := range inCode.FindAllStringSubmatch(cell, -1) {
		words = append(words, m[1])
	}
	return words
}

func documentedPushdown(t *testing.T) []pushed {
	t.Helper()
	var all []pushed
	for _, c := range parse(t, "docs/pushdown.md").Find("Conditions that are sent").Rows() {
		request := code(c[3])
		all = append(all, pushed{code(c[0])[0], code(c[1])[0], code(c[2]), request[0], request[1:], c[4]})
	}
	return all
}

// TestPushdownDocumentNamesEveryKeyColumn: docs/pushdown.md names every column that the plugin takes a condition on, with its operators.
func TestPushdownDocumentNamesEveryKeyColumn(t *testing.T) {
	t.Parallel()
	var want, got []string
	filters := aircall.Filters()
	for _, table := range tables(t) {
		for _, c := range table.Columns {
			var operators []string
			for _, k := range c.Keys {
				if c.Name == aircall.CompanyColumn && !slices.Contains(filters[table.Name], c.Name) {
					continue // it reaches the plugin in the engine, but leaves out no row
				}
				operators = append(operators, k.Operators...)
			}
			if operators != nil {
				want = append(want, fmt.Sprint(table.Name, " ", c.Name, " ", operators))
			}
		}
	}
	for _, p := range documentedPushdown(t) {
		got = append(got, fmt.Sprint(p.table, " ", p.column, " ", p.operators))
	}
	slices.Sort(want)
	slices.Sort(got)
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("docs/pushdown.md lacks %s", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("docs/pushdown.md names %s, which is not so", line)
		}
	}
	if len(slices.Compact(got)) != len(want) {
		t.Error("docs/pushdown.md names something twice")
	}
}

// small serves a company of a week and a few.
func small() (*fakeaircall.Company, *fakeaircall.Server) {
	c := democompany.New(seed, time.Now(), democompany.Size{Days: 7, Contacts: 60, Numbers: 3, Users: 4})
	return c, fakeaircall.New(c, fakeaircall.Options{RateLimit: -1})
}

// TestDocumentedConditionsReachAircall: each condition is sent as docs/pushdown.md says.
func TestDocumentedConditionsReachAircall(t *testing.T) {
	t.Parallel()
	at(t, present, pushdownReachesAircall)
}

func pushdownReachesAircall(t *testing.T) {
	company, server := small()
	moment := company.Now.AddDate(0, 0, -2).UTC().Truncate(time.Second)
	values := map[string]any{
		"aircall_call.id": company.Calls[0].ID, "aircall_contact.id": company.Contacts[0].ID, "aircall_number.id": company.Numbers[0].ID,
		"aircall_tag.id": company.Tags[0].ID, "aircall_team.id": company.Teams[0].ID, "aircall_user.id": company.Users[0].ID,
		"call_id": company.Calls[0].ID, "contact_id": company.Contacts[0].ID, "number_id": company.Numbers[0].ID, "tag_id": company.Tags[0].ID,
		"team_id": company.Teams[0].ID, "user_id": company.Users[0].ID, "webhook_id": company.Webhooks[0].WebhookID,
		"direction": "outbound", "phone_number": "+441614960500", "search_phone_number": "+441614960500", "email": "ada@okafor.example", "company_name": company.Name,
		"campaign_id": democompany.SpringCampaign, "bucket": "hour", "time_zone": "Europe/Paris", "missing_add_on": "row",
		"started_at": moment, "call_started_at": moment, "created_at": moment,
	}
	for _, p := range documentedPushdown(t) {
		value, known := values[p.table+"."+p.column]
		if !known {
			value, known = values[p.column]
		}
		if !known {
			t.Errorf("there is no value of %s.%s to try", p.table, p.column)
			continue
		}
		db := connect(t, server, "cache_seconds = 0")
		for _, operator := range p.operators {
			server.ResetRequests()
			sql := fmt.Sprintf("select count(*) from %s where %s %s %s", p.table, p.column, operator, written(value))
			if p.table == "aircall_call_volume" && (p.column != "started_at" || operator[0] == '<') {
				sql += fmt.Sprintf(" and started_at >= %s", written(moment.AddDate(0, 0, -1)))
			}
			if p.table == "aircall_campaign_contact" && p.column != "campaign_id" {
				sql += fmt.Sprintf(" and campaign_id = %s", written(democompany.SpringCampaign))
			}
			if _, err := query(t, db, sql); err != nil {
				t.Errorf("%s: %v", sql, err)
			} else if !slices.ContainsFunc(server.Requests(), func(r fakeaircall.Request) bool { return p.carriedBy(r, operator, value) }) {
				t.Errorf("%s was asked as %v, want %s %q", sql, server.Requests(), p.path, p.parameters)
			}
		}
	}
}

// written is a value as SQL has it.
func written(value any) string {
	switch v := value.(type) {
	case time.Time:
		return "'" + v.Format(time.RFC3339) + "'"
	case string:
		return "'" + v + "'"
	}
	return fmt.Sprint(value)
}

// carriedBy reports whether a request carries the condition in the documented place.
func (p pushed) carriedBy(r fakeaircall.Request, operator string, value any) bool {
	sent, err := url.ParseQuery(r.Query)
	path := strings.NewReplacer(":id", fmt.Sprint(value), ":campaign_id", democompany.SpringCampaign).Replace(p.path)
	if err != nil || r.Path != path {
		return false
	}
	for _, name := range p.parameters {
		switch moment, isTime := value.(time.Time); {
		case isTime && (name == "from" && operator[0] == '<' || name == "to" && operator[0] == '>'):
		case isTime:
			second, err := strconv.ParseInt(sent.Get(name), 10, 64)
			if away := second - moment.Unix(); err != nil || away < -1 || away > 1 {
				return false
			}
		case name == "from" || name == "to": // the bounds of a bucket
			if sent.Get(name) == "" {
				return false
			}
		case sent.Get(name) != fmt.Sprint(value):
			return false
		}
	}
	return true
}

var (
	onceForAll = regexp.MustCompile(`^(\d+)$`)
	forEach    = regexp.MustCompile(`^(\d+) for each (?:(\d+) )?([a-z ]+)$`)
)

// TestDocumentedCostIsThatOfTheTables: reading everything costs the requests that docs/pushdown.md says, and one for company_name.
func TestDocumentedCostIsThatOfTheTables(t *testing.T) {
	t.Parallel()
	at(t, present, costIsThatOfTheTables)
}

func costIsThatOfTheTables(t *testing.T) {
	company, server := small()
	const buckets = 3
	units := map[string]int{
		"calls": len(company.Calls), "contacts": len(company.Contacts), "numbers": len(company.Numbers), "number": len(company.Numbers),
		"tags": len(company.Tags), "teams": len(company.Teams), "templates": len(company.SMSTemplates), "users": len(company.Users),
		"user": len(company.Users), "webhooks": len(company.Webhooks), "bucket": buckets,
		"campaign": 1, // that is named below
	}
	for _, c := range company.Calls {
		switch {
		case c.EndedAt != 0 && c.AnsweredAt != 0:
			units["answered call"]++
		case c.HasVoicemail:
			units["voicemail"]++
		}
	}
	day := company.Now.UTC().Truncate(24 * time.Hour)
	where := map[string]string{
		"aircall_call_volume":      fmt.Sprintf(" where started_at >= %s and started_at < %s", written(day.AddDate(0, 0, -buckets)), written(day)),
		"aircall_campaign_contact": " where campaign_id = " + written(democompany.SpringCampaign),
	}
	documented := parse(t, "docs/pushdown.md").Find("What everything costs").Rows()
	for _, c := range documented {
		table := code(c[0])[0]
		want, err := requests(c[1], units)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		if table != "aircall_company" { // whose own request has the name
			want++
		}
		db := connect(t, server, "")
		server.ResetRequests()
		if _, err := query(t, db, "select * from "+table+where[table]); err != nil {
			t.Errorf("%s: %v", table, err)
		} else if got := len(server.Requests()); got != want {
			t.Errorf("select * from %s cost %d requests, documented are %d", table, got, want)
		}
	}
	if tables := len(tables(t)); len(documented) != tables {
		t.Errorf("the cost of %d tables is documented, of %d", len(documented), tables)
	}
}

// requests adds up a cost in words, such as "1 for each 50 users, 1 for each user".
func requests(cost string, units map[string]int) (sum int, err error) {
	if cost == "none" {
		return 0, nil
	}
	for part := range strings.SplitSeq(cost, ", ") {
		if m := onceForAll.FindStringSubmatch(part); m != nil {
			n, _ := strconv.Atoi(m[1]) // digits
			sum += n
			continue
		}
		m := forEach.FindStringSubmatch(part)
		if m == nil {
			return 0, fmt.Errorf("%q is no cost", part)
		}
		count, known := units[m[3]]
		if !known {
			return 0, fmt.Errorf("%q are not counted", m[3])
		}
		n, _ := strconv.Atoi(m[1])
		page, _ := strconv.Atoi(cmp.Or(m[2], "1"))
		pages := (count + page - 1) / page
		if page > 1 {
			pages = max(pages, 1)
		}
		sum += n * pages
	}
	return sum, nil
}

//go:build e2e

package steampipe_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/test/pages"
)

const insights = mod("mods/aircall-insights")

// insightsPages are the mod's dashboards; the demo company is served once for each, so that each is opened cold.
var insightsPages = func() []*insightsPage {
	m, err := pages.Read("../../mods/aircall-insights")
	if err != nil {
		panic(err)
	}
	var all []*insightsPage
	for _, d := range m.Dashboards {
		all = append(all, &insightsPage{d, declare(company{seed: 1}, "page_"+d.Name)})
	}
	return all
}()

type insightsPage struct {
	pages.Dashboard
	demo *company
}

// Companies that a page has to bear beside the demo company.
var (
	none   = democompany.Size{Users: -1, Teams: -1, Numbers: -1, Contacts: -1, Tags: -1, Webhooks: -1, CallsPerDay: -1, Days: -1}
	vacant = declare(company{size: none, options: fakeaircall.Options{Plan: fakeaircall.NoAddOn}}, "vacant")
	young  = declare(company{size: democompany.Size{Contacts: 5, Days: 1}}, "young")
	plain  = declare(company{size: small, prepare: withAVoicemail, arguments: []string{noMemory}, options: fakeaircall.Options{Plan: fakeaircall.NoAddOn}}, "plain")
	// without Pro
	assisted = declare(company{size: small, arguments: []string{noMemory}, options: fakeaircall.Options{Plan: fakeaircall.AIAssist}}, "assisted")
	_        = declare(company{size: small}, "branches_left")
	right    = declare(company{size: small, prepare: withOtherIDs}, "branches_right")
)

// withAVoicemail adds one that nobody has dealt with, from a caller who has not called before.
func withAVoicemail(c *fakeaircall.Company) {
	last := c.Calls[len(c.Calls)-1]
	start := companiesNow.Add(-time.Hour).Unix()
	c.Calls = append(c.Calls, fakeaircall.Call{ID: last.ID + 1000, Direction: fakeaircall.Inbound, StartedAt: start, EndedAt: start + 60, Duration: 60,
		RawDigits: "+44 20 7946 0999", NumberID: c.Numbers[0].ID, MissedCallReason: fakeaircall.AgentsDidNotAnswer, HasVoicemail: true})
}

// withOtherIDs gives a company ids of its own: Aircall's are unique across companies, those of invented ones are not.
func withOtherIDs(c *fakeaircall.Company) {
	const more = 7_000_000
	other := func(id *int64) {
		if *id != 0 {
			*id += more
		}
	}
	for i := range c.Users {
		other(&c.Users[i].ID)
		other(&c.Users[i].DefaultNumberID)
	}
	for i := range c.Teams {
		other(&c.Teams[i].ID)
		for j := range c.Teams[i].UserIDs {
			other(&c.Teams[i].UserIDs[j])
		}
	}
	for i := range c.Numbers {
		other(&c.Numbers[i].ID)
		for j := range c.Numbers[i].UserIDs {
			other(&c.Numbers[i].UserIDs[j])
		}
	}
	for i := range c.Calls {
		call := &c.Calls[i]
		other(&call.ID)
		other(&call.UserID)
		other(&call.NumberID)
		if d := call.Details; d != nil {
			other(&d.AssignedTo)
			other(&d.TransferredBy)
			other(&d.TransferredTo)
			for j := range d.TeamIDs {
				other(&d.TeamIDs[j])
			}
		}
	}
	c.Conversations = map[int64]*fakeaircall.Conversation{}
}

// choice is a value for each input of a page.
type choice map[string]string

func (c choice) args() []string {
	var args []string
	for name, value := range c {
		args = append(args, "--arg="+name+"="+value)
	}
	slices.Sort(args)
	return args
}

// first is what a page shows when it is opened: the first option of each input; of a call's page, the newest call that was answered.
func (p *insightsPage) first(rows *fakeaircall.Company) choice {
	c := choice{}
	for _, i := range p.Inputs {
		switch {
		case len(i.Options) > 0:
			c[i.Name] = i.Options[0]
		case i.Name == "call_id":
			c[i.Name] = fmt.Sprint(answeredCall(rows))
		case i.Name == "user_id":
			c[i.Name] = "1"
			if len(rows.Users) > 0 {
				c[i.Name] = fmt.Sprint(rows.Users[0].ID)
			}
		case i.Name == "service_level":
			c[i.Name] = "20"
		default:
			c[i.Name] = "all"
		}
	}
	return c
}

// answeredCall is the newest inbound call that was answered and of which there is a conversation, where there is one.
func answeredCall(rows *fakeaircall.Company) (id int64) {
	id = 1
	for _, call := range slices.Backward(rows.Calls) {
		if call.Direction != fakeaircall.Inbound || call.AnsweredAt == 0 || call.EndedAt == 0 {
			continue
		}
		if rows.Conversations[call.ID] != nil {
			return call.ID
		}
		if id == 1 {
			id = call.ID
		}
	}
	return id
}

// others are further choices, in which each option of each input comes at least once. Those of inputs with a query are
// the rows that the page was given.
func (p *insightsPage) others(s snapshot, first choice) []choice {
	options := map[string][]string{}
	most := 0
	for _, i := range p.Inputs {
		values := i.Options
		if i.Query != "" {
			values = nil
			for _, input := range s.of("input") {
				if strings.HasSuffix(input.Name, "."+i.Name) {
					for _, row := range input.Data.Rows {
						values = append(values, fmt.Sprint(row["value"]))
					}
				}
			}
		}
		if values == nil {
			values = []string{first[i.Name]}
		}
		options[i.Name] = values
		most = max(most, len(values))
	}
	var all []choice
	for n := 1; n < most; n++ {
		c := choice{}
		for name, values := range options {
			c[name] = values[n%len(values)]
		}
		all = append(all, c)
	}
	return all
}

// data are the panels that show something.
func (s snapshot) data() []panel {
	var all []panel
	for _, kind := range []string{"card", "chart", "flow", "image", "table"} {
		all = append(all, s.of(kind)...)
	}
	return all
}

// TestInsightsPages opens each page of the demo company cold, again, and with every option of every input. It costs
// what its document says, shows something in every panel, and its figures are those of the documents and of the company.
func TestInsightsPages(t *testing.T) {
	for _, p := range insightsPages {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			p.demo.ResetRequests()
			first := p.first(p.demo.rows)
			s := insights.dashboard(t, p.demo.schema(), p.Name, first.args()...)
			cold := len(p.demo.Requests())
			if failed := s.failed(); failed != nil {
				t.Fatalf("failed: %q", failed)
			}
			p.checkCost(t, cold, p.demo.Requests())
			p.demo.ResetRequests()
			again := insights.dashboard(t, p.demo.schema(), p.Name, first.args()...)
			if n := len(p.demo.Requests()); n > 4 {
				t.Errorf("opened again it asks %d times: %s", n, strings.Join(described(p.demo.Requests()), "\n"))
			}
			for _, panel := range slices.Concat(s.data(), again.data()) {
				if len(panel.Data.Rows) == 0 {
					t.Errorf("%s %s (%s) is empty", panel.Type, panel.Title, panel.Name)
				}
			}
			checkPersonalData(t, p.demo.rows, s)
			if check := insightsFigures[p.Name]; check != nil {
				check(t, newShownPage(t, s, p.demo))
			}
			for _, c := range p.others(s, first) {
				if failed := insights.dashboard(t, p.demo.schema(), p.Name, c.args()...).failed(); failed != nil {
					t.Errorf("%v failed: %q", c, failed)
				}
			}
		})
	}
}

// TestInsightsOfOtherCompanies: no page fails for a company that is empty, began yesterday or lacks the add-on, or for two at once.
func TestInsightsOfOtherCompanies(t *testing.T) {
	for _, test := range []struct {
		schema string
		rows   *fakeaircall.Company
	}{
		{vacant.schema(), vacant.rows}, {young.schema(), young.rows}, {"branches", right.rows},
	} {
		for _, p := range insightsPages {
			t.Run(test.schema+"/"+p.Name, func(t *testing.T) {
				t.Parallel()
				s := insights.dashboard(t, test.schema, p.Name, p.first(test.rows).args()...)
				if failed := s.failed(); failed != nil {
					t.Errorf("failed: %q", failed)
				}
				for _, panel := range s.data() {
					if len(panel.Data.Rows) == 0 && (panel.Type == "card" || panel.Type == "image" || strings.HasPrefix(panel.Title, "Requests used")) {
						t.Errorf("%s %s is empty", panel.Type, panel.Title)
					}
				}
			})
		}
	}
}

// TestInsightsWithoutTheAddOn: the panels that need it say so when they are asked, those of Pro where that alone is missing,
// and none fails.
func TestInsightsWithoutTheAddOn(t *testing.T) {
	for _, test := range []struct {
		company  *company
		page     string
		ask      choice
		say, pro int
	}{
		{plain, "conversation_detail", choice{"ask": "none"}, 0, 0},
		{plain, "conversation_detail", choice{"ask": "assist"}, 7, 0},
		{plain, "conversation_detail", choice{"ask": "pro"}, 10, 3},
		{assisted, "conversation_detail", choice{"ask": "assist"}, 0, 0},
		{assisted, "conversation_detail", choice{"ask": "pro"}, 3, 3},
		{plain, "voicemail_report", choice{"transcripts": "no", "days": "30"}, 0, 0},
		{plain, "voicemail_report", choice{"transcripts": "yes", "days": "30"}, 1, 0},
	} {
		t.Run(fmt.Sprint(test.company.schema(), test.page, test.ask), func(t *testing.T) {
			t.Parallel()
			p := insightsPages[slices.IndexFunc(insightsPages, func(p *insightsPage) bool { return p.Name == test.page })]
			asked := p.first(test.company.rows)
			for name, value := range test.ask {
				asked[name] = value
			}
			s := insights.dashboard(t, test.company.schema(), p.Name, asked.args()...)
			if failed := s.failed(); failed != nil {
				t.Errorf("failed: %q", failed)
			}
			say, pro := 0, 0
			for _, panel := range s.of("table") {
				said := fmt.Sprint(panel.Data.Rows)
				if strings.Contains(said, "The company has no AI Assist") {
					say++
				}
				if strings.Contains(said, "The company has no AI Assist Pro") {
					pro++
				}
			}
			if say != test.say || pro != test.pro {
				t.Errorf("%d panels say that an add-on is missing, %d of them Pro; want %d and %d", say, pro, test.say, test.pro)
			}
		})
	}
}

// checkPersonalData looks for people in what leaves the page: addresses, alternative texts, and what panels are handed.
func checkPersonalData(t *testing.T, rows *fakeaircall.Company, s snapshot) {
	t.Helper()
	var said []string
	for _, p := range s.Panels {
		handed, err := json.Marshal(p.Args)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, string(handed))
		for _, row := range p.Data.Rows {
			for _, name := range []string{"href", "link", "alt", "call_id", "user_id", "number_id"} {
				if row[name] != nil {
					said = append(said, fmt.Sprint(row[name]))
				}
			}
		}
	}
	text := strings.Join(said, "\n")
	for _, person := range people(rows) {
		if strings.Contains(text, person) {
			t.Errorf("an address, an alternative text or an argument holds a name, a number or an address of somebody")
			return
		}
	}
}

// people are names, numbers and e-mail addresses of users, contacts and callers.
func people(rows *fakeaircall.Company) []string {
	var all []string
	for _, u := range rows.Users {
		all = append(all, u.Name, u.Email)
	}
	for _, c := range rows.Contacts {
		if c.FirstName != "" {
			all = append(all, c.FirstName+" "+c.LastName)
		}
		if c.CompanyName != "" {
			all = append(all, c.CompanyName)
		}
		for _, n := range slices.Concat(c.PhoneNumbers, c.Emails) {
			all = append(all, n.Value)
		}
	}
	for _, c := range rows.Calls {
		if c.RawDigits != fakeaircall.Anonymous {
			all = append(all, c.RawDigits, "+"+strings.NewReplacer("+", "", " ", "", "-", "").Replace(c.RawDigits))
		}
	}
	return all
}

package aircall

import "github.com/turbot/steampipe-plugin-aircall/internal/table"

// ShortLists names the tables whose list has some dozens of rows in most companies, which a request or two bring: what a
// company has of users, numbers, teams and the like. Those of calls and contacts have thousands.
func ShortLists() []string {
	return []string{
		"aircall_company", "aircall_integration", "aircall_number", "aircall_sms_template", "aircall_tag", "aircall_team", "aircall_team_member",
		"aircall_user", "aircall_user_availability", "aircall_webhook",
	}
}

// NewestFirst says, for each table whose rows come with the newest first, by which column.
func NewestFirst() map[string]table.NewestFirst {
	newest := map[string]table.NewestFirst{}
	for _, t := range tables() {
		if t.Newest != nil {
			newest[t.Name] = *t.Newest
		}
	}
	return newest
}

package aircall

// ShortLists names the tables whose list has some dozens of rows in most companies, which a request or two bring: what a
// company has of users, numbers, teams and the like. Those of calls and contacts have thousands.
func ShortLists() []string {
	return []string{
		"aircall_company", "aircall_integration", "aircall_number", "aircall_sms_template", "aircall_tag", "aircall_team", "aircall_team_member",
		"aircall_user", "aircall_user_availability", "aircall_webhook",
	}
}

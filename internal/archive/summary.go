package archive

import (
	"fmt"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// String is the summary of a run in one line, without anything of a row.
func (r *Report) String() string {
	var parts []string
	for _, c := range r.Counts {
		if what, told := nouns[c.Table]; told {
			if part := c.in(what); part != "" {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing new"}
	}
	return fmt.Sprintf("archived %s: %s; %s, %.1f s", r.Target, strings.Join(parts, "; "), number(r.Requests, "request"), r.Took.Seconds())
}

// nouns name the rows of a table. Of what lies inside of others the summary is silent.
var nouns = map[string]string{
	layout.Call: "call", layout.Contact: "contact", layout.User: "user", layout.Number: "number",
	layout.Tag: "tag", layout.Team: "team", layout.Webhook: "webhook",
	"aircall_call_transcript": "transcript", "aircall_call_utterance": "utterance", "aircall_call_summary": "summary", "aircall_call_topic": "topic",
	"aircall_call_sentiment": "sentiment", "aircall_call_action_item": "action item", "aircall_call_predicted_csat": "predicted CSAT",
	"aircall_call_custom_summary": "custom summary section", "aircall_call_playbook_result": "playbook result", "aircall_call_evaluation": "evaluation",
	"aircall_user_number": "user number", "aircall_sms_template": "SMS template", "aircall_whatsapp_template": "WhatsApp template",
}

func (c Count) in(what string) string {
	var parts []string
	for _, of := range []struct {
		n   int
		did string
	}{{c.Added, "new"}, {c.Changed, "changed"}, {c.Deleted, "deleted"}} {
		switch {
		case of.n == 0:
		case len(parts) == 0:
			parts = append(parts, number(of.n, what)+" "+of.did)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", of.n, of.did))
		}
	}
	return strings.Join(parts, ", ")
}

func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, ends := strings.CutSuffix(what, "y"); ends {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

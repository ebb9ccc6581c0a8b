package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallAIVoiceAgent() table.Definition {
	return table.Filtered(callAIVoiceAgents(), &plugin.Table{
		Name:        "aircall_call_ai_voice_agent",
		Description: "AI voice agents' parts of calls.",
		List:        &plugin.ListConfig{Hydrate: listCallAIVoiceAgents, KeyColumns: table.TimeKey("call_started_at")},
		Columns: callChildColumns[api.AIVoiceAgent](
			table.Text("agent_id", personal.None(), "Id of the agent.", func(p *callChild[api.AIVoiceAgent]) *string { return p.Item.AgentID.Ptr() }),
			table.Text("agent_name", personal.None(), "Name of the agent.", func(p *callChild[api.AIVoiceAgent]) *string { return p.Item.AgentName.Ptr() }),
			table.Timestamp("started_at", "When the agent took the call.", func(p *callChild[api.AIVoiceAgent]) api.Time { return p.Item.StartedAt.Value() }),
			table.Timestamp("ended_at", "When the agent's part ended.", func(p *callChild[api.AIVoiceAgent]) api.Time { return p.Item.EndedAt.Value() }),
			table.Text("end_reason", personal.None(), "Why it ended. Possible values are: answered, escalated, disconnected, caller_hung_up.", func(p *callChild[api.AIVoiceAgent]) *string { return p.Item.EndReason.Ptr() }),
			table.Text("escalation_reason", personal.Text(), "Why the agent handed the call over.", func(p *callChild[api.AIVoiceAgent]) *string { return p.Item.EscalationReason.Ptr() }),
			table.Text("escalation_target_type", personal.None(), "What the call was handed to. Possible values are: branch, user, team, external.", func(p *callChild[api.AIVoiceAgent]) *string { return p.Item.EscalationTarget.OrEmpty().Type.Ptr() }),
			table.Text("escalation_target", escalationTarget("escalation_target_type"), "Whom the call was handed to, as Aircall names the destination.", func(p *callChild[api.AIVoiceAgent]) *string {
				return p.Item.EscalationTarget.OrEmpty().Destination.Ptr()
			}),
		),
	})
}

func callAIVoiceAgents() table.ListSpec[callChild[api.AIVoiceAgent]] {
	return callChildren(api.Expand{AIVoiceAgents: true}, func(c *api.Call) []api.AIVoiceAgent { return c.AIVoiceAgents.Value() })
}

func listCallAIVoiceAgents(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callAIVoiceAgents())
}

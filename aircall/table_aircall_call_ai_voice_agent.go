package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallCallAIVoiceAgent() table {
	return filtered(callAIVoiceAgents().filters, &plugin.Table{
		Name:        "aircall_call_ai_voice_agent",
		Description: "AI voice agents' parts of calls.",
		List:        &plugin.ListConfig{Hydrate: listCallAIVoiceAgents, KeyColumns: timeRange("call_started_at")},
		Columns: callPartColumns[api.AIVoiceAgent](
			text("agent_id", "Id of the agent.", func(p *callPart[api.AIVoiceAgent]) *string { return p.part.AgentID.Ptr() }),
			text("agent_name", "Name of the agent.", func(p *callPart[api.AIVoiceAgent]) *string { return p.part.AgentName.Ptr() }),
			timestamp("started_at", "When the agent took the call.", func(p *callPart[api.AIVoiceAgent]) api.Time { return p.part.StartedAt.Value() }),
			timestamp("ended_at", "When the agent's part ended.", func(p *callPart[api.AIVoiceAgent]) api.Time { return p.part.EndedAt.Value() }),
			text("end_reason", "Why it ended. Possible values are: answered, escalated, disconnected, caller_hung_up.", func(p *callPart[api.AIVoiceAgent]) *string { return p.part.EndReason.Ptr() }),
			text("escalation_reason", "Why the agent handed the call over.", func(p *callPart[api.AIVoiceAgent]) *string { return p.part.EscalationReason.Ptr() }),
			text("escalation_target_type", "What the call was handed to. Possible values are: branch, user, team, external.", func(p *callPart[api.AIVoiceAgent]) *string { return p.part.EscalationTarget.OrEmpty().Type.Ptr() }),
			text("escalation_target", "Whom the call was handed to, as Aircall names the destination.", func(p *callPart[api.AIVoiceAgent]) *string {
				return p.part.EscalationTarget.OrEmpty().Destination.Ptr()
			}),
		),
	})
}

func callAIVoiceAgents() source[callPart[api.AIVoiceAgent]] {
	return insideCalls(api.Expand{AIVoiceAgents: true}, func(c *api.Call) []api.AIVoiceAgent { return c.AIVoiceAgents.Value() })
}

func listCallAIVoiceAgents(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, callAIVoiceAgents().stream(ctx, d)
}

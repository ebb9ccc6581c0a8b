package aircall

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callEvaluation = callInsight[api.Evaluations, api.Evaluation]

func tableAircallCallEvaluation() table.Definition {
	return toleratesMissingAddOn(insightTable[api.Evaluations, api.Evaluation]("aircall_call_evaluation",
		"Scores of calls on the company's scorecards, one row a scorecard, by AI Assist Pro.", listCallEvaluations,
		table.Integer("id", "Id of the call's evaluations; the same on each row of them.", func(r *callEvaluation) *int64 { return r.Parent.answer.ID.Ptr() }),
		table.Boolean("ai_generated", "Whether the AI evaluated the call.", func(r *callEvaluation) *bool { return r.Parent.answer.AIGenerated.Ptr() }),
		table.Text("scorecard_name", personal.None(), "Name of the scorecard.", func(r *callEvaluation) *string { return r.Item.Scorecard.OrEmpty().Name.Ptr() }),
		table.Double("normalized_score", "The score, normalised.", func(r *callEvaluation) *float64 { return r.Item.Score.OrEmpty().Normalized.Ptr() }),
		table.JSON("categories", personal.Document(scorecardFields()), "Categories of the scorecard, as Aircall sent them.", func(r *callEvaluation) json.RawMessage { return r.Item.Categories.JSON() }),
		table.JSON("questions", personal.Document(scorecardFields()), "Questions of the scorecard, as Aircall sent them.", func(r *callEvaluation) json.RawMessage { return r.Item.Questions.JSON() }),
		table.Timestamp("reviewed_at", "When somebody reviewed the evaluations; NULL when nobody has.", func(r *callEvaluation) api.Time { return r.Parent.answer.ReviewedAt.Value() }),
		table.Timestamp("created_at", "When the evaluations were made.", func(r *callEvaluation) api.Time { return r.Parent.answer.CreatedAt.Value() }),
		table.Timestamp("updated_at", "When the evaluations were last changed.", func(r *callEvaluation) api.Time { return r.Parent.answer.UpdatedAt.Value() }),
	))
}

var callEvaluations = insightSpec[api.Evaluations, api.Evaluation]{
	path:  "evaluations",
	read:  (*api.Client).Evaluations,
	items: func(e *api.Evaluations) []api.Evaluation { return e.Evaluations.Value() },
}

func listCallEvaluations(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callEvaluations.tolerantListSpec())
}

package aircall

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

type callPredictedCSAT = callInsight[api.PredictedCSAT, api.PredictedCSAT]

func tableAircallCallPredictedCSAT() table.Definition {
	return insightTable[api.PredictedCSAT, api.PredictedCSAT]("aircall_call_predicted_csat",
		"How satisfied the AI expects callers to say that they are.", listCallPredictedCSATs,
		table.Text("call_uuid", personal.None(), "Id of the call at the telephony provider; aircall_call.sid.", func(r *callPredictedCSAT) *string { return r.Item.CallUUID.Ptr() }),
		table.Double("score", "The expected score. Aircall does not say on which scale; its own example, 75, makes 0 to 100 likely.", func(r *callPredictedCSAT) *float64 { return r.Item.Score.Ptr() }),
		table.JSON("drivers", personal.Document(personal.Fields{"polarity": personal.None(), "label": personal.Text()}), "What moved the score, as Aircall sent it: polarity and label.", func(r *callPredictedCSAT) json.RawMessage { return r.Item.Drivers.JSON() }),
	)
}

var callPredictedCSATs = insightSpec[api.PredictedCSAT, api.PredictedCSAT]{path: "predicted_csat", read: (*api.Client).PredictedCSAT, items: asSlice[api.PredictedCSAT]}

func listCallPredictedCSATs(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callPredictedCSATs.listSpec())
}

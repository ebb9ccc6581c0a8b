package aircall

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

type callPredictedCSAT = insight[api.PredictedCSAT, api.PredictedCSAT]

func tableAircallCallPredictedCSAT() table {
	return aboutCalls[api.PredictedCSAT, api.PredictedCSAT]("aircall_call_predicted_csat",
		"How satisfied the AI expects callers to say that they are.", listCallPredictedCSATs,
		text("call_uuid", "Id of the call at the telephony provider; aircall_call.sid.", func(r *callPredictedCSAT) *string { return r.item.CallUUID.Ptr() }),
		double("score", "The expected score. Aircall does not say on which scale; its own example, 75, makes 0 to 100 likely.", func(r *callPredictedCSAT) *float64 { return r.item.Score.Ptr() }),
		jsonb("drivers", "What moved the score, as Aircall sent it: polarity and label.", func(r *callPredictedCSAT) json.RawMessage { return r.item.Drivers.JSON() }),
	)
}

func listCallPredictedCSATs(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, intelligence[api.PredictedCSAT, api.PredictedCSAT]{read: (*api.Client).PredictedCSAT, items: alone[api.PredictedCSAT]}.stream(ctx, d)
}

package aircall

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallWebhook() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_webhook",
		Description: "Webhooks: subscriptions by which Aircall reports events to another system. Only those that the credential may see; their secret tokens are never shown.",
		List:        &plugin.ListConfig{Hydrate: listWebhooks},
		Get:         &plugin.GetConfig{Hydrate: getWebhook, KeyColumns: plugin.SingleColumn("webhook_id")},
		Columns: []*plugin.Column{
			table.Text("webhook_id", personal.None(), "Unique id of the webhook, a UUID.", func(w *api.Webhook) *string { return &w.WebhookID }),
			table.Integer("id", "Former id of the webhook, an arbitrary number; deprecated by Aircall.", func(w *api.Webhook) *int64 { return w.ID.Ptr() }),
			table.Text("custom_name", personal.None(), "Name that was given to the webhook. Aircall documents it, and was not seen to send it.", func(w *api.Webhook) *string { return w.CustomName.Ptr() }),
			table.Text("url", personal.Link(), "Address that Aircall sends the events to. It may hold credentials of the receiving system.", func(w *api.Webhook) *string { return w.URL.Ptr() }),
			table.Boolean("active", "Whether events are sent. Aircall switches a webhook off whose receiver keeps failing.", func(w *api.Webhook) *bool { return w.Active.Ptr() }),
			table.JSON("events", personal.None(), "Names of the events that are sent, such as call.created, as Aircall sent them: in no order.", func(w *api.Webhook) json.RawMessage { return w.Events.JSON() }),
			table.Timestamp("created_at", "When the webhook was created.", func(w *api.Webhook) api.Time { return w.CreatedAt.Value() }),
			table.Text("direct_link", personal.Link(), "Address of the webhook in Aircall's API.", func(w *api.Webhook) *string { return w.DirectLink.Ptr() }),
			table.Title(personal.Link(), func(w *api.Webhook) *string { return cmp.Or(nonBlank(w.CustomName.Ptr()), w.URL.Ptr()) }),
			table.Company(),
		},
	}}
}

func webhooks() table.ListSpec[api.Webhook] {
	return table.ListSpec[api.Webhook]{Read: table.Unfiltered((*api.Client).Webhooks)}
}

func listWebhooks(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, webhooks())
}

func getWebhook(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, webhooks(), func(ctx context.Context, c *api.Client, q *table.ListQuery) (*api.Webhook, error) {
		value, err := q.GetKey(ctx, "webhook_id")
		id, _ := value.(string)
		if err != nil || !isUUID(id) {
			return nil, err
		}
		return c.Webhook(ctx, id)
	})
}

// isUUID reports whether a text may be part of a request's path as an id: it has only the characters of a UUID.
func isUUID(id string) bool {
	return id != "" && strings.Trim(strings.ToLower(id), "0123456789abcdef-") == ""
}

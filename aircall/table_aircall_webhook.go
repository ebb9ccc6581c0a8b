package aircall

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallWebhook() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_webhook",
		Description: "Webhooks: subscriptions by which Aircall reports events to another system. Only those that the credential may see; their secret tokens are never shown.",
		List:        &plugin.ListConfig{Hydrate: listWebhooks},
		Get:         &plugin.GetConfig{Hydrate: getWebhook, KeyColumns: plugin.SingleColumn("webhook_id")},
		Columns: []*plugin.Column{
			text("webhook_id", "Unique id of the webhook, a UUID.", func(w *api.Webhook) *string { return &w.WebhookID }),
			integer("id", "Former id of the webhook, an arbitrary number; deprecated by Aircall.", func(w *api.Webhook) *int64 { return w.ID.Ptr() }),
			text("custom_name", "Name that was given to the webhook. Aircall documents it, and was not seen to send it.", func(w *api.Webhook) *string { return w.CustomName.Ptr() }),
			text("url", "Address that Aircall sends the events to. It may hold credentials of the receiving system.", func(w *api.Webhook) *string { return w.URL.Ptr() }),
			boolean("active", "Whether events are sent. Aircall switches a webhook off whose receiver keeps failing.", func(w *api.Webhook) *bool { return w.Active.Ptr() }),
			jsonb("events", "Names of the events that are sent, such as call.created, as Aircall sent them: in no order.", func(w *api.Webhook) json.RawMessage { return w.Events.JSON() }),
			timestamp("created_at", "When the webhook was created.", func(w *api.Webhook) api.Time { return w.CreatedAt.Value() }),
			text("direct_link", "Address of the webhook in Aircall's API.", func(w *api.Webhook) *string { return w.DirectLink.Ptr() }),
			title(func(w *api.Webhook) *string { return cmp.Or(filled(w.CustomName.Ptr()), w.URL.Ptr()) }),
			company(),
		},
	}}
}

func webhooks() source[api.Webhook] {
	return source[api.Webhook]{read: everything((*api.Client).Webhooks)}
}

func listWebhooks(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, webhooks().stream(ctx, d)
}

func getWebhook(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return webhooks().get(ctx, d, func(ctx context.Context, c *api.Client, _ *question) (*api.Webhook, error) {
		value, err := key(ctx, d, "webhook_id")
		id, _ := value.(string)
		if err != nil || !isUUID(id) {
			return nil, err
		}
		return c.Webhook(ctx, id)
	})
}

// isUUID keeps what is no such id, nor one of the numbers that webhooks had before, out of a request's path.
func isUUID(id string) bool {
	return id != "" && strings.Trim(strings.ToLower(id), "0123456789abcdef-") == ""
}

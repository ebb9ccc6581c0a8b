package api

import (
	"context"
	"iter"
	"net/url"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/webhooks, /v1/webhooks/:webhook_id.

// Webhook is a subscription to Aircall's events. Aircall sends its secret token in clear on
// every read; it has no field here, so that nothing can show it.
type Webhook struct {
	WebhookID  string        `json:"webhook_id"`
	ID         Field[int64]  `json:"id"` // deprecated by Aircall
	CustomName Field[string] `json:"custom_name"`
	URL        Field[string] `json:"url"`
	Active     Field[bool]   `json:"active"`
	Events     Raw[[]string] `json:"events"`
	CreatedAt  Field[Time]   `json:"created_at"`
	DirectLink Field[string] `json:"direct_link"`
}

// Webhooks lists the webhooks that the credential may see.
func (c *Client) Webhooks(ctx context.Context, o ListOptions) iter.Seq2[*Webhook, error] {
	return rows(ctx, c, list[Webhook, string]{
		listSpec: listSpec{path: "/v1/webhooks", envelope: "webhooks", ordered: true},
		id:       func(w *Webhook) string { return w.WebhookID },
	}, o)
}

// Webhook reads one webhook; IsNotFound tells when there is none with that id.
func (c *Client) Webhook(ctx context.Context, webhookID string) (*Webhook, error) {
	return getOne[Webhook](ctx, c, request{path: "/v1/webhooks/" + url.PathEscape(webhookID), envelope: "webhook"})
}

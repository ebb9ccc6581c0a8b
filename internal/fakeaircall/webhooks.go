package fakeaircall

import (
	"slices"
	"strconv"
)

// webhooks has, as measured, no links in its meta, which comes first.
func webhooks(x *exchange) response {
	return x.list(listing{key: "webhooks", total: len(x.c.Webhooks), ordered: true, metaFirst: true, noLinks: true,
		row: func(w *jsonWriter, i int) {
			w.object("", func() { x.webhookFields(w, &x.c.Webhooks[i]) })
		}})
}

// webhook finds by the UUID, and by the deprecated number, which still works.
func webhook(x *exchange) response {
	asked := x.r.PathValue("id")
	hook := find(x.c.Webhooks, func(h *Webhook) bool {
		return h.WebhookID == asked || strconv.FormatInt(h.ID, 10) == asked
	})
	if hook == nil {
		return notFound()
	}
	return x.single("webhook", func(w *jsonWriter) { x.webhookFields(w, hook) })
}

// webhookFields sends the token in clear, as Aircall does on every read, and the events in another order than they came.
func (x *exchange) webhookFields(w *jsonWriter, h *Webhook) {
	w.int("id", h.ID)
	w.text("webhook_id", h.WebhookID)
	w.text("direct_link", linkV1+"webhooks/"+h.WebhookID)
	if x.c.Verbose {
		w.text("custom_name", h.CustomName)
	}
	w.text("url", h.URL)
	w.bool("active", h.Active)
	events := slices.Clone(h.Events)
	slices.Reverse(events)
	texts(w, "events", events)
	w.text("token", h.Token)
	w.iso("created_at", h.CreatedAt)
}

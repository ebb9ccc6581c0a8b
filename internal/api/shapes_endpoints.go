package api

import (
	"net/url"
	"reflect"
)

// An endpoint is one of those that this client reads, with the type that it decodes the answer into.
type endpoint struct {
	path     string     // :id stands for what is filled in
	query    url.Values // nil: none
	envelope string     // as in request
	list     bool       // the envelope holds rows
	model    reflect.Type
	gives    string // the kind of row whose id the list gives
	of       string // the kind of row whose id the path needs, or whose value filter needs
	filter   string // the parameter that takes it instead of the path
}

// endpoints are in an order in which lists come before what needs their ids. Their types are those that the client's own
// methods give.
func endpoints() []endpoint {
	page := url.Values{"page": {"1"}, "per_page": {"50"}}
	newest := url.Values{"page": {"1"}, "per_page": {"50"}, "order": {"desc"}}
	expanded := Expand{Contact: true, ShortURLs: true, Timeline: true, AIVoiceAgents: true}.params()
	calls := url.Values{"page": {"1"}, "per_page": {"50"}, "order": {"desc"}}
	for flag, value := range expanded {
		calls[flag] = value
	}
	inbound := url.Values{"page": {"1"}, "per_page": {"50"}, "order": {"desc"}, "direction": {"inbound"}}
	c := (*Client)(nil)
	return []endpoint{
		{path: "/v1/company", envelope: "company", model: modelOf(c.Company)},
		{path: "/v1/integrations/me", envelope: "integration", model: modelOf(c.Integration)},
		{path: "/v2/users", query: page, envelope: "users", list: true, model: modelOf(c.Users), gives: "user"},
		{path: "/v2/users/:id", envelope: "user", model: modelOf(c.User), of: "user"},
		{path: "/v2/users/:id/numbers", query: page, envelope: "numbers", list: true, model: modelOf(c.UserNumbers), of: "user"},
		{path: "/v1/users/availabilities", query: page, envelope: "users", list: true, model: modelOf(c.Availabilities)},
		{path: "/v1/users/:id/availability", model: modelOf(c.Availability), of: "user"},
		{path: "/v1/users/:id/dialer_campaign", envelope: "dialer_campaign", model: modelOf(c.DialerCampaign), of: "user"},
		{path: "/v1/users/:id/dialer_campaign/phone_numbers", envelope: "numbers", list: true, model: modelOf(c.DialerCampaignNumbers), of: "user"},
		{path: "/v1/teams", query: page, envelope: "teams", list: true, model: modelOf(c.Teams), gives: "team"},
		{path: "/v1/teams/:id", envelope: "team", model: modelOf(c.Team), of: "team"},
		{path: "/v1/numbers", query: page, envelope: "numbers", list: true, model: modelOf(c.Numbers), gives: "number"},
		{path: "/v1/numbers/:id", envelope: "number", model: modelOf(c.Number), of: "number"},
		{path: "/v1/numbers/:id/registration_status", model: modelOf(c.RegistrationStatus), of: "number"},
		{path: "/v1/numbers/:id/messages/configuration", model: modelOf(c.MessagesConfiguration), of: "number"},
		{path: "/v1/numbers/:id/templates", envelope: "templates", list: true, model: modelOf(c.WhatsAppTemplates), of: "number"},
		{path: "/v1/numbers/:id/whatsapp_status", model: modelOf(c.WhatsAppStatus), of: "number"},
		{path: "/v1/sms/templates", query: page, envelope: "templates", list: true, model: modelOf(c.SMSTemplates)},
		{path: "/v1/tags", query: page, envelope: "tags", list: true, model: modelOf(c.Tags), gives: "tag"},
		{path: "/v1/tags/:id", envelope: "tag", model: modelOf(c.Tag), of: "tag"},
		{path: "/v1/webhooks", query: page, envelope: "webhooks", list: true, model: modelOf(c.Webhooks), gives: "webhook"},
		{path: "/v1/webhooks/:id", envelope: "webhook", model: modelOf(c.Webhook), of: "webhook"},
		{path: "/v1/contacts", query: newest, envelope: "contacts", list: true, model: modelOf(c.Contacts), gives: "contact"},
		{path: "/v1/contacts/search", query: page, envelope: "contacts", list: true, model: modelOf(c.Contacts), of: "phone number", filter: "phone_number"},
		{path: "/v1/contacts/:id", envelope: "contact", model: modelOf(c.Contact), of: "contact"},
		{path: "/v1/calls", query: calls, envelope: "calls", list: true, model: modelOf(c.Calls), gives: "call"},
		{path: "/v1/calls/search", query: inbound, envelope: "calls", list: true, model: modelOf(c.Calls)},
		{path: "/v1/calls/:id", query: expanded, envelope: "call", model: modelOf(c.Call), of: "call"},
		{path: "/v1/calls/:id/transcription", envelope: "transcription", model: modelOf(c.Transcription), of: "call"},
		{path: "/v1/calls/:id/summary", envelope: "summary", model: modelOf(c.Summary), of: "call"},
		{path: "/v1/calls/:id/topics", envelope: "topic", model: modelOf(c.Topics), of: "call"},
		{path: "/v1/calls/:id/sentiments", envelope: "sentiment", model: modelOf(c.Sentiments), of: "call"},
		{path: "/v1/calls/:id/action_items", model: modelOf(c.ActionItems), of: "call"},
		{path: "/v1/calls/:id/predicted_csat", envelope: "csat", model: modelOf(c.PredictedCSAT), of: "call"},
		{path: "/v1/calls/:id/custom_summary_result", model: modelOf(c.CustomSummary), of: "call"},
		{path: "/v1/calls/:id/playbook_result", query: url.Values{"fetch_playbook": {"true"}}, model: modelOf(c.PlaybookResult), of: "call"},
		{path: "/v1/calls/:id/evaluations", model: modelOf(c.Evaluations), of: "call"},
	}
}

// modelOf is the type of a row or a resource that one of the client's methods gives: *T, []*T, JSON as it was sent, or an
// iterator over *T.
func modelOf(method any) reflect.Type {
	result := reflect.TypeOf(method).Out(0)
	switch {
	case result == reflect.TypeFor[rawJSON]():
		return result
	case result.Kind() == reflect.Func:
		result = result.In(0).In(0)
	case result.Kind() == reflect.Slice:
		result = result.Elem()
	}
	return result.Elem()
}

// partOf names the object of which a type inside another object decodes a part: the other fields of it are known.
var partOf = map[reflect.Type]reflect.Type{
	reflect.TypeFor[UserRef]():   reflect.TypeFor[User](),
	reflect.TypeFor[NumberRef](): reflect.TypeFor[Number](),
	reflect.TypeFor[TeamRef]():   reflect.TypeFor[Team](),
}

// leftOut are fields that Aircall documents and this client does not decode.
var leftOut = map[reflect.Type][]string{
	reflect.TypeFor[Webhook]():        {"token"},         // a secret
	reflect.TypeFor[DialerCampaign](): {"phone_numbers"}, // they have an endpoint of their own
}

package fakeaircall

import (
	"net/http"
	"strconv"
	"strings"
)

// endpoint answers one route.
type endpoint func(*exchange) response

// muxWriter carries an exchange through the ServeMux, which reads the id out of the path, and its answer back.
type muxWriter struct {
	http.ResponseWriter
	exchange *exchange
	answer   response
}

// ServeHTTP answers the exchange that w carries.
func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := w.(*muxWriter)
	a.exchange.r = r
	a.answer = e(a.exchange)
}

func (s *Server) newRoutes() *http.ServeMux {
	routes := http.NewServeMux()
	for path, answer := range map[string]endpoint{
		"/v1/ping":                                ping,
		"/v1/company":                             company,
		"/v1/users":                               v1(users),
		"/v1/users/{id}":                          v1(user),
		"/v2/users":                               users,
		"/v2/users/{id}":                          user,
		"/v2/users/{id}/numbers":                  userNumbers,
		"/v1/users/availabilities":                availabilities,
		"/v1/users/{id}/availability":             availability,
		"/v1/teams":                               teams,
		"/v1/teams/{id}":                          team,
		"/v1/calls":                               calls,
		"/v1/calls/search":                        searchCalls,
		"/v1/calls/{id}":                          call,
		"/v1/contacts":                            contacts,
		"/v1/contacts/search":                     searchContacts,
		"/v1/contacts/{id}":                       contact,
		"/v1/numbers":                             numbers,
		"/v1/numbers/{id}":                        number,
		"/v1/tags":                                tags,
		"/v1/tags/{id}":                           tag,
		"/v1/webhooks":                            webhooks,
		"/v1/webhooks/{id}":                       webhook,
		"/v1/integrations/me":                     integration,
		"/v1/campaigns/{id}/contacts":             campaignContacts,
		"/v1/sms/templates":                       smsTemplates,
		"/v1/users/{id}/dialer_campaign":          dialerCampaign,
		"/v1/numbers/{id}/templates":              whatsAppTemplates,
		"/v1/numbers/{id}/whatsapp_status":        whatsAppStatus,
		"/v1/numbers/{id}/registration_status":    registrationStatus,
		"/v1/numbers/{id}/messages/configuration": messagesConfiguration,
		"/v1/users/{id}/dialer_campaign/phone_numbers": dialerNumbers,
		"/v1/calls/{id}/transcription":                 intelligence(AIAssist, transcription),
		"/v1/calls/{id}/sentiments":                    intelligence(AIAssist, sentiments),
		"/v1/calls/{id}/topics":                        intelligence(AIAssist, topics),
		"/v1/calls/{id}/summary":                       intelligence(AIAssist, summary),
		"/v1/calls/{id}/action_items":                  intelligence(AIAssist, actionItems),
		"/v1/calls/{id}/predicted_csat":                intelligence(AIAssist, predictedCSAT),
		"/v1/calls/{id}/custom_summary_result":         intelligence(AIAssistPro, customSummary),
		"/v1/calls/{id}/playbook_result":               intelligence(AIAssistPro, playbookResult),
		"/v1/calls/{id}/evaluations":                   intelligence(AIAssistPro, evaluations),
	} {
		routes.Handle("GET "+path, answer)
	}
	return routes
}

func ping(*exchange) response {
	return response{status: http.StatusOK, body: []byte(`{"ping":"pong"}`)}
}

func company(x *exchange) response {
	return x.single("company", func(w *jsonWriter) {
		w.text("name", x.c.Name)
		w.int("users_count", int64(len(x.c.Users)))
		w.int("numbers_count", int64(len(x.c.Numbers)))
	})
}

// v1 answers as Options.V1Users says: the v1 form of users was announced to end, and what it answers now is not established.
func v1(live endpoint) endpoint {
	return func(x *exchange) response {
		switch x.o.V1Users {
		case http.StatusNotFound:
			return gatewayError(http.StatusNotFound, "Not Found")
		case http.StatusGone:
			return applicationError(http.StatusGone, "Gone", "This endpoint has been removed")
		}
		return live(x)
	}
}

// isV1 says whether the request is for a v1 form.
func (x *exchange) isV1() bool { return strings.HasPrefix(x.r.URL.Path, "/v1/") }

// id reads the id in the path; 0 is no id of anything.
func (x *exchange) id() int64 {
	id, err := strconv.ParseInt(x.r.PathValue("id"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// single answers one object under its key.
func (x *exchange) single(key string, fill func(*jsonWriter)) response {
	return x.bare(func(w *jsonWriter) { w.object(key, func() { fill(w) }) })
}

// bare answers one object without a key.
func (x *exchange) bare(fill func(*jsonWriter)) response {
	return document(http.StatusOK, func(w *jsonWriter) {
		if !x.omitEnvelope {
			fill(w)
		}
	})
}

package fakeaircall

import (
	"net/http"
	"strconv"
	"strings"
)

// smsTemplates takes, as documented, pages of up to 100.
func smsTemplates(x *exchange) response {
	search := strings.ToLower(x.r.URL.Query().Get("search"))
	var found []*SMSTemplate
	for i := range x.c.SMSTemplates {
		t := &x.c.SMSTemplates[i]
		if strings.Contains(strings.ToLower(t.Name+"\n"+t.Body), search) {
			found = append(found, t)
		}
	}
	return x.list(listing{key: "templates", total: len(found), max: 100, echo: []string{"search"}, row: func(w *jsonWriter, i int) {
		w.object("", func() {
			w.int("id", found[i].ID)
			w.text("name", found[i].Name)
			w.text("body", found[i].Body)
		})
	}})
}

// whatsAppTemplates is the one list that pages by a token. Documented: tokens and ids are integers, and the first
// page's token is 0. The default limit is not established; 10 is the step in the reference's example. What ends the
// list is not established either: null here, or 0 with Options.LastTokenIsZero.
func whatsAppTemplates(x *exchange) response {
	account := x.c.WhatsApp[x.id()]
	if account == nil || x.number(x.id()) == nil {
		return notFound()
	}
	params := x.r.URL.Query()
	status, category := params.Get("status"), params.Get("category")
	var found []WhatsAppTemplate
	for _, t := range account.Templates {
		if (status == "" || t.Status == status) && (category == "" || t.Category == category) {
			found = append(found, t)
		}
	}
	limit, ok := positive(params.Get("limit"), 10)
	start, err := 0, error(nil)
	if token := params.Get("token"); token != "" {
		start, err = strconv.Atoi(token)
	}
	if !ok || err != nil || start < 0 {
		return applicationError(http.StatusBadRequest, "Bad Request", "limit or token is invalid")
	}
	start = min(start, len(found))
	end := min(start+limit, len(found))
	return x.bare(func(w *jsonWriter) {
		list(w, "templates", found[start:end], func(t *WhatsAppTemplate) {
			w.object("", func() {
				w.int("id", t.ID)
				w.text("wabaId", account.WABAID)
				w.text("name", t.Name)
				w.text("category", t.Category)
				w.text("status", t.Status)
				w.text("language", t.Language)
			})
		})
		w.object("pageInfo", func() {
			w.int("currentToken", int64(start))
			switch {
			case end < len(found):
				w.int("nextToken", int64(end))
			case x.o.LastTokenIsZero:
				w.int("nextToken", 0)
			default:
				w.null("nextToken")
			}
			w.int("totalCount", int64(len(found)))
		})
	})
}

// whatsAppStatus has, as documented, a boolean among words in capitals.
func whatsAppStatus(x *exchange) response {
	account := x.c.WhatsApp[x.id()]
	if account == nil || x.number(x.id()) == nil {
		return notFound()
	}
	return x.bare(func(w *jsonWriter) {
		w.text("wabaId", account.WABAID)
		w.text("status", account.Status)
		w.boolOrNull("canSendMessage", account.CanSendMessage)
		w.textOrNull("messagingLimitTier", account.MessagingLimitTier)
		w.textOrNull("qualityRating", account.QualityRating)
		w.textOrNull("businessVerificationStatus", account.BusinessVerificationStatus)
	})
}

// integration is for OAuth applications; what a Basic key gets is not established, and is refused here.
func integration(x *exchange) response {
	if _, _, basic := x.r.BasicAuth(); basic {
		return errorOfShape(x.o.UnknownBodies, http.StatusForbidden, "This endpoint is for OAuth applications")
	}
	app := x.c.Integration
	if app == nil {
		return notFound()
	}
	return x.single("integration", func(w *jsonWriter) {
		w.text("name", app.Name)
		w.textOrNull("custom_name", app.CustomName)
		w.textOrNull("logo", app.Logo)
		w.int("company_id", app.CompanyID)
		w.text("status", app.Status)
		w.bool("active", app.Active)
		list(w, "number_ids", app.NumberIDs, func(id *int64) { w.int("", *id) })
		w.int("numbers_count", int64(len(app.NumberIDs)))
		x.nestedUser(w, "user", app.UserID, true)
	})
}

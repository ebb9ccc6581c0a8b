package api

import (
	"context"
	"fmt"
	"iter"
	"net/url"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/sms/templates, /v1/numbers/:id/templates, /v1/numbers/:id/whatsapp_status.

// SMSTemplate is a prepared text message.
type SMSTemplate struct {
	ID   TextID        `json:"id"`
	Name Field[string] `json:"name"`
	Body Field[string] `json:"body"`
}

// SMSTemplates lists the company's templates.
func (c *Client) SMSTemplates(ctx context.Context, o ListOptions) iter.Seq2[*SMSTemplate, error] {
	return rows(ctx, c, list[SMSTemplate, TextID]{
		listSpec: listSpec{path: "/v1/sms/templates", envelope: "templates"},
		id:       func(t *SMSTemplate) TextID { return t.ID },
	}, o)
}

// WhatsAppTemplate is a message template that WhatsApp has to approve.
type WhatsAppTemplate struct {
	ID       Field[string] `json:"id"`
	WABAID   Field[string] `json:"wabaId"` // WhatsApp Business account
	Name     Field[string] `json:"name"`
	Category Field[string] `json:"category"`
	Status   Field[string] `json:"status"`
	Language Field[string] `json:"language"`
}

// WhatsAppTemplates lists the templates of a number: the one list of Aircall that goes on by token.
// A token is a number in the reference's example. null and 0 end the list, and so does the page's own
// token, unless Aircall counts more templates than it gave.
func (c *Client) WhatsAppTemplates(ctx context.Context, numberID int64) iter.Seq2[*WhatsAppTemplate, error] {
	return func(yield func(*WhatsAppTemplate, error) bool) {
		seen, given := map[string]bool{}, 0
		for token := ""; ; {
			r := request{path: idPath("/v1/numbers/%d/templates", numberID)}
			if token != "" {
				r.query = url.Values{"token": {token}}
			}
			page, err := whatsAppPage(ctx, c, r)
			if err != nil {
				yield(nil, err)
				return
			}
			given += len(*page.Templates)
			for i := range *page.Templates {
				if !yield(&(*page.Templates)[i], nil) {
					return
				}
			}
			next := string(page.PageInfo.NextToken)
			if next == "" || next == "0" {
				return
			}
			if own := next == token || next == string(page.PageInfo.CurrentToken); own || seen[next] {
				if !own || given < page.PageInfo.TotalCount {
					yield(nil, fmt.Errorf("GET %s: Aircall gives the same next page twice", r.path))
				}
				return
			}
			token, seen[next] = next, true
		}
	}
}

type whatsAppTemplates struct {
	Templates *[]WhatsAppTemplate `json:"templates"`
	PageInfo  struct {
		CurrentToken pageToken `json:"currentToken"`
		NextToken    pageToken `json:"nextToken"`
		TotalCount   int       `json:"totalCount"` // 0 when Aircall does not say
	} `json:"pageInfo"`
}

// pageToken names a page, by a number or a string; "" for null.
type pageToken string

func (t *pageToken) UnmarshalJSON(b []byte) error {
	if *t = ""; string(b) == "null" {
		return nil
	}
	return (*TextID)(t).UnmarshalJSON(b)
}

func whatsAppPage(ctx context.Context, c *Client, r request) (*whatsAppTemplates, error) {
	return getCached(ctx, c, r, func(body []byte) (*whatsAppTemplates, error) {
		page := &whatsAppTemplates{}
		err := decode(body, page)
		if err == nil && page.Templates == nil {
			err = r.bodyErrorf(true, "it has no list %q", "templates")
		}
		return page, err
	})
}

// WhatsAppStatus is the state of a number's WhatsApp account.
type WhatsAppStatus struct {
	WABAID                     Field[string] `json:"wabaId"`
	Status                     Field[string] `json:"status"` // ONLINE
	CanSendMessage             Field[bool]   `json:"canSendMessage"`
	MessagingLimitTier         Field[string] `json:"messagingLimitTier"`
	QualityRating              Field[string] `json:"qualityRating"`
	BusinessVerificationStatus Field[string] `json:"businessVerificationStatus"`
}

// WhatsAppStatus reads the state of a number; IsNotFound tells when it has no WhatsApp.
func (c *Client) WhatsAppStatus(ctx context.Context, numberID int64) (*WhatsAppStatus, error) {
	return getOne[WhatsAppStatus](ctx, c, request{path: idPath("/v1/numbers/%d/whatsapp_status", numberID)})
}

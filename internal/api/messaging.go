package api

import (
	"context"
	"fmt"
	"iter"
	"net/url"
)

// SMSTemplate is a prepared text message.
type SMSTemplate struct {
	ID   Text    `json:"id"`
	Name *string `json:"name"`
	Body *string `json:"body"`
}

// SMSTemplates lists the company's templates.
func (c *Client) SMSTemplates(ctx context.Context, o ListOptions) iter.Seq2[*SMSTemplate, error] {
	return rows(ctx, c, list[SMSTemplate, Text]{
		path: "/v1/sms/templates", envelope: "templates",
		id: func(t *SMSTemplate) Text { return t.ID },
	}, o)
}

// WhatsAppTemplate is a message template that WhatsApp has to approve.
type WhatsAppTemplate struct {
	ID       *Text   `json:"id"`
	WABAID   *Text   `json:"wabaId"` // WhatsApp Business account
	Name     *string `json:"name"`
	Category *string `json:"category"`
	Status   *string `json:"status"`
	Language *string `json:"language"`
}

// WhatsAppTemplates lists the templates of a number: the one list of Aircall that goes on by token.
func (c *Client) WhatsAppTemplates(ctx context.Context, numberID int64) iter.Seq2[*WhatsAppTemplate, error] {
	return func(yield func(*WhatsAppTemplate, error) bool) {
		seen := map[string]bool{}
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
			for i := range *page.Templates {
				if !yield(&(*page.Templates)[i], nil) {
					return
				}
			}
			next := page.PageInfo.NextToken
			if next == nil || *next == "" || *next == "0" {
				return
			}
			if seen[string(*next)] {
				yield(nil, fmt.Errorf("GET %s: Aircall gives the same next page twice", r.path))
				return
			}
			token = string(*next)
			seen[token] = true
		}
	}
}

type whatsAppTemplates struct {
	Templates *[]WhatsAppTemplate `json:"templates"`
	PageInfo  struct {
		NextToken *Text `json:"nextToken"`
	} `json:"pageInfo"`
}

func whatsAppPage(ctx context.Context, c *Client, r request) (*whatsAppTemplates, error) {
	return getCached(ctx, c, r, func(body []byte) (*whatsAppTemplates, error) {
		page := &whatsAppTemplates{}
		err := decode(body, page)
		if err == nil && page.Templates == nil {
			err = r.unusable(true, "it has no list %q", "templates")
		}
		return page, err
	})
}

// WhatsAppStatus is the state of a number's WhatsApp account.
type WhatsAppStatus struct {
	WABAID                     *Text   `json:"wabaId"`
	Status                     *string `json:"status"` // ONLINE
	CanSendMessage             *bool   `json:"canSendMessage"`
	MessagingLimitTier         *string `json:"messagingLimitTier"`
	QualityRating              *string `json:"qualityRating"`
	BusinessVerificationStatus *string `json:"businessVerificationStatus"`
}

// WhatsAppStatus reads the state of a number; IsNotFound tells when it has no WhatsApp.
func (c *Client) WhatsAppStatus(ctx context.Context, numberID int64) (*WhatsAppStatus, error) {
	return one[WhatsAppStatus](ctx, c, request{path: idPath("/v1/numbers/%d/whatsapp_status", numberID)})
}

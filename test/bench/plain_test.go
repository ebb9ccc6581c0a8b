package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// plainCall is what one would write by hand for the same page.
type plainCall struct {
	ID               int64   `json:"id"`
	SID              *string `json:"sid"`
	Direction        *string `json:"direction"`
	Status           *string `json:"status"`
	MissedCallReason *string `json:"missed_call_reason"`
	StartedAt        *int64  `json:"started_at"`
	AnsweredAt       *int64  `json:"answered_at"`
	EndedAt          *int64  `json:"ended_at"`
	Duration         *int64  `json:"duration"`
	RawDigits        *string `json:"raw_digits"`
	Voicemail        *string `json:"voicemail"`
	Recording        *string `json:"recording"`
	Asset            *string `json:"asset"`
	Archived         *bool   `json:"archived"`
	Cost             *string `json:"cost"`
	PricingType      *string `json:"pricing_type"`
	CountryCodeA2    *string `json:"country_code_a2"`
	DirectLink       *string `json:"direct_link"`
	User             *struct {
		ID    *int64  `json:"id"`
		Name  *string `json:"name"`
		Email *string `json:"email"`
	} `json:"user"`
	Number *struct {
		ID      *int64  `json:"id"`
		Name    *string `json:"name"`
		Digits  *string `json:"digits"`
		Country *string `json:"country"`
		Zone    *string `json:"time_zone"`
	} `json:"number"`
	Contact       json.RawMessage `json:"contact"`
	AssignedTo    json.RawMessage `json:"assigned_to"`
	TransferredBy json.RawMessage `json:"transferred_by"`
	TransferredTo json.RawMessage `json:"transferred_to"`
	Teams         json.RawMessage `json:"teams"`
	Tags          json.RawMessage `json:"tags"`
	Comments      json.RawMessage `json:"comments"`
}

type plainPage struct {
	Calls []plainCall `json:"calls"`
	Meta  plainMeta   `json:"meta"`
}

type plainMeta struct {
	Total int `json:"total"`
}

func (p plainPage) rows() (rows, total int) { return len(p.Calls), p.Meta.Total }

// plainMap is the same page for someone who declares no types.
type plainMap map[string]any

func (p plainMap) rows() (rows, total int) {
	meta := p["meta"].(map[string]any)
	return len(p["calls"].([]any)), int(meta["total"].(float64))
}

// expanded asks for the parts of a call that Aircall sends only on demand.
const expanded = "&fetch_contact=true&fetch_short_urls=true&fetch_call_timeline=true&fetch_aiva_conv=true"

// readPlain reads pages one after the other with encoding/json: what everything else is measured against.
func readPlain[P interface{ rows() (rows, total int) }](flags string) func(ctx context.Context, base string, row func()) error {
	return func(ctx context.Context, base string, row func()) error {
		for page, read := 1, 0; ; page++ {
			p, err := plainGet[P](ctx, fmt.Sprintf("%s/v1/calls?order=asc&per_page=50&page=%d%s", base, page, flags))
			if err != nil {
				return err
			}
			rows, total := p.rows()
			for range rows {
				row()
			}
			if read += rows; read >= total {
				return nil
			}
		}
	}
}

func plainGet[P any](ctx context.Context, url string) (p P, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return p, err
	}
	req.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
	response, err := http.DefaultClient.Do(req)
	if err != nil {
		return p, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(body, &p)
}

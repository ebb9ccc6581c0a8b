package api

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
)

// defaultPerPage is how many rows Aircall puts on a page of its lists unless it is asked for another number (documented).
const defaultPerPage = 20

// listMaybePaged reads a list of which it is not established whether it is paged. It is asked for without a page. An answer that
// is as long as a page of Aircall's other lists, or that says of itself that there is more, may be the first page: the next
// one is asked for, until one is short, is empty or is the same again, because the list has no pages.
func listMaybePaged[T any](ctx context.Context, c *Client, r request) ([]*T, error) {
	var all []*T
	var before *unpaged
	for page := 1; page*defaultPerPage <= maxDepth; page++ {
		answer, err := getCached(ctx, c, r.onPage(page), r.decodeUnpaged)
		if err != nil {
			return nil, err
		}
		again := before != nil && slices.EqualFunc(before.rows, answer.rows, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
		if !again {
			for _, row := range answer.rows {
				value := new(T)
				if err := decode(row, value); err != nil {
					return nil, r.bodyErrorf(false, "%s%v", r.envelope, err)
				}
				all = append(all, value)
			}
		}
		more := len(answer.rows) == defaultPerPage
		if total := answer.meta.Total; total != nil {
			more = len(all) < *total
		}
		ended := again || len(answer.rows) == 0
		switch {
		case ended && more && answer.meta.Total != nil:
			return nil, &IncompleteError{Path: r.name(), Listed: len(all), Total: *answer.meta.Total}
		case ended || !more:
			return all, nil
		}
		before = answer
	}
	return nil, &DepthError{Path: r.name(), Total: len(all)}
}

// onPage asks for a page; the first without saying so.
func (r request) onPage(page int) request {
	if page > 1 {
		query := url.Values{"page": {strconv.Itoa(page)}}
		maps.Copy(query, r.query)
		r.query = query
	}
	return r
}

// unpaged is an answer of a list that may be one of several pages.
type unpaged struct {
	rows []json.RawMessage
	meta meta
}

func (r request) decodeUnpaged(body []byte) (*unpaged, error) {
	answer := &unpaged{}
	found, err := decodeEnvelope(body, r.envelope, &answer.rows, &answer.meta)
	if err == nil && !found {
		err = r.bodyErrorf(true, "it has no list %q", r.envelope)
	}
	return answer, err
}

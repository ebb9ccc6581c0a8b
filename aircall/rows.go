package aircall

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/hashicorp/go-hclog"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/scanerr"
)

// source says how the rows of a table are read.
type source[T any] struct {
	read    func(context.Context, *api.Client, *question) iter.Seq2[*T, error]
	filters []filter[T]
	id      func(*T) any // tells rows apart that several readings may give; needed with filters

	// finds asks whether a reading would give a row that was read by its key, where the row does not tell; nil where it does.
	finds func(context.Context, *api.Client, *question, *T) (bool, error)

	timeColumn string            // the key column with a range; "" for none
	at         func(*T) api.Time // its value
	calls      bool              // rows belong to calls: the connection's start_date is their floor
	isCompany  bool              // the row itself has the company's name
}

// question is one reading of a source.
type question struct {
	api.ListOptions
	columns map[string]bool // what the query asked for
	filters map[string]any  // the value that each filtered column must have
	company *string         // nil unless asked for
}

// id returns the value of an id that is filtered by; 0 for none.
func (q *question) id(column string) int64 {
	id, _ := q.filters[column].(int64)
	return id
}

// text returns the value of a text that is filtered by; "" for none.
func (q *question) text(column string) string {
	text, _ := q.filters[column].(string)
	return text
}

// wants reports whether one of the columns was asked for.
func (q *question) wants(columns ...string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return q.columns[c] })
}

// everything adapts a list of the client that has no filters.
func everything[T any](list func(*api.Client, context.Context, api.ListOptions) iter.Seq2[*T, error]) func(context.Context, *api.Client, *question) iter.Seq2[*T, error] {
	return func(ctx context.Context, c *api.Client, q *question) iter.Seq2[*T, error] {
		return list(c, ctx, q.ListOptions)
	}
}

// stream sends the rows that a query asks for, exactly: what Aircall over-returns is dropped here,
// because a LIMIT that Postgres pushes counts what is streamed.
func (s source[T]) stream(ctx context.Context, d *plugin.QueryData) error {
	ctx = observed(ctx)
	if err := s.send(ctx, d); err != nil {
		return failed(ctx, d, err)
	}
	return nil
}

func (s source[T]) send(ctx context.Context, d *plugin.QueryData) (err error) {
	defer guard.Recover(&err, "")
	p, err := s.plan(ctx, d)
	if err != nil {
		return err
	}
	columns, sent := columnsOf[T](d), map[any]bool{}
	streamed, wanted := int64(0), d.RowsRemaining(ctx) // rows that are held back do not count there: see standalone.go
	for r, err := range s.readings(ctx, p) {
		if err != nil {
			return err
		}
		accepted, err := columns.evaluate(r, func(item *T) bool { return s.accepts(p, r.asked, item) })
		if err != nil {
			return err
		}
		if !accepted {
			continue
		}
		if len(p.questions) > 1 {
			id := s.id(r.item)
			if sent[id] {
				continue
			}
			sent[id] = true
		}
		d.StreamListItem(ctx, r)
		if streamed++; streamed >= wanted || d.RowsRemaining(ctx) <= 0 {
			return nil
		}
	}
	return nil
}

// readings reads one question after the other; several at once where each costs a request or two.
func (s source[T]) readings(ctx context.Context, p *plan) iter.Seq2[*row[T], error] {
	read := func(ctx context.Context, q *question) iter.Seq2[*row[T], error] {
		return func(yield func(*row[T], error) bool) {
			for item, err := range s.read(ctx, p.client, q) {
				if !yield(&row[T]{item: item, asked: q}, err) || err != nil {
					return
				}
			}
		}
	}
	if slices.ContainsFunc(s.filters, func(f filter[T]) bool { return f.single }) && len(p.questions) > 1 {
		questions := func(yield func(*question, error) bool) {
			for _, q := range p.questions {
				if !yield(q, nil) {
					return
				}
			}
		}
		return fanOut(ctx, questions, func(ctx context.Context, q *question) ([]*row[T], error) { return readAll(read(ctx, q)) })
	}
	return func(yield func(*row[T], error) bool) {
		for _, q := range p.questions {
			for r, err := range read(ctx, q) {
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}

func (s source[T]) accepts(p *plan, q *question, item *T) bool {
	if s.at != nil && !p.span.contains(s.at(item)) {
		return false
	}
	for _, f := range s.filters {
		if v, ok := q.filters[f.column]; ok && !f.matches(item, v) {
			return false
		}
		if some, ok := p.among[f.column]; ok && !slices.ContainsFunc(some, func(v any) bool { return f.matches(item, v) }) {
			return false
		}
	}
	return true
}

// observed gives the client the plugin's log, also for what the user should know of an answer.
func observed(ctx context.Context) context.Context {
	log := plugin.Logger(ctx)
	return api.WithTrace(hclog.WithContext(ctx, log), &api.Trace{Notice: func(message string) { log.Warn(message) }})
}

// failed names connection and table, and hands the error over: beside the SDK where somebody listens
// (scanerr), and else to the SDK, which names the connection itself.
func failed(ctx context.Context, d *plugin.QueryData, err error) error {
	err = fmt.Errorf("%s: %w", d.Table.Name, advise(err))
	named := fmt.Errorf("%s: %w", d.Connection.Name, err)
	if scanerr.Report(ctx, named) == nil {
		return nil
	}
	return unheard{err, named}
}

// part reads what a row has only on request of its own, for the columns made by perRow.
func part[T any](ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData, column string, read func(context.Context, *api.Client, *T) (json.RawMessage, error)) (any, error) {
	r := h.Item.(*row[T])
	if value, ok := r.parts[column]; ok {
		return value, nil
	}
	ctx = observed(ctx)
	document, err := func() (document json.RawMessage, err error) {
		defer guard.Recover(&err, "")
		c, err := connect(d)
		if err != nil {
			return nil, err
		}
		return read(ctx, c.client, r.item)
	}()
	if api.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, failed(ctx, d, err)
	}
	return document, nil
}

package localsql

import (
	"context"
	"errors"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// The collations of the columns that hold pseudonyms. They compare the tokens, and first make a token of whatever else they
// are given: so a comparison with a value is right wherever the engine makes it.
const (
	PhoneCollation  = "PHONE"
	PersonCollation = "PERSON"
)

// CollationOf is the collation of a column under pseudonyms, "" where it has none of its own.
func CollationOf(p *pseudonym.Pseudonyms, table, column string) string {
	if p == nil {
		return ""
	}
	switch p.FormOf(table, column) {
	case pseudonym.Phones:
		return PhoneCollation
	case pseudonym.People:
		return PersonCollation
	}
	return ""
}

// column is a column as the planner sees it.
func (h *pluginHost) column(table string, c *proto.ColumnDefinition) plan.Column {
	column := plan.Column{Name: c.GetName(), Type: c.GetType(), Hydrate: c.GetHydrate()}
	if h.pseudonyms == nil {
		return column
	}
	form := h.pseudonyms.FormOf(table, column.Name)
	if column.Collation = CollationOf(h.pseudonyms, table, column.Name); column.Collation == "" {
		return column
	}
	column.Canonical = func(text string) string { return h.pseudonyms.Canonical(form, text) }
	return column
}

func (c *conn) createPseudonymCollations() error {
	p := c.host.pseudonyms
	if p == nil {
		return nil
	}
	return errors.Join(c.CreateCollation(PhoneCollation, p.ComparePhones), c.CreateCollation(PersonCollation, p.ComparePeople))
}

// refusedComparisons is how often a value was not compared with pseudonyms.
func (h *pluginHost) refusedComparisons() int {
	if h.pseudonyms == nil {
		return 0
	}
	return h.pseudonyms.Refused()
}

// tooManyValues is the error of a result for which a value was not compared.
func (r *Rows) tooManyValues() error {
	if r.conn.host.refusedComparisons() == r.refused {
		return nil
	}
	return &pseudonym.TooManyValuesError{}
}

// scanColumns are the columns of a scan. The plugin is asked for those of the request, and then for those without which
// others cannot be replaced.
type scanColumns struct {
	asked    []string
	replaced []replacedColumn
	wanted   int // how many of asked are those of the request
}

type replacedColumn struct {
	column, beside int // places in asked; beside is -1 where no other column is needed
	replace        func(cell, beside any) any
}

func (h *pluginHost) scanColumns(r *plan.Request) scanColumns {
	c := scanColumns{asked: r.Columns, wanted: len(r.Columns)}
	if h.pseudonyms == nil {
		return c
	}
	c.asked = slices.Clone(r.Columns)
	for i, name := range r.Columns {
		if isHidden(name) {
			continue
		}
		of := replacedColumn{column: i, beside: -1, replace: func(cell, beside any) any { return h.pseudonyms.Replace(r.Table, name, cell, beside) }}
		if beside := h.pseudonyms.Beside(r.Table, name); beside != "" {
			if of.beside = slices.Index(c.asked, beside); of.beside < 0 {
				of.beside, c.asked = len(c.asked), append(c.asked, beside)
			}
		}
		c.replaced = append(c.replaced, of)
	}
	return c
}

// replace makes of a row as the plugin gave it one as the engine gets it.
func (c *scanColumns) replace(row plan.Row) plan.Row {
	if c.replaced == nil {
		return row
	}
	replaced := slices.Clone(row[:c.wanted])
	for _, of := range c.replaced {
		var beside any
		if of.beside >= 0 {
			beside = row[of.beside]
		}
		replaced[of.column] = of.replace(row[of.column], beside)
	}
	return replaced
}

// withValues is a request as the plugin gets it: with the values that pseudonyms stand for.
func (h *pluginHost) withValues(ctx context.Context, r *plan.Request) (*plan.Request, error) {
	if h.pseudonyms == nil {
		return r, nil
	}
	asked := *r
	asked.Quals = slices.Clone(r.Quals)
	for i, q := range asked.Quals {
		switch h.pseudonyms.FormOf(r.Table, q.Column) {
		case pseudonym.Phones, pseudonym.People:
		default:
			continue
		}
		asked.Quals[i].Values = slices.Clone(q.Values)
		for j, v := range q.Values {
			text, ok := v.(string)
			if !ok || !pseudonym.IsToken(text) {
				continue
			}
			value, err := h.pseudonyms.Value(ctx, text)
			if err != nil {
				return nil, err
			}
			asked.Quals[i].Values[j] = value
		}
	}
	return &asked, nil
}

// scrubbed is an error without the phone numbers and e-mail addresses in its text.
func (h *pluginHost) scrubbed(err error) error {
	if err == nil || h.pseudonyms == nil {
		return err
	}
	return reworded(err, h.pseudonyms.Scrub(err.Error()))
}

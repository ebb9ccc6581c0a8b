package archive

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// A company is one connection's part of a run.
type company struct {
	*run
	reader     *aircall.Reader
	connection string

	now         time.Time // when its part began, by Aircall's clock
	id          int64     // in the archive
	companyName any       // a string, or nil where Aircall does not tell it
	lists       map[string]*listed
	rereadFrom  time.Time // from when on calls are read again, though they are known
}

// listed is a list of this run.
type listed struct {
	records []aircall.Record
	ids     map[any]bool
	err     error
}

// list reads a table whole, once in a run.
func (c *company) list(ctx context.Context, table string) *listed {
	l := c.lists[table]
	if l == nil {
		l = &listed{ids: map[any]bool{}}
		for r, err := range c.reader.List(ctx, table) {
			if err != nil {
				l.err = err
				break
			}
			l.records = append(l.records, r)
			l.ids[r.Row[0]] = true
		}
		c.lists[table] = l
	}
	return l
}

// archive brings the company's tables up to date. What goes wrong with one leaves the others alone.
func (c *company) archive(ctx context.Context) {
	company, users, numbers := c.list(ctx, layout.Company), c.list(ctx, layout.User), c.list(ctx, layout.Number)
	c.now = c.reader.Now().Truncate(time.Microsecond)
	if company.err == nil {
		c.companyName = company.records[0].Row[0]
	}
	if users.err != nil && numbers.err != nil {
		c.fail(ctx, "", fmt.Errorf("which company it is cannot be told: %w", users.err))
		return
	}
	if err := c.store.Update(ctx, func(tx *store.Tx) error { return c.identify(ctx, tx) }); err != nil {
		c.fail(ctx, "", err)
		return
	}
	if c.id == 0 {
		return // another connection has archived it
	}
	for _, t := range c.layout.Tables {
		var err error
		switch {
		case ctx.Err() != nil:
			return
		case t.Kind == layout.Inside:
			continue
		case t.Kind == layout.Incremental:
			err = c.archiveCalls(ctx, t)
		case t.Kind == layout.Samples:
			err = c.sample(ctx, t)
		case t.Kind == layout.Requested:
			err = c.archiveRequested(ctx, t)
		case t.Kind == layout.Artefact:
			err = c.archiveArtefact(ctx, t)
		case t.Name == layout.Contact:
			err = c.archiveContacts(ctx, t)
		default:
			err = c.refresh(ctx, t)
		}
		c.finish(ctx, t, err)
	}
}

// finish writes how a table's part of the run ended.
func (c *company) finish(ctx context.Context, t *layout.Table, failure error) {
	if ctx.Err() != nil {
		return
	}
	err := c.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.Progress(ctx, c.id, t.Name)
		if err != nil {
			return err
		}
		before := p
		if p.Error = ""; failure != nil {
			p.Error = c.scrubbed(failure.Error())
		}
		if p == before {
			return nil
		}
		return tx.SetProgress(ctx, c.id, t.Name, p)
	})
	switch {
	case failure != nil:
		c.fail(ctx, t.Name, failure)
	case err != nil:
		c.fail(ctx, t.Name, err)
	}
}

// fail says what went wrong with a table, or with the whole company.
func (c *company) fail(ctx context.Context, table string, err error) {
	if ctx.Err() != nil {
		return
	}
	if table != "" {
		table += ": "
	}
	c.problem(fmt.Sprintf("%s: %s%v", c.connection, table, err))
}

// identify finds the company in the archive by the ids of its users and numbers: Aircall gives a company no id, and its
// name may change.
func (c *company) identify(ctx context.Context, tx *store.Tx) error {
	known, err := tx.Companies(ctx)
	if err != nil {
		return err
	}
	matches, ids, err := c.matches(ctx, tx)
	if err != nil {
		return err
	}
	if ids == 0 { // nothing to tell it by but its name
		for _, k := range known {
			if c.companyName != nil && k.Name == c.companyName {
				matches = append(matches, k.ID)
			}
		}
	}
	if len(matches) > 1 {
		return fmt.Errorf("its users and numbers are those of %d companies in the archive, so that nobody can tell which it is: archive it into a file of its own", len(matches))
	}
	k := store.Company{Name: c.companyName, Connection: c.connection}
	if len(matches) == 1 {
		k.ID = matches[0]
		if slices.Contains(c.archived, k.ID) {
			c.note(fmt.Sprintf("%s: the same company as another connection's; archived once", c.connection))
			return nil
		}
		if k.Name == nil {
			k.Name = known[slices.IndexFunc(known, func(o store.Company) bool { return o.ID == k.ID })].Name
			c.companyName = k.Name
		}
	} else if len(known) > 0 {
		c.note(fmt.Sprintf("%s: a company that is new in this archive", c.connection))
	}
	if err := tx.SeeCompany(ctx, &k, c.now); err != nil {
		return err
	}
	c.id = k.ID
	c.archived = append(c.archived, k.ID)
	i := slices.IndexFunc(known, func(o store.Company) bool { return o.ID == k.ID })
	if i < 0 || known[i].Name == k.Name {
		return nil
	}
	return c.rename(ctx, tx)
}

// matches lists the companies of the archive that have one of this one's users or numbers.
func (c *company) matches(ctx context.Context, tx *store.Tx) (matches []int64, ids int, err error) {
	for _, table := range []string{layout.User, layout.Number} {
		l := c.list(ctx, table)
		of := make([]any, len(l.records))
		for i, r := range l.records {
			of[i] = r.Row[0]
		}
		if ids += len(of); len(of) == 0 {
			continue
		}
		found, err := tx.CompaniesWith(ctx, c.layout.Table(table), of)
		if err != nil {
			return nil, 0, err
		}
		for _, id := range found {
			if id := id.(int64); !slices.Contains(matches, id) {
				matches = append(matches, id)
			}
		}
	}
	return matches, ids, nil
}

// rename writes a company's new name to all its rows.
func (c *company) rename(ctx context.Context, tx *store.Tx) error {
	for _, t := range layout.All().Tables {
		there, err := tx.Has(ctx, t)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		changed, err := tx.Rename(ctx, t, c.id, c.companyName)
		if err != nil {
			return err
		}
		if changed && c.lake {
			if err := tx.TouchAll(ctx, t, c.id); err != nil {
				return err
			}
		}
	}
	return nil
}

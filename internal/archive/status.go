package archive

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// A Status is what an archive says of itself.
type Status struct {
	LastRun *store.Run    // nil before the first has ended
	Tables  []TableStatus // those of a company one after the other
}

// A TableStatus is how far a table of a company has been read. Zero times are unknown.
type TableStatus struct {
	CompanyID                               int64 // in the archive
	Company, Table                          string
	Rows, Deleted                           int64
	Newest, Mark, CompleteFrom, RefreshedAt time.Time
	Error                                   string // of the last run
	Gaps                                    []store.Gap
}

// StatusOf reads the status of an archive. It asks Aircall nothing, and waits for no other run.
func StatusOf(ctx context.Context, name string) (*Status, error) {
	target, err := ParseTarget(name)
	if err != nil {
		return nil, err
	}
	s, _, err := target.openToRead(ctx)
	if err != nil {
		return nil, err
	}
	status := new(Status)
	err = s.Update(ctx, func(tx *store.Tx) error { return status.read(ctx, tx) })
	return status, errors.Join(err, s.Close())
}

func (s *Status) read(ctx context.Context, tx *store.Tx) error {
	var err error
	if s.LastRun, err = tx.LastRun(ctx); err != nil {
		return err
	}
	companies, err := tx.Companies(ctx)
	if err != nil {
		return err
	}
	for _, c := range companies {
		name := c.Connection
		if c.Name != nil {
			name = fmt.Sprint(c.Name)
		}
		gaps, err := tx.Gaps(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, t := range layout.All().Tables {
			if there, err := tx.Has(ctx, t); err != nil {
				return err
			} else if !there {
				continue
			}
			of := TableStatus{CompanyID: c.ID, Company: name, Table: t.Name}
			if of.Rows, of.Deleted, of.Newest, err = tx.Count(ctx, t, c.ID); err != nil {
				return err
			}
			p, err := tx.Progress(ctx, c.ID, t.Name)
			if err != nil {
				return err
			}
			of.Mark, of.CompleteFrom, of.RefreshedAt, of.Error = p.Mark, p.CompleteFrom, p.RefreshedAt, p.Error
			for _, g := range gaps {
				if g.Table == t.Name {
					of.Gaps = append(of.Gaps, g)
				}
			}
			s.Tables = append(s.Tables, of)
		}
	}
	return nil
}

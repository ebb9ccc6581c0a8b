package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// An Artefacts says which calls are to be asked for an artefact.
type Artefacts struct {
	Tables   []*layout.Table // that one answer fills
	Outcomes []string        // of the calls that can have it; plain words
	Earliest time.Time       // start of the oldest call that Aircall still knows
	Reread   time.Time       // calls from then on are asked again where Aircall had made nothing of them
}

// A Call is an id and when the call started.
type Call struct {
	ID        int64
	StartedAt time.Time
}

// Unsettled lists the calls of a company that are to be asked, the oldest first.
func (tx *Tx) Unsettled(ctx context.Context, company int64, a Artefacts) ([]Call, error) {
	var unsettled []string
	args := []any{company, tx.time(a.Earliest)}
	for _, t := range a.Tables {
		unsettled = append(unsettled, "not exists (select 1 from archive_asked as a where a.company_id = c.company_id and a.table_name = ? and a.call_id = c.id and (a.found = 1 or c.started_at < ?))")
		args = append(args, t.Name, tx.time(a.Reread))
	}
	statement := fmt.Sprintf("select c.id, %s from %s as c where c.company_id = ? and c.started_at >= ? and c.outcome in ('%s') and (%s) order by c.started_at, c.id",
		tx.dialect.selected(layout.Column{Name: "started_at", Type: layout.Timestamp}), quoted(layout.Call), strings.Join(a.Outcomes, "', '"), strings.Join(unsettled, " or "))
	found, err := tx.QueryContext(ctx, tx.numbered(statement), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var calls []Call
	for found.Next() {
		var c Call
		var at any
		if err := found.Scan(&c.ID, &at); err != nil {
			return nil, err
		}
		c.StartedAt, _ = value(at, layout.Timestamp).(time.Time)
		calls = append(calls, c)
	}
	return calls, found.Err()
}

// Settle remembers that a call has been asked, and whether Aircall had made something of it.
func (tx *Tx) Settle(ctx context.Context, company int64, t *layout.Table, call int64, found bool, at time.Time) error {
	has := 0
	if found {
		has = 1
	}
	return tx.exec(ctx, `insert into archive_asked (company_id, table_name, call_id, found, asked_at) values (?, ?, ?, ?, ?)
		on conflict (company_id, table_name, call_id) do update set found = excluded.found, asked_at = excluded.asked_at`, company, t.Name, call, has, tx.time(at))
}

// Moved lists the calls whose start has moved since a table of artefacts repeated it.
func (tx *Tx) Moved(ctx context.Context, company int64, t *layout.Table) ([]any, error) {
	return column(tx.QueryContext(ctx, tx.numbered(fmt.Sprintf(
		"select distinct t.call_id from %s as t join %s as c on c.id = t.call_id where t.company_id = ? and t.call_started_at <> c.started_at", quoted(t.Name), quoted(layout.Call))), company))
}

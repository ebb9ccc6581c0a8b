package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// keptRuns is how many runs are remembered.
const keptRuns = 1000

// bookkeeping are the archive's own tables; INT, TEXT and TIME stand for the dialect's types.
var bookkeeping = []string{
	"create table if not exists archive_meta (key TEXT primary key, value TEXT)",
	"create table if not exists archive_company (company_id INT primary key, name TEXT, connection TEXT, first_seen_at TIME, last_seen_at TIME)",
	"create table if not exists archive_progress (company_id INT not null, table_name TEXT not null, complete_from TIME, mark TIME, walk_mark TIME, refreshed_at TIME, deep_at TIME, error TEXT, primary key (company_id, table_name))",
	"create table if not exists archive_gap (company_id INT not null, table_name TEXT not null, gap_from TIME not null, gap_to TIME, primary key (company_id, table_name, gap_from))",
	"create table if not exists archive_run (started_at TIME primary key, ended_at TIME, exit INT, requests INT, rows INT, message TEXT)",
	"create table if not exists archive_asked (company_id INT not null, table_name TEXT not null, call_id INT not null, found INT, asked_at TIME, primary key (company_id, table_name, call_id))",
	"create table if not exists archive_dirty (table_name TEXT not null, month TEXT not null, primary key (table_name, month))",
}

func (tx *Tx) prepareBookkeeping(ctx context.Context) error {
	types := strings.NewReplacer(" INT", " "+tx.dialect.columnType(layout.Int), " TEXT", " "+tx.dialect.columnType(layout.Text), " TIME", " "+tx.dialect.columnType(layout.Timestamp))
	for _, statement := range bookkeeping {
		if err := tx.exec(ctx, types.Replace(statement)); err != nil {
			return err
		}
	}
	return nil
}

// A Meta is what an archive says of itself.
type Meta struct {
	Format    int // 0: it has not been written yet
	CreatedAt time.Time
	Demo      bool // it holds the invented company
	// Pseudonyms says whose data pseudonyms stand in the place of, in the words of package pseudonym; "" for nobody's. Key is
	// the fingerprint of the key that they are made under.
	Pseudonyms, Key string
}

// Meta reads what an archive says of itself.
func (tx *Tx) Meta(ctx context.Context) (Meta, error) {
	var m Meta
	there, err := tx.dialect.columns(ctx, tx.Tx, "archive_meta")
	if err != nil || len(there) == 0 {
		return m, err
	}
	found, err := tx.QueryContext(ctx, "select key, value from archive_meta")
	if err != nil {
		return m, err
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var key, v string
		if err := found.Scan(&key, &v); err != nil {
			return m, err
		}
		switch key {
		case "format":
			m.Format, err = strconv.Atoi(v)
		case "created_at":
			m.CreatedAt, _ = value(v, layout.Timestamp).(time.Time)
		case "demo":
			m.Demo, err = strconv.ParseBool(v)
		case "pseudonyms":
			m.Pseudonyms = v
		case "pseudonym_key":
			m.Key = v
		}
		if err != nil {
			return m, err
		}
	}
	return m, found.Err()
}

// SetMeta writes what an archive says of itself, once.
func (tx *Tx) SetMeta(ctx context.Context, m Meta) error {
	for key, v := range map[string]string{
		"format": strconv.Itoa(m.Format), "created_at": sqlite{}.bound(m.CreatedAt, layout.Timestamp).(string), "demo": strconv.FormatBool(m.Demo),
		"pseudonyms": m.Pseudonyms, "pseudonym_key": m.Key,
	} {
		if err := tx.exec(ctx, "insert into archive_meta (key, value) values (?, ?) on conflict (key) do nothing", key, v); err != nil {
			return err
		}
	}
	return nil
}

// A Company is one that an archive holds.
type Company struct {
	ID         int64
	Name       any // a string, or nil where Aircall does not tell it
	Connection string
}

// Companies lists those that an archive holds.
func (tx *Tx) Companies(ctx context.Context) ([]Company, error) {
	found, err := tx.QueryContext(ctx, "select company_id, name, connection from archive_company order by company_id")
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var all []Company
	for found.Next() {
		var c Company
		if err := found.Scan(&c.ID, &c.Name, &c.Connection); err != nil {
			return nil, err
		}
		c.Name = value(c.Name, layout.Text)
		all = append(all, c)
	}
	return all, found.Err()
}

// CompaniesWith lists the companies that one of the ids is known of, in a table.
func (tx *Tx) CompaniesWith(ctx context.Context, t *layout.Table, ids []any) ([]any, error) {
	statement := fmt.Sprintf("select distinct company_id from %s where %s", quoted(t.Name), tx.dialect.among(quoted(t.Key[0]), layout.Int))
	return column(tx.QueryContext(ctx, tx.numbered(statement), tx.dialect.list(ids)))
}

// SeeCompany remembers a company. One without an id gets the next.
func (tx *Tx) SeeCompany(ctx context.Context, c *Company, at time.Time) error {
	if c.ID == 0 {
		if err := tx.QueryRowContext(ctx, "select coalesce(max(company_id), 0) + 1 from archive_company").Scan(&c.ID); err != nil {
			return err
		}
	}
	when := tx.time(at)
	return tx.exec(ctx, `insert into archive_company (company_id, name, connection, first_seen_at, last_seen_at) values (?, ?, ?, ?, ?)
		on conflict (company_id) do update set name = excluded.name, connection = excluded.connection, last_seen_at = excluded.last_seen_at`,
		c.ID, c.Name, c.Connection, when, when)
}

// time is an instant as an argument; NULL for the zero one.
func (tx *Tx) time(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return tx.dialect.bound(at.UTC().Truncate(time.Microsecond), layout.Timestamp)
}

// Progress is how far a table of a company has been read. Zero times are unknown.
type Progress struct {
	CompleteFrom time.Time // every call since then that Aircall served is in the archive, up to Mark
	Mark         time.Time
	WalkMark     time.Time // contacts changed before it are as they were
	RefreshedAt  time.Time // when the table was last read whole
	DeepAt       time.Time // when the longer re-read last ended
	Error        string    // of the last run; "" for none
}

// Progress reads how far a table has been read.
func (tx *Tx) Progress(ctx context.Context, company int64, table string) (p Progress, err error) {
	values := make([]any, 5)
	var message sql.NullString
	err = tx.QueryRowContext(ctx, tx.numbered("select complete_from, mark, walk_mark, refreshed_at, deep_at, error from archive_progress where company_id = ? and table_name = ?"), company, table).
		Scan(&values[0], &values[1], &values[2], &values[3], &values[4], &message)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	for i, at := range []*time.Time{&p.CompleteFrom, &p.Mark, &p.WalkMark, &p.RefreshedAt, &p.DeepAt} {
		*at, _ = value(values[i], layout.Timestamp).(time.Time)
	}
	p.Error = message.String
	return p, err
}

// SetProgress writes how far a table has been read.
func (tx *Tx) SetProgress(ctx context.Context, company int64, table string, p Progress) error {
	var message any
	if p.Error != "" {
		message = p.Error
	}
	return tx.exec(ctx, `insert into archive_progress (company_id, table_name, complete_from, mark, walk_mark, refreshed_at, deep_at, error) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (company_id, table_name) do update set complete_from = excluded.complete_from, mark = excluded.mark, walk_mark = excluded.walk_mark,
		refreshed_at = excluded.refreshed_at, deep_at = excluded.deep_at, error = excluded.error`,
		company, table, tx.time(p.CompleteFrom), tx.time(p.Mark), tx.time(p.WalkMark), tx.time(p.RefreshedAt), tx.time(p.DeepAt), message)
}

// A Gap is a stretch of calls that Aircall had forgotten before they were read.
type Gap struct {
	Table    string
	From, To time.Time
}

// AddGap remembers a stretch that is missing for ever.
func (tx *Tx) AddGap(ctx context.Context, company int64, g Gap) error {
	return tx.exec(ctx, "insert into archive_gap (company_id, table_name, gap_from, gap_to) values (?, ?, ?, ?) on conflict (company_id, table_name, gap_from) do update set gap_to = excluded.gap_to",
		company, g.Table, tx.time(g.From), tx.time(g.To))
}

// Gaps lists what is missing for ever.
func (tx *Tx) Gaps(ctx context.Context, company int64) ([]Gap, error) {
	found, err := tx.QueryContext(ctx, tx.numbered("select table_name, gap_from, gap_to from archive_gap where company_id = ? order by gap_from"), company)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var all []Gap
	for found.Next() {
		var g Gap
		var from, to any
		if err := found.Scan(&g.Table, &from, &to); err != nil {
			return nil, err
		}
		g.From, _ = value(from, layout.Timestamp).(time.Time)
		g.To, _ = value(to, layout.Timestamp).(time.Time)
		all = append(all, g)
	}
	return all, found.Err()
}

// A Run is one that has ended.
type Run struct {
	StartedAt, EndedAt   time.Time
	Exit, Requests, Rows int
	Message              string
}

// AddRun remembers a run, and forgets the oldest of many.
func (tx *Tx) AddRun(ctx context.Context, r Run) error {
	if err := tx.exec(ctx, "insert into archive_run (started_at, ended_at, exit, requests, rows, message) values (?, ?, ?, ?, ?, ?) on conflict (started_at) do nothing",
		tx.time(r.StartedAt), tx.time(r.EndedAt), r.Exit, r.Requests, r.Rows, r.Message); err != nil {
		return err
	}
	return tx.exec(ctx, "delete from archive_run where started_at not in (select started_at from archive_run order by started_at desc limit ?)", keptRuns)
}

// LastRun is the latest run; nil before the first has ended.
func (tx *Tx) LastRun(ctx context.Context) (*Run, error) {
	var r Run
	var from, to any
	err := tx.QueryRowContext(ctx, "select started_at, ended_at, exit, requests, rows, message from archive_run order by started_at desc limit 1").
		Scan(&from, &to, &r.Exit, &r.Requests, &r.Rows, &r.Message)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	r.StartedAt, _ = value(from, layout.Timestamp).(time.Time)
	r.EndedAt, _ = value(to, layout.Timestamp).(time.Time)
	return &r, err
}

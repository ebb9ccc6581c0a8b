//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"slices"
	"strings"
)

// summarised are the tables of which the engine asks Aircall for the number of rows, the newest and the oldest.
var summarised = map[string]string{"aircall_call": "started_at", "aircall_contact": "created_at"}

// summary asks for what may be told without reading the rows, under conditions of which some are told exactly.
func (w *writer) summary() statement {
	t := pick(w.Rand, slices.DeleteFunc(slices.Clone(w.tables), func(t *plainTable) bool { return summarised[t.base()] == "" }))
	at := summarised[t.base()]
	w.name(t.relation())
	condition := w.told(t, at)
	n := pick(w.Rand, []int{0, 1, 3, 10, 49, 50, 51, 70, 130})
	form := pick(w.Rand, []string{
		"select count(*) from {t}{where}", "select max({at}) from {t}{where}", "select min({at}) from {t}{where}", "select count(*), min({at}), max({at}) from {t}{where}",
		"select count({at}), count(*), max({at}) from {t}{where}", "select exists (select 1 from {t}{where})", "select count(*) from (select 1 from {t}{where} limit {n})",
		"select u.name, c.n from {schema}aircall_user u left join (select count(*) n, max({at}) t from {t}{where}) c on c.n > {n}",
		"select count(*), max({at}) from {t}{where} union all select count(*), min({at}) from {t}", "select u.id, (select max({at}) from {t}{where}) from {schema}aircall_user u",
		"select id, {at} from {t}{where} order by {at} desc, 1, 2 limit {n}", "select id from {t}{where} order by {at} desc, 1 desc limit {n} offset 3", "select id, {at} from {t}{where} order by {at}, 1 limit {n}",
		"select {at} from {t}{where} order by 1 desc limit {n}", "select id from {t} where {at} = (select max({at}) from {t}{where}) order by 1",
		"select company_name, id from {t}{where} order by {at} desc, 1, 2 limit {n}", "select u.name, c.id from (select * from {t}{where} order by {at} desc, id limit {n}) c left join {schema}aircall_user u on u.id = c.id % 5 order by 2, 1",
		"select c.id, (select count(*) from {t} s where s.{at} {op} c.{at}) from (select * from {t}{where} order by {at} desc, id limit 20) c order by 1, 2",
		"select c.id, (select max(s.{at}) from {t} s where s.{at} {op} c.{at}) from (select * from {t}{where} order by {at}, id limit 20) c order by 1, 2",
	})
	if strings.Contains(form, "aircall_user") {
		w.name(w.find(t.schema() + "aircall_user").relation())
	}
	if strings.Count(form, "{t}") > 1 {
		w.name(t.relation())
	}
	sql := strings.NewReplacer("{t}", t.name, "{where}", condition, "{at}", at, "{n}", fmt.Sprint(n), "{op}", pick(w.Rand, comparisons), "{schema}", t.schema()).Replace(form)
	return statement{sql: sql, plain: sql, limit: -1, ordered: strings.Contains(form, "order by") && !strings.Contains(form, "{at} = ("), mixed: w.mixed, reads: w.reads, joins: w.relations > 1, listed: w.sought}
}

// told are conditions that Aircall can be asked with exactly, and a few with which it cannot.
func (w *writer) told(t *plainTable, at string) string {
	fields := t.relation().fields
	of := func(name string) field {
		return fields[slices.IndexFunc(fields, func(f field) bool { return f.name == name })]
	}
	var parts []string
	for range w.IntN(4) {
		parts = append(parts, at+" "+pick(w.Rand, []string{">", ">", ">=", ">=", "<", "<", "<=", "<=", "="})+" "+w.value(of(at)))
	}
	if t.base() == "aircall_call" && w.IntN(3) == 0 {
		parts = append(parts, pick(w.Rand, []string{"direction = 'inbound'", "direction = 'inbound'", "direction = 'outbound'", "direction <> 'inbound'", "duration > 60", "user_id is null", "direction in ('inbound', 'outbound')", w.comparison(scope{fields: fields})}))
	}
	if t.schema() != "" && w.IntN(3) == 0 {
		parts = append(parts, w.comparison(scope{fields: []field{of("sp_connection_name")}}))
	}
	if len(parts) == 0 {
		return ""
	}
	return " where " + strings.Join(parts, pick(w.Rand, []string{" and ", " and ", " and ", " and ", " or "}))
}

// base is the table's name without a schema, which schema is with the dot after it.
func (t *plainTable) base() string   { return t.name[len(t.schema()):] }
func (t *plainTable) schema() string { return t.name[:strings.Index(t.name, ".")+1] }

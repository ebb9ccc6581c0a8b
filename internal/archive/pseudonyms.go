package archive

import (
	"fmt"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// meta is what an archive of these options says of itself.
func (o *Options) meta() store.Meta {
	m := metaOf(o.Pseudonyms)
	m.Demo, m.CreatedAt = o.Demo, o.DemoAt
	return m
}

func metaOf(p *pseudonym.Pseudonyms) store.Meta {
	if p == nil {
		return store.Meta{}
	}
	return store.Meta{Pseudonyms: string(p.Mode()), Key: p.Fingerprint()}
}

// mixes refuses to put pseudonyms and personal data, or pseudonyms of two kinds, into one archive or one answer.
func mixes(name string, there, wanted store.Meta) error {
	flag := func(mode string) string {
		if mode == string(pseudonym.All) {
			return "--pseudonyms=all"
		}
		return "--pseudonyms"
	}
	switch {
	case there.Pseudonyms == wanted.Pseudonyms && there.Key == wanted.Key:
		return nil
	case there.Pseudonyms == "":
		return fmt.Errorf("%s holds personal data, and %s would mix pseudonyms with it: show it (--personal-data), or name another archive", name, flag(wanted.Pseudonyms))
	case there.Pseudonyms != wanted.Pseudonyms:
		return fmt.Errorf("%s holds pseudonyms, made with %s, and nothing else may be mixed with them: name that flag too, or another archive", name, flag(there.Pseudonyms))
	}
	return fmt.Errorf("%s holds pseudonyms that were made under another key, and the same person would have two: name that key with --pseudonym-key, or another archive", name)
}

// Use says with which pseudonyms Aircall is asked beside the archive, nil for none; Setup is made after it. The error says
// that they are not those of the archive.
func (r *Reading) Use(p *pseudonym.Pseudonyms, collation func(table, column string) string) error {
	r.collation = collation
	return mixes(r.file, r.meta, metaOf(p))
}

// replaced is a row as it was read, with pseudonyms in the place of personal data.
func (r *run) replaced(t *layout.Table, read []any) []any {
	p := r.o.Pseudonyms
	if p == nil {
		return read
	}
	row := make([]any, len(read))
	for i, cell := range read {
		var beside any
		if at := t.Index(p.Beside(t.Name, t.Columns[i].Name)); at >= 0 && at < len(read) {
			beside = read[at]
		}
		row[i] = p.Replace(t.Name, t.Columns[i].Name, cell, beside)
	}
	return row
}

// keepContactName keeps the name of a contact that Aircall has forgotten: it cannot be told from the pseudonyms of its parts.
func (c *company) keepContactName(before, now []any) {
	if c.o.Pseudonyms != nil {
		i := c.layout.Table(layout.Call).Index("contact_name")
		now[i] = before[i]
	}
}

func (r *run) scrubbed(sentence string) string {
	if r.o.Pseudonyms == nil {
		return sentence
	}
	return r.o.Pseudonyms.Scrub(sentence)
}

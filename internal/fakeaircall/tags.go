package fakeaircall

func tags(q *question) response {
	return q.list(listing{key: "tags", total: len(q.c.Tags), row: func(w *jsonWriter, i int) {
		w.object("", func() { q.tagFields(w, &q.c.Tags[i]) })
	}})
}

func tag(q *question) response {
	t := q.tag(q.id())
	if t == nil {
		return notFound()
	}
	return q.single("tag", func(w *jsonWriter) { q.tagFields(w, t) })
}

// tagFields writes a tag. Documented, and measured to be missing from the list and from the single tag: direct_link.
func (q *question) tagFields(w *jsonWriter, t *Tag) {
	w.int("id", t.ID)
	if q.c.Verbose {
		w.directLink(linkV1+"tags/", t.ID)
	}
	w.text("name", t.Name)
	w.text("color", t.Color)
	w.textOrNull("description", t.Description)
}

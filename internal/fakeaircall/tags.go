package fakeaircall

func tags(q *question) response {
	return q.list(listing{key: "tags", total: len(q.c.Tags), row: func(w *wire, i int) {
		// Documented, and measured to be missing from the list: direct_link.
		w.object("", func() { tagFields(w, &q.c.Tags[i], q.c.Verbose) })
	}})
}

func tag(q *question) response {
	t := q.tag(q.id())
	if t == nil {
		return notFound()
	}
	return q.single("tag", func(w *wire) { tagFields(w, t, true) })
}

func tagFields(w *wire, t *Tag, link bool) {
	w.int("id", t.ID)
	if link {
		w.directLink(linkV1+"tags/", t.ID)
	}
	w.text("name", t.Name)
	w.text("color", t.Color)
	w.textOrNull("description", t.Description)
}

package fakeaircall

func tags(x *exchange) response {
	return x.list(listing{key: "tags", total: len(x.c.Tags), row: func(w *jsonWriter, i int) {
		w.object("", func() { x.tagFields(w, &x.c.Tags[i]) })
	}})
}

func tag(x *exchange) response {
	t := x.tag(x.id())
	if t == nil {
		return notFound()
	}
	return x.single("tag", func(w *jsonWriter) { x.tagFields(w, t) })
}

// tagFields writes a tag. Documented, and measured to be missing from the list and from the single tag: direct_link.
func (x *exchange) tagFields(w *jsonWriter, t *Tag) {
	w.int("id", t.ID)
	if x.c.Verbose {
		w.directLink(linkV1+"tags/", t.ID)
	}
	w.text("name", t.Name)
	w.text("color", t.Color)
	w.textOrNull("description", t.Description)
}

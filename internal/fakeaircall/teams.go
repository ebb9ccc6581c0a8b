package fakeaircall

func teams(x *exchange) response {
	return x.list(listing{key: "teams", total: len(x.c.Teams), ordered: true, row: func(w *jsonWriter, i int) {
		w.object("", func() { x.teamFields(w, &x.c.Teams[i]) })
	}})
}

func team(x *exchange) response {
	t := x.team(x.id())
	if t == nil {
		return notFound()
	}
	return x.single("team", func(w *jsonWriter) { x.teamFields(w, t) })
}

// teamFields writes a team with its users. Measured: the single team carries the same of each user as the list,
// though less is documented.
func (x *exchange) teamFields(w *jsonWriter, t *Team) {
	w.int("id", t.ID)
	w.text("name", t.Name)
	w.directLink(linkV1+"teams/", t.ID)
	w.iso("created_at", t.CreatedAt)
	list(w, "users", t.UserIDs, func(id *int64) {
		u := x.user(*id)
		if u == nil {
			return
		}
		w.object("", func() {
			w.int("id", u.ID)
			w.directLink(linkV1+"users/", u.ID)
			w.text("name", u.Name)
			w.text("email", u.Email)
			w.text("availability_status", u.AvailabilityStatus)
			w.intOrNull("default_number_id", u.DefaultNumberID)
			w.iso("created_at", u.CreatedAt)
			w.text("time_zone", u.TimeZone)
			w.text("language", u.Language)
			w.int("wrap_up_time", int64(u.WrapUpTime))
		})
	})
}

// nestedTeams writes the teams that a call rang.
func (x *exchange) nestedTeams(w *jsonWriter, ids []int64) {
	list(w, "teams", ids, func(id *int64) {
		t := x.team(*id)
		if t == nil {
			return
		}
		w.object("", func() {
			w.int("id", t.ID)
			w.text("name", t.Name)
			w.directLink(linkV1+"teams/", t.ID)
			w.iso("created_at", t.CreatedAt)
		})
	})
}

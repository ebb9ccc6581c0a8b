package fakeaircall

import (
	"slices"
	"strings"
)

const jsonUTF8 = "application/json; charset=utf-8" // measured: contacts alone name their charset

func contacts(x *exchange) response { return x.listContacts(nil) }

// searchContacts matches a phone number and an e-mail address exactly; both when both are given. Seen in a client: a
// number may come without its plus.
func searchContacts(x *exchange) response {
	params := x.r.URL.Query()
	phone, email := params.Get("phone_number"), params.Get("email")
	return x.listContacts(func(p *Contact) bool {
		return (phone == "" || slices.ContainsFunc(p.PhoneNumbers, func(d ContactDetail) bool {
			return sameNumber(d.Value, phone)
		})) && (email == "" || slices.ContainsFunc(p.Emails, func(d ContactDetail) bool {
			return strings.EqualFold(d.Value, email)
		}))
	})
}

// listContacts lists those wanted. Measured: from and to are about created_at, both inclusive, whatever orders the list.
func (x *exchange) listContacts(wanted func(*Contact) bool) response {
	b := x.bounds(false)
	orderBy := "created_at"
	if x.r.URL.Query().Get("order_by") == "updated_at" {
		orderBy = "updated_at"
	}
	at := make([]int32, 0, len(x.c.Contacts))
	for i := range x.c.Contacts {
		position := int32(i)
		if orderBy == "updated_at" {
			position = x.ix.contactsByUpdate[i]
		}
		p := &x.c.Contacts[position]
		if b.holds(float64(p.CreatedAt)) && (wanted == nil || wanted(p)) {
			at = append(at, position)
		}
	}
	answer := x.list(listing{key: "contacts", total: len(at), ordered: true, metaFirst: true,
		echo: []string{"from", "to", "phone_number", "email"}, orderBy: orderBy,
		row: func(w *jsonWriter, i int) {
			w.object("", func() { contactFields(w, &x.c.Contacts[at[i]]) })
		}})
	answer.contentType = jsonUTF8
	return answer
}

func contact(x *exchange) response {
	p := x.contact(x.id())
	if p == nil {
		return notFound()
	}
	answer := x.single("contact", func(w *jsonWriter) { contactFields(w, p) })
	answer.contentType = jsonUTF8
	return answer
}

func contactFields(w *jsonWriter, p *Contact) {
	w.int("id", p.ID)
	w.directLink(linkV1+"contacts/", p.ID)
	w.textOrNull("first_name", p.FirstName)
	w.textOrNull("last_name", p.LastName)
	w.textOrNull("company_name", p.CompanyName)
	w.textOrNull("information", p.Information)
	w.bool("is_shared", true)
	w.int("created_at", p.CreatedAt)
	w.int("updated_at", p.UpdatedAt)
	detailFields(w, "phone_numbers", p.PhoneNumbers)
	detailFields(w, "emails", p.Emails)
}

func detailFields(w *jsonWriter, key string, details []ContactDetail) {
	list(w, key, details, func(d *ContactDetail) {
		w.object("", func() {
			w.int("id", d.ID)
			w.text("label", d.Label)
			w.text("value", d.Value)
		})
	})
}

// sameNumber compares a number as stored or shown with one in E.164, whose plus may be missing.
func sameNumber(shown, e164 string) bool {
	e164 = strings.TrimPrefix(strings.TrimSpace(e164), "+")
	j := 0
	for i := range len(shown) {
		c := shown[i]
		if c < '0' || c > '9' {
			if c == ' ' || c == '-' || c == '+' || c == '(' || c == ')' || c == '.' {
				continue
			}
			return false
		}
		if j == len(e164) || e164[j] != c {
			return false
		}
		j++
	}
	return j > 0 && j == len(e164)
}

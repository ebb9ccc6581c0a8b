package fakeaircall_test

import (
	"fmt"
	"testing"
)

// Measured: what a search of contacts does not know it ignores, and then it returns everything.
func TestContactSearchIgnoresUnknownParameters(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	for _, query := range []string{"", "?name=Nobody", "?phone=%2B441614960417", "?q=x&company_name=y"} {
		if got := total(t, s, "/v1/contacts/search"+query); got != len(c.Contacts) {
			t.Errorf("%q finds %d of %d contacts", query, got, len(c.Contacts))
		}
	}
}

// Measured and documented: from and to are about the creation of contacts, both inclusive, even when updates order the list.
func TestContactsAreFilteredAndOrdered(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	p := c.Contacts[100]
	phone, email := p.PhoneNumbers[0].Value, ""
	for _, p := range c.Contacts {
		if len(p.Emails) > 0 {
			email = p.Emails[0].Value
		}
	}
	for query, want := range map[string]int{
		"":                                  260,
		fmt.Sprintf("from=%d", p.CreatedAt): 160,
		fmt.Sprintf("to=%d", p.CreatedAt):   101,
		fmt.Sprintf("from=%d&to=%d&order_by=updated_at", p.CreatedAt, p.CreatedAt): 1,
		"from=2026-01-01": 0,
	} {
		for _, path := range []string{"/v1/contacts?", "/v1/contacts/search?"} {
			if got := total(t, s, path+query); got != want {
				t.Errorf("%s%s: %d contacts, want %d", path, query, got, want)
			}
		}
	}
	// Seen in a client: a number may come with or without its plus.
	for _, query := range []string{"phone_number=%2B" + phone[1:], "phone_number=" + phone[1:], "email=" + email} {
		if got := total(t, s, "/v1/contacts/search?"+query); got < 1 || got > 3 {
			t.Errorf("%s: %d contacts", query, got)
		}
	}
	for _, query := range []string{"phone_number=%2B" + phone[1:6], "email=nobody@nowhere.example", "phone_number=" + phone[1:] + "&email=nobody@nowhere.example"} {
		if got := total(t, s, "/v1/contacts/search?"+query); got != 0 {
			t.Errorf("%s: %d contacts, search is exact", query, got)
		}
	}
	last := 0.0
	for _, row := range rows(t, s, "/v1/contacts?order_by=updated_at&per_page=50", "contacts") {
		if row["updated_at"].(float64) < last {
			t.Fatal("order_by=updated_at does not order by it")
		}
		last = row["updated_at"].(float64)
	}
}

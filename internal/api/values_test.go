package api

import (
	"testing"
	"time"
)

func TestTimeReadsEveryForm(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 9, 28, 10, 21, 9, 0, time.UTC)
	tests := map[string]time.Time{
		"1790590869":                    at,
		"1790590869.0":                  at,
		"1790590869.25":                 at.Add(250 * time.Millisecond),
		`"1790590869"`:                  at,
		"1790590869000":                 at,
		`"2026-09-28T10:21:09.000Z"`:    at,
		`"2026-09-28T10:21:09Z"`:        at,
		`"2026-09-28T12:21:09.5+02:00"`: at.Add(500 * time.Millisecond),
		"null":                          {},
		`""`:                            {},
		"0":                             time.Unix(0, 0).UTC(),
	}
	for wire, want := range tests {
		var got Time
		if err := decode([]byte(wire), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", wire, got, err, want)
		}
	}
	for _, wire := range []string{`"yesterday"`, `"2026-13-45T00:00:00Z"`, "true", "{}", `"2026-09-28"`, "1e300", "253402300800", "9223372036854775807", `"0001-01-01T00:00:00Z"`, `"10000-01-01T00:00:00Z"`} {
		var got Time
		if err := decode([]byte(wire), &got); err == nil {
			t.Errorf("%s is read as %v", wire, got)
		}
	}
}

// JSON is kept as it was sent: unknown keys, nulls, order and spaces.
func TestRawKeepsWhatWasSent(t *testing.T) {
	t.Parallel()
	const sent = `[ {"id": 1, "new_key":null, "name":"déjà \u00e9"} ]`
	var c Call
	if err := decode([]byte(`{"id":1,"teams":`+sent+`,"tags":[],"contact":null}`), &c); err != nil {
		t.Fatal(err)
	}
	if string(c.Teams.JSON()) != sent || c.Teams.Value()[0].ID.Value() != 1 {
		t.Errorf("teams are %s", c.Teams.JSON())
	}
	if string(c.Tags.JSON()) != "[]" || !c.Tags.Present() {
		t.Errorf("an empty list is %q", c.Tags.JSON())
	}
	if c.Contact.JSON() != nil || c.Comments.JSON() != nil || c.Comments.Present() {
		t.Error("null and absent are something")
	}
}

// Duplicate names and broken UTF-8 are read as encoding/json would.
func TestDecodingIsTolerant(t *testing.T) {
	t.Parallel()
	var v struct{ Name string }
	if err := decode([]byte("{\"Name\":\"a\",\"Name\":\"b\xff\"}"), &v); err != nil || v.Name != "b\ufffd" {
		t.Errorf("got %q, %v", v.Name, err)
	}
}

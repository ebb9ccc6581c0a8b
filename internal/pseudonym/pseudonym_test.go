package pseudonym

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

func newKey(t *testing.T) *Key {
	t.Helper()
	key, err := LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestEqualValuesHaveEqualTokens(t *testing.T) {
	t.Parallel()
	p := New(newKey(t), Outsiders, nil)
	number, person := p.Phone("+33199002962"), p.Person("ada@okafor.example")
	for _, same := range []string{"+33 1 99 00 29 62", "33199002962", "0033199002962", "+33 (0)1 99 00 29 62", " +33199002962 "} {
		if got := p.Phone(same); got != number {
			t.Errorf("%q is %s, and +33199002962 is %s", same, got, number)
		}
	}
	if p.Person(" Ada@Okafor.example") != person || p.Person("Ada  Okafor") != p.Person("Ada Okafor") || p.Person("Zoe\u0301 Roy") != p.Person("Zo\u00e9 Roy") {
		t.Error("notations of a person have several tokens")
	}
	if p.Person("+33 1 99 00 29 62") != number {
		t.Error("a number in the place of a name is another one")
	}
	for _, other := range []string{"+33199002963", "+34199002962", "0199002962", "99002962"} {
		if got := p.Phone(other); got == number || !IsToken(got) {
			t.Errorf("%q is %s", other, got)
		}
	}
	if !strings.HasPrefix(number, "+33·") || !IsToken(number) || !IsToken(person) || p.Person("Ada Okafor") == p.Person("ada okafor") {
		t.Errorf("%s, %s", number, person)
	}
	for _, stays := range []string{"", "anonymous", " "} {
		if got := p.Phone(stays); got != stays {
			t.Errorf("%q is %q", stays, got)
		}
	}
	if again := New(p.key, All, nil); again.Phone("33199002962") != number || again.Fingerprint() != p.Fingerprint() {
		t.Error("the same key makes other tokens")
	}
	if other := New(newKey(t), All, nil); other.Phone("+33199002962") == number || other.Fingerprint() == p.Fingerprint() {
		t.Error("another key makes the same tokens")
	}
}

// TestDocumentsAreReplacedFieldByField: also fields that nobody knows, numbers and lists, and a field that depends on another.
func TestDocumentsAreReplacedFieldByField(t *testing.T) {
	t.Parallel()
	verdicts := map[string]map[string]personal.Verdict{"t": {"doc": personal.Document(personal.Fields{
		"id": personal.None(), "phone": personal.Phone(), "link": personal.Link(), "type": personal.None(),
		"name": personal.Varies("type", map[string]personal.Kind{"user": personal.KindUser, "contact": personal.KindName}),
		"in":   personal.Document(personal.Fields{"label": personal.Text("Work")}),
	})}}
	p := New(newKey(t), Outsiders, verdicts)
	for in, want := range map[string]string{
		`[{"id":4294967299,"phone":"+33199002962","link":"https://a.example"}]`: `[{"id":4294967299,"phone":"` + p.Phone("+33199002962") + `","link":null}]`,
		`{"name":"Ada","type":"user"}`:                                          `{"name":"Ada","type":"user"}`,
		`{"name":"Ada","type":"contact"}`:                                       `{"name":"` + p.Person("Ada") + `","type":"contact"}`,
		`{"name":"Ada"}`:                                                        `{"name":"[3 characters]"}`,
		`{"in":[{"label":"Work"},{"label":"Ada's"}]}`:                           `{"in":[{"label":"Work"},{"label":"[5 characters]"}]}`,
		`{"new":["x",33199002962,true,null],"phone":null}`:                      `{"new":["[1 character]",null,true,null],"phone":null}`,
		`{"new":{"Ada":"x","33199002962":1}}`:                                   `{"new":"[27 characters]"}`,
		`{"id":{"Ada":1},"link":{"Ada":1},"phone":[{"Ada":1}]}`:                 `{"id":"[9 characters]","link":"[9 characters]","phone":["[9 characters]"]}`,
		`{"phone":33199002962}`:                                                 `{"phone":"` + p.Phone("+33199002962") + `"}`,
		`["Ada Okafor",7]`:                                                      `["[10 characters]",null]`,
		`[]`:                                                                    `[]`,
		`{"id":1`:                                                               `null`,
	} {
		if got, _ := p.Replace("t", "doc", json.RawMessage(in), nil).(json.RawMessage); string(got) != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
		if got := p.Replace("t", "doc", in, nil); got != want {
			t.Errorf("%s as a text becomes %s, want %s", in, got, want)
		}
	}
	if got := p.Replace("t", "new column", "Ada", nil); got != "[3 characters]" {
		t.Errorf("a column without a verdict shows %v", got)
	}
	if got := p.Replace("t", "new column", int64(33199002962), nil); got != nil {
		t.Errorf("a column without a verdict shows %v", got)
	}
}

// TestAReplacedValueStays, as an archive reads back what it has kept.
func TestAReplacedValueStays(t *testing.T) {
	t.Parallel()
	p := New(newKey(t), All, map[string]map[string]personal.Verdict{"t": {"phone": personal.Phone(), "name": personal.Name(), "text": personal.Text()}})
	for column, value := range map[string]string{"phone": "+33199002962", "name": "Ada Okafor", "text": "Promised a callback"} {
		once := p.Replace("t", column, value, nil)
		if again := p.Replace("t", column, once, nil); again != once || once == value {
			t.Errorf("%s: %v, and again %v", value, once, again)
		}
	}
}

func TestMessagesAreScrubbed(t *testing.T) {
	t.Parallel()
	p := New(newKey(t), Outsiders, nil)
	number, email := p.Phone("+33199002962"), p.Person("ada@okafor.example")
	for in, want := range map[string]string{
		"GET /v1/contacts/search?phone_number=%2B33199002962: 400": "GET /v1/contacts/search?phone_number=" + number + ": 400",
		"no such number: +33 1 99 00 29 62.":                       "no such number: " + number + ".",
		"GET /v2/users/ada%40okafor.example":                       "GET /v2/users/" + email,
		"call 4386896460 of 2026-06-17":                            "call 4386896460 of 2026-06-17",
		"nobody is jürgen!sales@müller-söhne.example, or":          "nobody is " + p.Person("jürgen!sales@müller-söhne.example") + ", or",
		"email=j%C3%BCrgen%40m%C3%BCller.example&page=2":           "email=" + p.Person("jürgen@müller.example") + "&page=2",
	} {
		if got := p.Scrub(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	fingerprints, made := make([]string, 8), make([]bool, 8)
	var group sync.WaitGroup
	for i := range fingerprints {
		group.Go(func() {
			key, err := LoadKey(file)
			if err != nil {
				t.Error(err)
				return
			}
			fingerprints[i], made[i] = key.Fingerprint(), key.Made
		})
	}
	group.Wait()
	makers := 0
	for i := range fingerprints {
		if fingerprints[i] != fingerprints[0] {
			t.Errorf("the keys differ: %q", fingerprints)
		}
		if made[i] {
			makers++
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); makers != 1 || len(left) != 1 {
		t.Errorf("%d made the key, and %v are in its folder", makers, left)
	}
	foreign := filepath.Join(t.TempDir(), "foreign")
	if err := os.WriteFile(foreign, []byte("my diary\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(foreign); err == nil || !strings.Contains(err.Error(), "holds no key") {
		t.Errorf("a foreign file: %v", err)
	}
	if content, _ := os.ReadFile(foreign); string(content) != "my diary\n" { //nolint:gosec // the test's own
		t.Error("the foreign file was written to")
	}
	if runtime.GOOS == "windows" {
		return
	}
	if err := os.Chmod(file, 0o644); err != nil { //nolint:gosec // what is to be refused
		t.Fatal(err)
	}
	if _, err := LoadKey(file); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others can read: %v", err)
	}
}

// TestTokensAreRemembered by the next process, and by nobody who has another key.
func TestTokensAreRemembered(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	p := New(key, Outsiders, nil)
	token := p.Phone("+33199002962")
	var unknown *UnknownTokenError
	if _, err := New(key, Outsiders, nil).Value(t.Context(), token); !errors.As(err, &unknown) {
		t.Errorf("before it is saved: %v", err)
	}
	for range 2 {
		if err := p.Save(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if value, err := New(key, Outsiders, nil).Value(t.Context(), token); err != nil || value != "+33199002962" {
		t.Errorf("%q, %v", value, err)
	}
	if len(p.values) > 0 {
		t.Errorf("what is saved is kept in the process too: %q", p.values)
	}
	if value, err := p.Value(t.Context(), token); err != nil || value != "+33199002962" {
		t.Errorf("of the process that has made it: %q, %v", value, err)
	}
	other := newKey(t)
	other.File = key.File
	if _, err := New(other, Outsiders, nil).Value(t.Context(), token); !errors.As(err, &unknown) {
		t.Errorf("with another key: %v", err)
	}
}

package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// A decoder decodes a body and returns what it became.
type decoder func(body []byte) (any, error)

func pageOf[T any, K comparable](l list[T, K]) decoder {
	return func(body []byte) (any, error) {
		p, err := l.decodePage(request{path: l.path}, body)
		if err != nil {
			return nil, err
		}
		return &p.rows, nil
	}
}

func resourceOf[T any](envelope string) decoder {
	return func(body []byte) (any, error) {
		value := new(T)
		if envelope == "" {
			return value, decode(body, value)
		}
		_, err := decodeEnvelope(body, envelope, value, nil)
		return value, err
	}
}

// decoders are those of every list and of every resource.
func decoders() []decoder {
	return []decoder{
		pageOf(CallQuery{}.list()),
		resourceOf[Call]("call"), resourceOf[[]Contact]("contacts"), resourceOf[Contact]("contact"), resourceOf[[]Number]("numbers"), resourceOf[Number]("number"),
		resourceOf[[]User]("users"), resourceOf[User]("user"), resourceOf[[]Sent[Number]]("numbers"), resourceOf[[]Availability]("users"), resourceOf[Availability](""),
		resourceOf[[]Team]("teams"), resourceOf[Team]("team"), resourceOf[[]Tag]("tags"), resourceOf[Tag]("tag"), resourceOf[[]Webhook]("webhooks"), resourceOf[Webhook]("webhook"),
		resourceOf[Company]("company"), resourceOf[Integration]("integration"), resourceOf[DialerCampaign]("dialer_campaign"), resourceOf[[]*DialerCampaignNumber]("numbers"),
		resourceOf[[]SMSTemplate]("templates"), resourceOf[whatsAppTemplates](""), resourceOf[WhatsAppStatus](""),
		resourceOf[Transcription]("transcription"), resourceOf[Summary]("summary"), resourceOf[Topics]("topic"), resourceOf[Sentiments]("sentiment"), resourceOf[ActionItems](""),
		resourceOf[PredictedCSAT]("csat"), resourceOf[CustomSummary](""), resourceOf[PlaybookResult](""), resourceOf[Evaluations](""),
	}
}

// FuzzModels decodes any body as any answer and reads every field: a value that a database can hold, or an error. Nothing that
// is decoded is part of the body, whose memory is used again.
func FuzzModels(f *testing.F) {
	for i, body := range []string{
		`{"calls":[{"id":4294967301,"sid":"CA5\u0000","started_at":1790671200,"answered_at":"no_available_agent","duration":"11","user":{"id":1},"number":7,
			"tags":[{"id":1,"tagged_by":{"id":2}}],"comments":["\ud800",1e999999],"contact":{"id":5,"phone_numbers":[{"value":1}]}}],"meta":{"total":1}}`,
		`{"call":{"id":4294967301,"ended_at":253402300800,"assigned_to":5}}`,
		`{"contacts":[{"id":1,"created_at":1,"emails":[]}]}`,
		`{"playbook":{"name":["x"]},"adherence_score":"0.8","playbook_result_topics":[{"result":{}}]}`,
	} {
		f.Add(uint8(i), []byte(body))
	}
	all := decoders()
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		decode := all[int(which)%len(all)]
		overwritten := bytes.Clone(body)
		value, err := decode(overwritten)
		for i := range overwritten {
			overwritten[i] = '#'
		}
		if err == nil {
			if again, _ := decode(body); !reflect.DeepEqual(value, again) {
				t.Errorf("%+v changes with the body", value)
			}
			readAll(t, reflect.ValueOf(value))
		} else if !utf8.ValidString(err.Error()) && utf8.Valid(body) {
			t.Errorf("the error is %q", err)
		}
	})
}

// readAll calls the accessors of every field.
func readAll(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			readAll(t, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			readAll(t, v.Index(i))
		}
	case reflect.String:
		if s := v.String(); !utf8.ValidString(s) || strings.Contains(s, "\x00") {
			t.Errorf("a text is %q", s)
		}
	case reflect.Struct:
		if at, ok := v.Interface().(Time); ok {
			if !at.IsZero() && (at.Year() < 1 || at.Year() > 9999) {
				t.Errorf("a time is %v", at)
			}
			return
		}
		if field, ok := v.Addr().Interface().(interface{ JSON() json.RawMessage }); ok {
			checkDocument(t, field.JSON)
		}
		for _, accessor := range []string{"Ptr", "Value"} {
			if method := v.Addr().MethodByName(accessor); method.IsValid() {
				accessed(t, method)
				return
			}
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				readAll(t, v.Field(i))
			}
		}
	}
}

func accessed(t *testing.T, method reflect.Value) {
	t.Helper()
	value, err := guard.Catch(func() reflect.Value { return method.Call(nil)[0] })
	var problem *FieldError
	switch {
	case err == nil && value.Kind() == reflect.Slice, err == nil && value.Kind() == reflect.Pointer:
		readAll(t, value)
	case err != nil && !errors.As(err, &problem):
		t.Errorf("an accessor panics: %v", err)
	}
}

func checkDocument(t *testing.T, read func() json.RawMessage) {
	t.Helper()
	document, err := guard.Catch(read)
	var problem *FieldError
	switch {
	case err != nil && !errors.As(err, &problem):
		t.Errorf("JSON panics: %v", err)
	case err == nil && document != nil && (!json.Valid(document) || !utf8.Valid(document)):
		t.Errorf("JSON is %q", document)
	}
}

// FuzzStorable: what comes out is JSON that is stored as it is, and what needs no change has none.
func FuzzStorable(f *testing.F) {
	for _, seed := range []string{`["a\u0000b","\\u0000",1e5,-1e-999999]`, "\"\xff\"", `{"\ud800":"\ud83d\ude00"}`, `[1,2.5,"3e4"]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var anything any
		if decode(raw, &anything) != nil {
			return
		}
		document, err := storable(bytes.TrimSpace(raw))
		if err != nil {
			return
		}
		if !json.Valid(document) || !utf8.Valid(document) {
			t.Fatalf("%q became %q", raw, document)
		}
		if again, err := storable([]byte(document)); err != nil || !bytes.Equal(again, document) {
			t.Fatalf("%q became %q, and that %q and %v", raw, document, again, err)
		}
		var value any
		if err := json.Unmarshal(document, &value); err == nil {
			checkStored(t, value)
		}
	})
}

func checkStored(t *testing.T, value any) {
	t.Helper()
	switch value := value.(type) {
	case string:
		if strings.Contains(value, "\x00") {
			t.Errorf("a text is %q", value)
		}
	case []any:
		for _, v := range value {
			checkStored(t, v)
		}
	case map[string]any:
		for name, v := range value {
			checkStored(t, name)
			checkStored(t, v)
		}
	}
}

// FuzzErrorBody: whatever a gateway answers becomes one short line.
func FuzzErrorBody(f *testing.F) {
	f.Add([]byte(`{"error":"Bad Request","errors":{"user":["is away"]}}`), "application/json")
	f.Add([]byte("<title>\xe9\xe9\xe9\xe9</title>"), "text/html")
	f.Add([]byte("<meta charset=shift_jis><TITLE>\x83\x81</title"), "text/html; charset=utf-8")
	f.Add([]byte("\xff\xfe<\x00t\x00"), "text/html; charset=utf-16")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		text := errorMessage(body, contentType)
		if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxMessage+1 || strings.ContainsAny(text, "\x00\n\r\t") {
			t.Errorf("%q became %q", body, text)
		}
	})
}

// FuzzTime: a time that is read is one that JSON writes and that is read again as the same.
func FuzzTime(f *testing.F) {
	for _, seed := range []string{"1790590869", "1790590869.25", `"1790590869"`, "1790590869000", `"2026-09-28T12:21:09.5+02:00"`, "null", `""`, "-62135596801", "253402300800"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		var at, again Time
		if decode(wire, &at) != nil {
			return
		}
		written, err := at.MarshalJSON()
		if err != nil {
			t.Fatalf("%s is read as %v: %v", wire, at, err)
		}
		if err := decode(written, &again); err != nil || !again.Equal(at.Time) {
			t.Errorf("%s is read as %v and that as %v, %v", wire, at, again, err)
		}
		if _, offset := at.Zone(); offset != 0 || at.After(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is read as %v", wire, at)
		}
	})
}

package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// shapesOf are the shapes of a company, by path.
func shapesOf(t *testing.T, a *aircall) map[string]*EndpointShape {
	t.Helper()
	shapes := map[string]*EndpointShape{}
	if err := a.client("c", Config{AccessToken: fakeaircall.DemoAccessToken}).Shapes(t.Context(), func(s *EndpointShape) { shapes[s.Path] = s }); err != nil {
		t.Fatal(err)
	}
	return shapes
}

// marked lists the fields with a mark, as "path: field mark".
func marked(shapes map[string]*EndpointShape, marks ...string) (lines []string) {
	var walk func(path, within string, fields []*FieldShape)
	walk = func(path, within string, fields []*FieldShape) {
		for _, f := range fields {
			if slices.Contains(marks, f.Mark) {
				lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s: %s%s %s %s %s", path, within, f.Name, f.Mark, strings.Join(f.Types, "|"), f.Want)))
			}
			walk(path, within+f.Name+".", f.Fields)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(shapes)) {
		walk(path, "", shapes[path].Fields)
	}
	return lines
}

func differences(shapes map[string]*EndpointShape) (n int) {
	for _, s := range shapes {
		n += s.Differences
	}
	return n
}

func TestShapesOfACompanyInWhichEverythingIsFilled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, fixture.Filled(time.Now()), unlimited)
		shapes := shapesOf(t, a)
		if lines := marked(shapes, Unknown, Mismatch); len(lines) > 0 || differences(shapes) != 0 {
			t.Errorf("%d differences from the reference: %s", differences(shapes), strings.Join(lines, "\n"))
		}
		for path, s := range shapes {
			if s.Outcome != "200" || len(s.Fields) == 0 {
				t.Errorf("%s: %s, %d fields", path, s.Outcome, len(s.Fields))
			}
		}
		if n := len(a.Requests()); n != MaxShapeRequests() || n != 1+len(shapes) {
			t.Errorf("%d requests for %d endpoints, %d were announced", n, len(shapes), MaxShapeRequests())
		}
	})
}

// TestShapesKnowEveryEndpoint: what the fake serves is what Aircall documents and this client reads.
func TestShapesKnowEveryEndpoint(t *testing.T) {
	t.Parallel()
	routes, err := os.ReadFile("../fakeaircall/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{
		"/v1/ping": true, "/v1/users": true, "/v1/users/:id": true, // a sign of life, and the form that has ended
		"/v1/calls/:id/realtime_transcription": true, // ended, too
		"/v1/campaigns/:id/contacts":           true, // no list gives the id of a campaign
	}
	for _, e := range endpoints() {
		known[e.path] = true
	}
	found := regexp.MustCompile(`"(/v[12]/[^"]+)":`).FindAllStringSubmatch(string(routes), -1)
	if len(found) < 40 {
		t.Fatalf("%d routes", len(found))
	}
	for _, route := range found {
		if path := strings.ReplaceAll(route[1], "{id}", ":id"); !known[path] {
			t.Errorf("no shape is read of %s", path)
		}
	}
}

// changed is a network on which some answers are different.
type changed struct {
	http.RoundTripper
	change func(path, body string) string
}

func (c changed) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	body = []byte(c.change(r.URL.Path, string(body)))
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return response, nil
}

func TestShapesMarkWhatDiffers(t *testing.T) {
	for name, test := range map[string]struct {
		path, old, with string
		want            []string
	}{
		"a field that nobody knows":  {"/v1/tags", `"color"`, `"Mood":1,"mood":"x","color"`, []string{"/v1/tags: tags.[].(a name that looks like data) unknown integer", "/v1/tags: tags.[].mood unknown string"}},
		"an object that is unknown":  {"/v1/teams", `"direct_link"`, `"plan":{"seats":3,"+44 20 7946 0102":true},"direct_link"`, []string{"/v1/teams: teams.[].plan unknown object"}},
		"an id that is a text":       {"/v1/tags", `"id":`, `"id":"a","was":`, []string{"/v1/tags: tags.[].id mismatch string an integer", "/v1/tags: tags.[].was unknown integer"}},
		"a time that is a word":      {"/v1/calls/search", `"answered_at":`, `"answered_at":"no_available_agent","was":`, []string{"/v1/calls/search: calls.[].answered_at mismatch string a time", "/v1/calls/search: calls.[].was unknown integer"}},
		"a text that is an object":   {"/v2/users", `"substatus":`, `"substatus":{"code":1},"was":`, []string{"/v2/users: users.[].substatus mismatch object a text", "/v2/users: users.[].was unknown string"}},
		"no JSON":                    {"/v1/company", `{"name"`, `"was",{"name"`, nil},
		"a list that is an object":   {"/v1/tags", `"tags":[`, `"tags":{},"was":[`, []string{"/v1/tags: tags mismatch object an array", "/v1/tags: was unknown array"}},
		"another key around the row": {"/v1/company", `{"company"`, `{"firm"`, []string{"/v1/company: company mismatch  the key of the answer", "/v1/company: firm unknown object"}},
		"beside the row":             {"/v1/company", `{"company"`, `{"success":true,"company"`, []string{"/v1/company: success unknown boolean"}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, fixture.Filled(time.Now()), unlimited)
				a.registry.Transport = changed{a.registry.Transport, func(path, body string) string {
					if path != test.path {
						return body
					}
					after := strings.ReplaceAll(body, test.old, test.with)
					if after == body {
						t.Errorf("there is no %s in %s", test.old, body)
					}
					if test.want == nil {
						return after
					}
					if !json.Valid([]byte(after)) {
						t.Errorf("the test makes no JSON: %s", after)
					}
					return after
				}}
				shapes := shapesOf(t, a)
				if test.want == nil {
					if s := shapes[test.path]; s.Outcome != "200, but the answer is not JSON" || s.Fields != nil {
						t.Errorf("%+v", s)
					}
					return
				}
				if got := marked(shapes, Unknown, Mismatch); !slices.Equal(got, test.want) || differences(shapes) != len(test.want) {
					t.Errorf("%d differences:\n%s\nwant\n%s", differences(shapes), strings.Join(got, "\n"), strings.Join(test.want, "\n"))
				}
			})
		})
	}
}

func TestShapesSayWhatIsAbsent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, fixture.Filled(time.Now()), unlimited)
		got := marked(shapesOf(t, a), Absent)
		for _, want := range []string{"/v1/numbers: numbers.[].users absent"} { // only a single number has them
			if !slices.Contains(got, want) {
				t.Errorf("lacks %s:\n%s", want, strings.Join(got, "\n"))
			}
		}
	})
}

func TestShapesGoOnAfterARefusal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, fixture.Filled(time.Now()), unlimited)
		for path, status := range map[string]int{"/v1/teams": 403, "/v1/calls/search": 404, "/v1/tags/*": 400} {
			a.Fault(fakeaircall.Fault{Path: path, Times: fakeaircall.Forever, Status: status})
		}
		shapes := shapesOf(t, a)
		for path, want := range map[string]string{
			"/v1/teams": "403 Forbidden", "/v1/teams/:id": "not asked: no team was listed", "/v1/calls/search": "404 Not Found", "/v1/tags/:id": "400 Bad Request",
			"/v1/calls": "200", "/v1/calls/:id/evaluations": "200",
		} {
			if got := shapes[path].Outcome; got != want {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		}
		if len(shapes) != MaxShapeRequests()-1 {
			t.Errorf("%d endpoints are reported of %d", len(shapes), MaxShapeRequests())
		}
	})
}

func TestShapesOfAnEmptyCompany(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, &fakeaircall.Company{Name: "Empty & Co"}, unlimited)
		shapes := shapesOf(t, a)
		if n := differences(shapes); n > 0 {
			t.Errorf("%d differences: %q", n, marked(shapes, Unknown, Mismatch))
		}
		if s := shapes["/v1/contacts/search?phone_number="]; s.Outcome != "not asked: no phone number was listed" {
			t.Errorf("%+v", s)
		}
	})
}

func TestShapesEndWithTheirContext(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, fixture.Filled(time.Now()), unlimited)
		ctx, cancel := context.WithCancel(t.Context())
		reported := 0
		err := a.client("c", Config{}).Shapes(ctx, func(*EndpointShape) {
			if reported++; reported == 3 {
				cancel()
			}
		})
		if err == nil || reported != 3 {
			t.Errorf("%v after %d", err, reported)
		}
	})
}

// TestShapesHoldNoValue: nothing of what the company's answers say is in its shapes, not even as a name.
func TestShapesHoldNoValue(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, fixture.Filled(time.Now()), unlimited)
		values := map[string]bool{}
		a.registry.Transport = changed{a.registry.Transport, func(_, body string) string {
			var answer any
			if err := json.Unmarshal([]byte(body), &answer); err != nil {
				t.Errorf("%v: %s", err, body)
			}
			collectValues(answer, values)
			return body
		}}
		written, err := json.Marshal(shapesOf(t, a))
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile(`[a-zA-Z_]+`)
		for value := range values {
			// A value that is a word of the API itself ("call", "name") tells nothing.
			if len(value) > 3 && names.FindString(value) != value && strings.Contains(string(written), value) {
				t.Errorf("%q is shown", value)
			}
		}
		if len(values) < 100 {
			t.Errorf("%d values", len(values))
		}
	})
}

// collectValues gathers the texts and numbers of an answer.
func collectValues(answer any, values map[string]bool) {
	switch v := answer.(type) {
	case map[string]any:
		for _, item := range v {
			collectValues(item, values)
		}
	case []any:
		for _, item := range v {
			collectValues(item, values)
		}
	case string:
		values[v] = true
	case float64:
		values[fmt.Sprint(int64(v))] = true
	}
}

package archive

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// presence are the fields of a user inside of another object that say how the user is now, which is nothing of the
// object's: else every busy hour would rewrite a month of calls.
var presence = []string{"available", "availability_status", "substatus", "state", "default_number_id", "language", "time_zone", "wrap_up_time", "extension"}

// usersIn says where in the JSON of a column users lie: the column itself (""), or under a key of each of its elements.
var usersIn = map[string]string{
	"assigned_to": "", "transferred_by": "", "transferred_to": "", "users": "",
	"comments": "posted_by", "tags_src": "tagged_by", "teams": "users",
}

// same reports whether two rows of a table say the same.
func same(t *layout.Table, a, b []any) bool {
	for i, c := range t.Columns {
		if c.Name == layout.ArchivedAt || c.Name == layout.SampledAt {
			continue
		}
		if !sameValue(c, a[i], b[i]) {
			return false
		}
	}
	return true
}

func sameValue(c layout.Column, a, b any) bool {
	if a == nil || b == nil {
		return a == b
	}
	switch c.Type {
	case layout.Timestamp:
		at, ok := a.(time.Time)
		bt, ok2 := b.(time.Time)
		return ok && ok2 && at.Equal(bt)
	case layout.JSON:
		return sameJSON(c.Name, a, b)
	}
	return a == b
}

// sameJSON compares documents as values.
func sameJSON(column string, a, b any) bool {
	if a == b {
		return true
	}
	va, erra := parsed(a)
	vb, errb := parsed(b)
	if erra != nil || errb != nil {
		return false
	}
	if place, has := usersIn[column]; has {
		withoutPresence(va, place)
		withoutPresence(vb, place)
	}
	return reflect.DeepEqual(va, vb)
}

func parsed(document any) (v any, err error) {
	text, _ := document.(string)
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber() // ids have more digits than a float64
	return v, d.Decode(&v)
}

// withoutPresence takes off what a user does now: of v itself or its elements, or of what lies under a key of them.
func withoutPresence(v any, place string) {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			withoutPresence(element, place)
		}
	case map[string]any:
		if place != "" {
			withoutPresence(v[place], "")
			return
		}
		for _, field := range presence {
			delete(v, field)
		}
	}
}

package aircall

import (
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

// TestEveryColumnSaysWhatPersonalDataItHolds also holds each verdict against the column that it stands beside, and each field
// of a document against the kinds.
func TestEveryColumnSaysWhatPersonalDataItHolds(t *testing.T) {
	t.Parallel()
	for _, d := range tables() {
		verdicts := Verdicts()[d.Name]
		for _, c := range d.Columns {
			v := verdicts[c.Name]
			isJSON := c.Type == proto.ColumnType_JSON
			switch {
			case v.Kind == "":
				t.Errorf("%s.%s says nothing of the personal data in it", d.Name, c.Name)
			case v.Kind == personal.KindDocument && !isJSON, isJSON && v.Kind != personal.KindDocument && v.Kind != personal.KindNone:
				t.Errorf("%s.%s is a %s, and its verdict is %s", d.Name, c.Name, c.Type, v.Kind)
			case c.Type != proto.ColumnType_STRING && !isJSON && v.Kind != personal.KindNone:
				t.Errorf("%s.%s is a %s, which holds no %s", d.Name, c.Name, c.Type, v.Kind)
			case strings.Contains(c.Description, "Personal data.") && v.Kind == personal.KindNone:
				t.Errorf("%s.%s describes itself as personal data, and its verdict is none", d.Name, c.Name)
			}
			if _, known := verdicts[v.Beside]; v.Beside != "" && !known {
				t.Errorf("%s.%s stands beside %s, and there is no such column", d.Name, c.Name, v.Beside)
			}
			checkFields(t, d.Name+"."+c.Name, v)
		}
	}
}

func checkFields(t *testing.T, name string, v personal.Verdict) {
	t.Helper()
	kinds := []personal.Kind{personal.KindNone, personal.KindLine, personal.KindPhone, personal.KindName, personal.KindEmail, personal.KindText, personal.KindLink,
		personal.KindUser, personal.KindUserEmail, personal.KindVaries, personal.KindDocument}
	if !slices.Contains(kinds, v.Kind) {
		t.Errorf("%s is of kind %q", name, v.Kind)
	}
	if (v.Kind == personal.KindVaries) != (len(v.Of) > 0) || (v.Kind == personal.KindDocument) != (len(v.Inside) > 0) {
		t.Errorf("%s is of kind %s with %d cases and %d fields", name, v.Kind, len(v.Of), len(v.Inside))
	}
	for field, inside := range v.Inside {
		checkFields(t, name+"."+field, inside)
	}
}

package output_test

import (
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// TestNoFormulas: what a spreadsheet would run is text, and numbers are what they are.
func TestNoFormulas(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"=HYPERLINK(1)": "'=HYPERLINK(1)", "@SUM(A1)": "'@SUM(A1)", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "+1-212": "'+1-212", "-": "'-",
		"\t=1": "' =1", "＝1+1": "'＝1+1", " =1": "' =1",
		"+33199002962": "+33199002962", "+1 212-555-0141": "+1 212-555-0141", "-5": "-5", "-0.5": "-0.5", "a=b": "a=b", "'x": "'x", "": "", "+(33) 1": "'+(33) 1"[1:],
	} {
		for format, separator := range map[output.Format]string{output.CSV: ",", output.TSV: "\t"} {
			got := printed(t, []string{"a", "b"}, [][]any{{value, "z"}}, output.Options{Format: format})
			if unquoted := strings.ReplaceAll(got, `"`, ""); unquoted != want+separator+"z\n" {
				t.Errorf("%s of %q: %q", format, value, got)
			}
			if got := printed(t, []string{"a", "b"}, [][]any{{value, int64(-5)}}, output.Options{Format: format, Exact: true}); strings.Trim(got, "\"") != value+separator+"-5\n" && !strings.HasPrefix(got, `"`+value+`"`) {
				t.Errorf("exact %s of %q: %q", format, value, got)
			}
		}
	}
}

package output_test

import (
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

func TestMarkdownIsText(t *testing.T) {
	t.Parallel()
	got := printed(t, []string{"a|b", "n"}, [][]any{
		{"[x](https://evil.example)\n<img src=x> `c` *b* ~~s~~ \\ & |", int64(3)}, {nil, "www.evil.example ![p](//e)"},
	}, output.Options{Format: output.Markdown, Header: true})
	want := `| a\|b | n |
|---|---|
| \[x\](https:\//evil.example)<br>&lt;img src=x&gt; ` + "\\`c\\`" + ` \*b\* \~\~s\~\~ \\ &amp; \| | 3 |
|  | www\.evil.example !\[p\](//e) |
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := printed(t, []string{"a"}, nil, output.Options{Format: output.Markdown}); got != "| a |\n|---|\n" {
		t.Errorf("no rows: %q", got)
	}
}

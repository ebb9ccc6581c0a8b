package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRowsGoToAFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, args := range map[string][]string{
		"a.csv": nil, "a.parquet": nil, "a.xlsx": nil, "a.md": nil, "rows": {"--output", "jsonl"}, "b.txt": {"--output", "csv"},
	} {
		file := filepath.Join(folder, name)
		if got := succeeded(t, command(t, append([]string{"query", "--demo", "select 7 as n, 'seven' as word", "--to", file}, args...)...)); got != "" {
			t.Errorf("%s: on standard output: %q", name, got)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		switch name {
		case "a.parquet":
			if rows := parquetRows(t, content); fmt.Sprint(rows) != "[[n word] [7 seven]]" {
				t.Errorf("%q", rows)
			}
		case "a.xlsx":
			if rows := xlsxRows(t, content); fmt.Sprint(rows) != "[[n word] [7 seven]]" {
				t.Errorf("%q", rows)
			}
		default:
			want := map[string]string{"a.csv": "n,word\n7,seven\n", "a.md": "| n | word |\n|---|---|\n| 7 | seven |\n", "rows": "{\"n\":7,\"word\":\"seven\"}\n", "b.txt": "n,word\n7,seven\n"}[name]
			if string(content) != want {
				t.Errorf("%s: %q, want %q", name, content, want)
			}
		}
	}
}

func TestNoFileOfAnAnswerThatFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "calls.csv")
	if got := command(t, "query", "--demo", "select 1 as n; select * from nowhere", "--to", file); got.status != 1 {
		t.Errorf("%+v", got)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for want, args := range map[string][]string{
		"choose one with --output": {"--to", filepath.Join(filepath.Dir(file), "calls")},
		"name a file with --to":    {"--output", "parquet"},
	} {
		if got := commandOnTerminal(t, true, append([]string{"query", "--demo", "select 1"}, args...)...); got.status != 1 || got.out != "" || !strings.Contains(got.err, want) {
			t.Errorf("%q: %+v", args, got)
		}
	}
}

// TestAFileHasAResult: one of no rows too, but no file is made of a statement that has none.
func TestAFileHasAResult(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	readers := map[string]func(*testing.T, []byte) [][]string{"csv": csvRows(','), "parquet": parquetRows, "xlsx": xlsxRows}
	for _, format := range []string{"csv", "json", "parquet", "xlsx"} {
		file := filepath.Join(folder, "rows."+format)
		succeeded(t, command(t, "query", "--demo", "select 1 as n, 'x' as word where false", "--to", file))
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if read := readers[format]; read != nil && fmt.Sprint(read(t, content)) != "[[n word]]" {
			t.Errorf("no rows in %s: %q", format, content)
		} else if read == nil && string(content) != "[]\n" {
			t.Errorf("no rows in %s: %q", format, content)
		}
		got := command(t, "query", "--demo", "create temp table t (a)", "--to", file)
		if after, err := os.ReadFile(file); err != nil || got.status != 1 || got.err != "Error: the SQL has no result that could be written to a file: end it with a select\n" || string(after) != string(content) {
			t.Errorf("no result in %s: %+v, %v", format, got, err)
		}
	}
	if got := command(t, "query", "--demo", "create temp table t (a)", "--output", "xlsx"); got.status != 1 || got.out != "" || !strings.Contains(got.err, "no result") {
		t.Errorf("no result in a pipe: %+v", got)
	}
}

// TestFormulasOfCallersAreText: names come from outside, and a report is opened in a spreadsheet.
func TestFormulasOfCallersAreText(t *testing.T) {
	t.Parallel()
	sql := "select '=1+1' as name, '+33199002962' as number, -1 as n"
	if got := succeeded(t, command(t, "query", "--demo", sql, "--output", "csv")); got != "name,number,n\n'=1+1,+33199002962,-1\n" {
		t.Errorf("%q", got)
	}
	if got := succeeded(t, command(t, "query", "--demo", sql, "--output", "csv", "--exact")); got != "name,number,n\n=1+1,+33199002962,-1\n" {
		t.Errorf("exact: %q", got)
	}
}

func TestAWideAnswerTurnsToLines(t *testing.T) {
	t.Parallel()
	sql := "select 'a-word-without-a-break' as first_column, 'another-word-of-the-kind' as second_column, 'and-one-more' as third_column"
	if got := commandOnTerminal(t, true, "query", "--demo", sql); got.status != 0 || !strings.HasPrefix(got.out, "-[ RECORD 1  ]") {
		t.Errorf("%+v", got)
	}
	if got := commandOnTerminal(t, true, "query", "--demo", sql, "--output", "table"); got.status != 0 || !strings.HasPrefix(got.out, "+--") {
		t.Errorf("%+v", got)
	}
}

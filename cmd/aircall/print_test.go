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

package main

import (
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	got := succeeded(t, command(t, "version"))
	if !strings.HasPrefix(got, "aircall ") || len(strings.Fields(got)) != 2 {
		t.Errorf("%q", got)
	}
	if flag := succeeded(t, command(t, "--version")); flag != got {
		t.Errorf("--version prints %q, version %q", flag, got)
	}
}

func TestMistakesInTheCommandLine(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		`unknown command "qeury"`:                                                   {"qeury"},
		`--max-requests is "many": write a whole number`:                            {"query", "--max-requests", "many", "select 1"},
		"unknown flag: --colour (aircall query --help lists the flags)":             {"query", "--colour"},
		"unknown flag: --ouput (did you mean --output?)":                            {"query", "--ouput"},
		"unknown flag: --allow (did you mean --allow-files?)":                       {"query", "--allow"},
		"unknown shorthand flag: 'x' in -x (aircall tables --help lists the flags)": {"tables", "-x"},
		"table, csv, tsv, json, jsonl, line, markdown, parquet, xlsx":               {"query", "--output", "xml", "select 1"},
		`unknown command "now" for "aircall v`:                                      {"version", "now"},
	} {
		got := command(t, args...)
		if got.status != 1 || got.out != "" || !strings.HasPrefix(got.err, "Error: ") || !strings.Contains(got.err, want) {
			t.Errorf("%q: %+v, want %q", args, got, want)
		}
	}
}

func TestSQLComesFromAnywhere(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "one.sql", "-- a comment\nselect 1 as one;\n")
	flags := []string{"--demo", "--output", "csv"}
	for name, test := range map[string]struct {
		in   string
		args []string
	}{
		"argument":       {"", []string{"select 1 as one"}},
		"a comment":      {"", []string{"-- a comment\nselect 1 as one"}},
		"file":           {"", []string{"--file", file}},
		"standard input": {"select 1 as one", nil},
		"a dash":         {"select 1 as one;\n", []string{"-"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append(append([]string{"query"}, test.args...), flags...)
			if got := succeeded(t, commandReading(t, strings.NewReader(test.in), args...)); got != "one\n1\n" {
				t.Errorf("%q", got)
			}
		})
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"twice":        {[]string{"select 1", "--file", file}, "the SQL comes twice"},
		"no quotes":    {[]string{"select", "1"}, "put quotes around it"},
		"nothing":      {nil, "no SQL statement"},
		"missing file": {[]string{"--file", file + "x"}, "one.sqlx"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := command(t, append(append([]string{"query"}, test.args...), flags...)...)
			if got.status != 1 || got.out != "" || !strings.Contains(got.err, test.want) {
				t.Errorf("%+v, want %q", got, test.want)
			}
		})
	}
}

func TestNobodyIsAskedForSQLOnATerminal(t *testing.T) {
	t.Parallel()
	var out, err strings.Builder
	status := run(t.Context(), []string{"query", "--demo"}, streams{neverRead{t}, &out, &err, func(any) int { return 80 }})
	if status != 1 || out.Len() > 0 || !strings.Contains(err.String(), "no SQL is given") {
		t.Errorf("status %d, %q, %q", status, out.String(), err.String())
	}
}

type neverRead struct{ *testing.T }

func (r neverRead) Read([]byte) (int, error) {
	r.Error("the terminal is read")
	return 0, nil
}

package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTablesAreListed(t *testing.T) {
	t.Parallel()
	var tables []struct{ Table, Description string }
	if err := json.Unmarshal([]byte(succeeded(t, command(t, "tables", "--output", "json"))), &tables); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, table := range tables {
		names[table.Table] = true
		if table.Description == "" {
			t.Errorf("%s is not described", table.Table)
		}
	}
	for _, name := range []string{"call", "company", "contact", "number", "tag", "team", "user", "user_availability", "webhook"} {
		if !names["aircall_"+name] {
			t.Errorf("aircall_%s is not listed", name)
		}
	}
}

func TestATableIsDescribed(t *testing.T) {
	t.Parallel()
	var columns []struct{ Column, Type, Key, Description string }
	if err := json.Unmarshal([]byte(succeeded(t, command(t, "tables", "aircall_call", "--output", "json"))), &columns); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range columns {
		got[c.Column] = c.Type + "; " + c.Key
		if c.Description == "" {
			t.Errorf("%s is not described", c.Column)
		}
	}
	for column, want := range map[string]string{
		"id":         "bigint; get =",
		"started_at": "timestamp with time zone; list = > >= < <=",
		"direction":  "text; filter =",
		"tags":       "jsonb; ",
		"archived":   "boolean; ",
	} {
		if got[column] != want {
			t.Errorf("%s is %q, want %q", column, got[column], want)
		}
	}
	if _, ok := got["sp_connection_name"]; ok {
		t.Error("a column of Steampipe's own is shown")
	}
}

func TestATableIsFoundInAnyCase(t *testing.T) {
	t.Parallel()
	want := succeeded(t, command(t, "tables", "aircall_call"))
	for _, name := range []string{"AIRCALL_CALL", "Aircall_Call"} {
		if got := succeeded(t, command(t, "tables", name)); got != want || got == "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAnUnknownTableHasNeighbours(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"AIRCALL_CALS": "(did you mean aircall_call, ", "sqlite_master": "no such table: sqlite_master\n", "": "no such table: "} {
		if got := command(t, "tables", name); got.status != 1 || got.out != "" || !strings.Contains(got.err, want) {
			t.Errorf("%+v", got)
		}
	}
	for _, name := range []string{"aircall_contac", `aircall_"contact`} {
		got := command(t, "tables", name)
		if got.status != 1 || got.out != "" || !strings.Contains(got.err, "no such table: "+name+" (did you mean aircall_contact") {
			t.Errorf("%+v", got)
		}
	}
}

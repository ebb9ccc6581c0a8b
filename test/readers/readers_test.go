//go:build readers

// Package readers_test reads what the command writes with programs and libraries that did not write it. run.sh installs them.
package readers_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// A column is one whose cells are compared: as texts, a time as microseconds since 1970.
type column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// A table is a set of Parquet files as the scripts take it.
type table struct {
	Name    string   `json:"name"`
	Glob    string   `json:"glob"`
	Files   []string `json:"files"`
	Columns []column `json:"columns"`
}

// A digest is what a reader found in a table.
type digest struct {
	Rows   int    `json:"rows"`
	Digest string `json:"digest"`
}

// digestOf is that of rows whose cells are texts or nil, whatever their order.
func digestOf(rows [][]*string) digest {
	hashes := make([]string, len(rows))
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, cell := range row {
			if cells[j] = "\u2400"; cell != nil {
				cells[j] = *cell
			}
		}
		hashes[i] = hash(strings.Join(cells, "\x1f"))
	}
	slices.Sort(hashes)
	return digest{len(rows), hash(strings.Join(hashes, "\n"))}
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// output runs a program, which must succeed, and returns what it prints.
func output(t *testing.T, in []byte, program string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(program, args...) //nolint:gosec // the programs that run.sh names
	cmd.Stdin = bytes.NewReader(in)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %.80q: %v\n%.2000s%.2000s", filepath.Base(program), args, err, said.String(), out.String())
	}
	return out.Bytes()
}

func aircall(t *testing.T, args ...string) []byte {
	t.Helper()
	return output(t, nil, os.Getenv("READERS_COMMAND"), args...)
}

// script runs one of this folder's, and decodes what it prints.
func script(t *testing.T, result any, in any, name string, args ...string) {
	t.Helper()
	given, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	found := output(t, given, os.Getenv("READERS_NODE"), append([]string{filepath.Join(os.Getenv("READERS_SCRIPTS"), name)}, args...)...)
	if err := json.Unmarshal(found, result); err != nil {
		t.Fatalf("%s: %v\n%.500s", name, err, found)
	}
}

// texts is SQL, for SQLite, that gives the cells of a table as a list of texts.
func texts(columns []column, from string) string {
	cells := make([]string, len(columns))
	for i, c := range columns {
		switch c.Type {
		case "bool":
			cells[i] = fmt.Sprintf("iif(%[1]q is null, null, iif(%[1]q, 'true', 'false'))", c.Name)
		case "timestamp":
			cells[i] = fmt.Sprintf("(strftime('%%s', %[1]q) * 1000000 + iif(length(%[1]q) > 19, substr(%[1]q, 21), 0)) || ''", c.Name)
		default:
			cells[i] = fmt.Sprintf("%q || ''", c.Name)
		}
	}
	return fmt.Sprintf("select json_array(%s) as cells from %s", strings.Join(cells, ", "), from)
}

// ours is what the command's own engine finds in an archive.
func ours(t *testing.T, archive string, columns []column, from string) digest {
	t.Helper()
	var rows [][]*string
	lines := bufio.NewScanner(bytes.NewReader(aircall(t, "query", "--demo", "--archive", archive, "--output", "jsonl", texts(columns, from))))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var row struct {
			Cells []*string `json:"cells"`
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row.Cells)
	}
	return digestOf(rows)
}

// archived are the tables of an archive that has some rows in each.
func archived(t *testing.T, folder string) []table {
	t.Helper()
	l, err := layout.Choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	types := map[layout.Type]string{layout.Int: "int", layout.Text: "text", layout.JSON: "text", layout.Bool: "bool", layout.Timestamp: "timestamp"}
	var all []table
	for _, of := range l.Tables {
		tab := table{Name: of.Name, Glob: filepath.Join(folder, of.Name, "part.parquet")}
		if of.Month != "" {
			tab.Glob = filepath.Join(folder, of.Name, "month=*", "part.parquet")
		}
		for _, c := range of.Columns {
			tab.Columns = append(tab.Columns, column{c.Name, types[c.Type]})
		}
		if tab.Files, err = filepath.Glob(tab.Glob); err != nil {
			t.Fatal(err)
		}
		all = append(all, tab)
	}
	return all
}

// parquetEngines read the folder of an archive.
var parquetEngines = []string{"duckdb", "clickhouse", "polars", "hyparquet"}

func TestTheParquetFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir() + "/calls/"
	aircall(t, "archive", "--demo", "--to", folder)
	tables := archived(t, folder)
	tables = slices.DeleteFunc(tables, func(of table) bool { return len(of.Files) == 0 })
	var found map[string]map[string]digest
	script(t, &found, tables, "parquet.mjs", parquetEngines...)
	filled := 0
	for _, of := range tables {
		want := ours(t, folder, of.Columns, "archive."+of.Name)
		if want.Rows > 0 {
			filled++
		}
		for _, engine := range parquetEngines {
			if got := found[engine][of.Name]; got != want {
				t.Errorf("%s finds %+v in %s, want %+v", engine, got, of.Name, want)
			}
		}
	}
	if filled < 15 {
		t.Errorf("only %d tables have rows", filled)
	}
}

func TestTheSQLiteFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "calls.db")
	aircall(t, "archive", "--demo", "--to", file)
	for _, of := range archived(t, "") {
		var rows [][]*string
		for line := range strings.Lines(string(output(t, nil, "sqlite3", "-readonly", file, texts(of.Columns, of.Name)))) {
			var row []*string
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
		if got, want := digestOf(rows), ours(t, file, of.Columns, "archive."+of.Name); got != want {
			t.Errorf("sqlite3 finds %+v in %s, want %+v", got, of.Name, want)
		}
	}
	if got := strings.TrimSpace(string(output(t, nil, "sqlite3", "-readonly", file, "pragma integrity_check"))); got != "ok" {
		t.Errorf("integrity_check: %s", got)
	}
}

func TestFilesOfAQuery(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	archive := filepath.Join(folder, "calls.db")
	aircall(t, "archive", "--demo", "--to", archive)
	columns := []column{
		{"id", "int"}, {"started_at", "timestamp"}, {"answered_at", "timestamp"}, {"duration", "int"}, {"has_recording", "bool"},
		{"phone_number", "text"}, {"contact_name", "text"}, {"tags_src", "text"},
	}
	var names, types []string
	for _, c := range columns {
		names, types = append(names, c.Name), append(types, c.Type)
	}
	const from = "archive.aircall_call"
	want := ours(t, archive, columns, from)
	if want.Rows < 1000 {
		t.Fatalf("%d calls", want.Rows)
	}
	write := func(format string) string {
		file := filepath.Join(folder, "calls."+format)
		content := aircall(t, "query", "--demo", "--archive", archive, "--output", format, fmt.Sprintf("select %s from %s", strings.Join(names, ", "), from))
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := write("parquet")
	var found map[string]map[string]digest
	script(t, &found, []table{{"calls", file, []string{file}, columns}}, "parquet.mjs", parquetEngines...)
	for _, engine := range parquetEngines {
		if got := found[engine]["calls"]; got != want {
			t.Errorf("%s finds %+v in the Parquet file, want %+v", engine, got, want)
		}
	}
	var got digest
	if script(t, &got, nil, "xlsx.mjs", append([]string{write("xlsx")}, types...)...); got != want {
		t.Errorf("SheetJS finds %+v in the workbook, want %+v", got, want)
	}
}

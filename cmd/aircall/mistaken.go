package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// What is given as SQL and is none gets an error that says what to write.

// shellsOwn is how a command of the shell begins, or of psql's.
var shellsOwn = regexp.MustCompile(`^\s*[.\\][a-zA-Z?]\w*`)

// noShellCommand complains about SQL that is a command of the shell.
func noShellCommand(sql string) error {
	command := strings.TrimSpace(shellsOwn.FindString(sql))
	if command == "" {
		return nil
	}
	return fmt.Errorf("%s is no SQL; commands that begin so belong to aircall shell on a terminal. aircall tables lists the tables, and aircall tables aircall_call the columns of one", command)
}

// tablesOtherwise are the first words of statements by which other engines list and describe tables.
var tablesOtherwise = regexp.MustCompile(`(?i)^\s*(show|describe|desc)\b`)

// explainedTables adds to an error how tables are listed here, where the SQL asks for that in the way of another engine.
func explainedTables(sql string, err error) error {
	if err == nil || !tablesOtherwise.MatchString(sql) {
		return err
	}
	return fmt.Errorf("%w: aircall tables lists the tables, and aircall tables aircall_call the columns of one; in aircall shell .tables and .describe do", err)
}

// ofArchive is the error of a table that there is with an archive alone.
var ofArchive = regexp.MustCompile(`^no such table: (all_|archive\.)`)

// csvAsTable is the error of a CSV file that stands for a table, as in DuckDB.
var csvAsTable = regexp.MustCompile(`(?i)^no such table: (\S*\.[ct]sv|read_csv\w*)\b`)

// explainedTable adds to the error of a table that there is not how it is had.
func (d *database) explainedTable(err error) error {
	if err != nil && csvAsTable.MatchString(err.Error()) {
		return fmt.Errorf("%w; with --allow-files a CSV file is a table by: create virtual table temp.vip using csv(filename='vip.csv', header=yes)", err)
	}
	return d.explainedArchive(err)
}

// explainedArchive adds to an error the flag that names the archive.
func (d *database) explainedArchive(err error) error {
	if err == nil || d.archived || !ofArchive.MatchString(err.Error()) {
		return err
	}
	return fmt.Errorf("%w; the tables archive.… and the views all_… are those of an archive, which --archive names", err)
}

// noFileName complains about SQL that is the name of a file.
func noFileName(sql string) error {
	if strings.ContainsAny(sql, "\n;") {
		return nil
	}
	if info, err := os.Stat(sql); err == nil && info.Mode().IsRegular() { //nolint:gosec // nothing is read
		return fmt.Errorf("%s is a file: to run the SQL in it, write --file %s", sql, shellQuoted(sql))
	}
	if strings.EqualFold(filepath.Ext(sql), ".sql") && !strings.ContainsAny(sql, " \t") {
		return errors.New(sql + " looks like the name of a file, and there is no such file; SQL in a file is run by --file")
	}
	return nil
}

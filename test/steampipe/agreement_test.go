//go:build e2e

package steampipe_test

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// sameRows reports whether an answer of SQLite's means the same as one of Postgres', in any order. It writes both in
// one way, and sorts them.
func sameRows(postgres, sqlite answer) bool {
	if len(postgres.rows) != len(sqlite.rows) {
		return false
	}
	for _, rows := range [][][]*string{postgres.rows, sqlite.rows} {
		for _, row := range rows {
			for i, value := range row {
				if value != nil {
					row[i] = new(normalised(*value, postgres.types[i]))
				}
			}
		}
		slices.SortFunc(rows, func(a, b []*string) int {
			// Fractions come last: they may differ by their last digit.
			return cmp.Or(strings.Compare(key(a, postgres.types), key(b, postgres.types)), strings.Compare(line(a), line(b)))
		})
	}
	return slices.EqualFunc(postgres.rows, sqlite.rows, func(a, b []*string) bool {
		for i := range a {
			if !sameValue(a[i], b[i], postgres.types[i]) {
				return false
			}
		}
		return true
	})
}

func isFraction(oid uint32) bool {
	return oid == pgtype.NumericOID || oid == pgtype.Float8OID || oid == pgtype.Float4OID
}

// key is a row without its fractions.
func key(row []*string, types []uint32) string {
	var whole []*string
	for i, value := range row {
		if !isFraction(types[i]) {
			whole = append(whole, value)
		}
	}
	return line(whole)
}

// sameValue lets a fraction differ by one in the last digit that Postgres shows: its numerics round a half up, the
// floating-point numbers of SQLite may lie just below it.
func sameValue(postgres, sqlite *string, oid uint32) bool {
	if postgres == nil || sqlite == nil {
		return postgres == sqlite
	}
	if !isFraction(oid) {
		return *postgres == *sqlite
	}
	p, pErr := strconv.ParseFloat(*postgres, 64)
	s, sErr := strconv.ParseFloat(*sqlite, 64)
	_, decimals, _ := strings.Cut(*postgres, ".")
	return pErr == nil && sErr == nil && math.Abs(p-s) < 1.01*math.Pow10(-min(len(decimals), 6))
}

// normalised writes a value of a Postgres type, in the text of either engine, in one way.
func normalised(text string, oid uint32) string {
	switch oid {
	case pgtype.BoolOID:
		return map[string]string{"t": "true", "f": "false", "1": "true", "0": "false", "true": "true", "false": "false"}[text]
	case pgtype.Int8OID, pgtype.Int4OID:
		return strings.TrimSuffix(text, ".0")
	case pgtype.JSONBOID, pgtype.JSONOID:
		var document any
		if json.Unmarshal([]byte(text), &document) == nil {
			normal, _ := json.Marshal(document) // what was just read can be written
			return string(normal)
		}
	case pgtype.TimestamptzOID, pgtype.TimestampOID, pgtype.DateOID:
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999-07", "2006-01-02 15:04:05.999999", "2006-01-02 15:04", time.DateOnly} {
			if at, err := time.Parse(layout, text); err == nil {
				return at.UTC().Format(time.RFC3339Nano)
			}
		}
	}
	return text
}

package localsql

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/sqltoken"
)

// A JSON column stays JSON in what SQLite's functions make of it: json_group_array(tags) is an array of objects. SQLite marks
// a cell as JSON, and loses the mark where the cell passes through a sorter or a temporary table, as for a GROUP BY: the array
// would hold texts. So an argument that is JSON, wherever its rows have been, is marked again.

// jsonBuilders are the functions that tell JSON from a text that looks like it.
var jsonBuilders = []string{
	"json_array", "json_group_array", "json_group_object", "json_insert", "json_object", "json_quote", "json_replace", "json_set",
}

// The functions that stand around an argument: argumentProbe in an EXPLAIN alone, to find it in the bytecode, and jsonMark in
// the statement that runs.
const (
	argumentProbe = "aircall_json_argument"
	jsonMark      = "aircall_json"
)

// markJSON gives SQL in which the arguments that are JSON are marked; "" where there are none.
func (c *conn) markJSON(sql string) string {
	arguments := builderArguments(sqltoken.Scan(sql))
	if len(arguments) == 0 || len(c.plans) == 0 && c.attached == nil {
		return ""
	}
	around := func(what func(i int) (before string)) string {
		return wrap(sqltoken.Scan(sql), arguments, what)
	}
	plans := c.plans
	flow := c.typedFlow(c.explainProgram(around(func(i int) string { return fmt.Sprintf("%s(%d, ", argumentProbe, i) })))
	c.plans = plans
	found := false
	marked := around(func(i int) string {
		if flow.probed[i].typ() != "jsonb" {
			return ""
		}
		found = true
		return jsonMark + "("
	})
	if !found {
		return ""
	}
	return marked
}

// A tokenRange is the tokens from first to last.
type tokenRange struct{ first, last int }

// builderArguments are the arguments of all calls of jsonBuilders.
func builderArguments(tokens []sqltoken.Token) (all []tokenRange) {
	for i, t := range tokens {
		if t.Kind == sqltoken.Word && slices.Contains(jsonBuilders, strings.ToLower(t.Text)) {
			all = append(all, argumentsAt(tokens, skipSpace(tokens, i+1))...)
		}
	}
	return all
}

func skipSpace(tokens []sqltoken.Token, i int) int {
	for i < len(tokens) && (tokens[i].Kind == sqltoken.Space || tokens[i].Kind == sqltoken.Comment) {
		i++
	}
	return i
}

// argumentsAt are the arguments in the parentheses that open at a token, without DISTINCT before and ORDER BY behind them.
func argumentsAt(tokens []sqltoken.Token, open int) (all []tokenRange) {
	if open >= len(tokens) || tokens[open].Text != "(" {
		return nil
	}
	argument := tokenRange{-1, -1}
	end := func() {
		if argument.first >= 0 && tokens[argument.first].Text != "*" {
			all = append(all, argument)
		}
		argument = tokenRange{-1, -1}
	}
	depth, ordered := 0, false
	for i := open; i < len(tokens); i++ {
		word := ""
		if tokens[i].Kind == sqltoken.Word && depth == 1 {
			word = strings.ToLower(tokens[i].Text)
		}
		switch text := tokens[i].Text; {
		case i != skipSpace(tokens, i):
			continue
		case text == "(":
			depth++
			if depth == 1 {
				continue
			}
		case text == ")":
			depth--
			if depth == 0 {
				end()
				return all
			}
		case text == "," && depth == 1:
			end()
			continue
		case word == "distinct" && argument.first < 0:
			continue
		case word == "order":
			end()
			ordered = true
		}
		if !ordered {
			if argument.first < 0 {
				argument.first = i
			}
			argument.last = i
		}
	}
	return nil // the parentheses are not closed
}

// wrap writes something before some arguments, and a parenthesis behind them. Where there is nothing to write it leaves the
// argument.
func wrap(tokens []sqltoken.Token, arguments []tokenRange, before func(i int) string) string {
	opened, closed := make([]string, len(tokens)), make([]string, len(tokens))
	for i, a := range arguments {
		if text := before(i); text != "" {
			opened[a.first] += text
			closed[a.last] += ")"
		}
	}
	var b strings.Builder
	for i, t := range tokens {
		b.WriteString(opened[i] + t.Text + closed[i])
	}
	return b.String()
}

// markedJSON is the function jsonMark: its argument, marked as JSON where it is.
func markedJSON(ctx sqlite3.Context, arg ...sqlite3.Value) {
	ctx.ResultValue(arg[0])
	if arg[0].Type() == sqlite3.TEXT && json.Valid(arg[0].RawText()) {
		ctx.ResultSubtype(jsonSubtype)
	}
}

// probedArgument is the function argumentProbe, which never runs.
func probedArgument(ctx sqlite3.Context, arg ...sqlite3.Value) { ctx.ResultValue(arg[1]) }

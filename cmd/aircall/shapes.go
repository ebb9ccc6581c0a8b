package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// shapeMarks are what the lines of fields begin with.
var shapeMarks = map[string]string{api.Expected: " ", api.Unknown: "+", api.Mismatch: "!", api.Absent: "-"}

const shapeLegend = "Marks: + is sent and not decoded, ! is not what it is decoded as, - is decoded and was not sent"

// printShapes prints what the connections' answers look like. It names neither connection nor company.
func printShapes(ctx context.Context, s streams, p *progress, connections []localsql.Connection) error {
	s.tell("Asking each connection for %d answers at most. What is printed holds field names and JSON types, and no value.", api.MaxShapeRequests())
	out := p.over(s.out, s.width(s.out))
	var errs []error
	for i, c := range connections {
		err := write(out, fmt.Sprintf("aircall %s, connection %d of %d\n%s\n", api.Version, i+1, len(connections), shapeLegend))
		differences := 0
		err = errors.Join(err, aircall.Shapes(p.watch(ctx), c.Name, c.Config, func(shape *api.EndpointShape) {
			differences += shape.Differences
			err = errors.Join(err, write(out, shapeText(shape)))
		}))
		if err != nil {
			errs = append(errs, fmt.Errorf("connection %s: %w", c.Name, err))
			continue
		}
		errs = append(errs, write(out, fmt.Sprintf("\nDifferences from what is decoded: %d\n", differences)))
	}
	return errors.Join(errs...)
}

func write(w io.Writer, text string) error {
	_, err := io.WriteString(w, output.Visible(text))
	return err
}

func shapeText(shape *api.EndpointShape) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nGET %s: %s\n", shape.Path, shape.Outcome)
	var fields func(indent string, of []*api.FieldShape)
	fields = func(indent string, of []*api.FieldShape) {
		for _, f := range of {
			line := fmt.Sprintf("%s %-42s %s", shapeMarks[f.Mark], indent+f.Name, strings.Join(f.Types, " or "))
			if f.Want != "" {
				line += ", decoded as " + f.Want
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			fields(indent+"  ", f.Fields)
		}
	}
	fields("", shape.Fields)
	return b.String()
}

package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// mistakenFlag adds to the error of an unknown flag the flags that are meant, or where they are listed.
func mistakenFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	name := unknown.GetSpecifiedName()
	distances := map[string]int{}
	var near []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		d := levenshtein.Distance(strings.ToLower(name), f.Name, nil)
		if len(name) > 1 && (strings.HasPrefix(f.Name, name) || strings.HasPrefix(name, f.Name)) {
			d = 1
		}
		if distances[f.Name] = d; !f.Hidden && len(name) > 1 && d <= max(1, len(name)/3) {
			near = append(near, f.Name)
		}
	})
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(distances[a], distances[b]) })
	if len(near) > 0 {
		return fmt.Errorf("%w (did you mean --%s?)", err, near[0])
	}
	return fmt.Errorf("%w (%s --help lists the flags)", err, cmd.CommandPath())
}

package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// mistakenFlag adds to the error of an unknown flag the one that is meant, or where they are listed.
func mistakenFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var number *strconv.NumError
	switch {
	case errors.As(err, &invalid) && errors.As(err, &number): // which speaks of Go's functions
		return fmt.Errorf("--%s is %q: write a whole number", invalid.GetFlag().Name, invalid.GetValue())
	case !errors.As(err, &unknown):
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if name := nearest(unknown.GetSpecifiedName(), names); name != "" {
		return fmt.Errorf("%w (did you mean --%s?)", err, name)
	}
	return fmt.Errorf("%w (%s --help lists the flags)", err, cmd.CommandPath())
}

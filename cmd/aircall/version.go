package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func versionCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(s.out, "aircall", api.Version)
			return err
		},
	}
}

// setVersion takes the version that Go knows of the module where the linker was told none.
func setVersion() {
	info, ok := debug.ReadBuildInfo()
	if ok && api.Version == "dev" && info.Main.Version != "" && info.Main.Version != "(devel)" {
		api.Version = info.Main.Version
	}
}

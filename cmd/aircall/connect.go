package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/spc"
)

const (
	pluginName = "aircall"
	// connectionName is that of the connection which no file names.
	connectionName = "aircall"
)

// The arguments that are, or are half of, a credential, and their variables.
var (
	credentialArguments = []string{"api_id", "api_token", "access_token"}
	credentialVariables = []string{"AIRCALL_API_ID", "AIRCALL_API_TOKEN", "AIRCALL_ACCESS_TOKEN"}
)

// noCredentials is said whenever the demo answers though nobody asked for it.
const noCredentials = "No Aircall credentials found: answering from an invented demo company. " +
	"Set AIRCALL_API_ID and AIRCALL_API_TOKEN, or name a configuration with --config, to ask your own; --demo hides this notice."

// connectFlags say whom the tables ask.
type connectFlags struct {
	config string
	demo   bool
	orDemo bool // without any credential, nor a file named to hold one, the demo answers
}

func addConnectFlags(cmd *cobra.Command) *connectFlags {
	f := new(connectFlags)
	cmd.Flags().StringVar(&f.config, "config", "", "read the connections from this .spc `file` (default: Steampipe's config/aircall.spc, where it exists)")
	cmd.Flags().BoolVar(&f.demo, "demo", false, "ask an invented company instead of Aircall")
	return f
}

// A database is the tables of some connections.
type database struct {
	*localsql.DB
	connections []localsql.Connection
	stop        func() // the demo, if it answers
}

// open loads the tables. It makes no request.
func (f *connectFlags) open(ctx context.Context, s streams, p *progress) (*database, error) {
	if f.demo && f.config != "" {
		return nil, errors.New("--config and --demo exclude each other: the demo has a connection of its own")
	}
	d := &database{stop: func() {}}
	useDemo := f.demo
	if !useDemo {
		var credential bool
		var err error
		if d.connections, credential, err = f.connections(); err != nil {
			return nil, err
		}
		if useDemo = f.orDemo && f.config == "" && !credential; useDemo {
			fmt.Fprintln(s.err, noCredentials)
		}
	}
	if useDemo {
		demo, err := startDemo(time.Now())
		if err != nil {
			return nil, err
		}
		d.connections, d.stop = []localsql.Connection{demo.connection}, demo.stop
	}
	var err error
	options := embedded.Options(d.connections...)
	options.Watch = p.watch
	if d.DB, err = localsql.Open(ctx, options); err != nil {
		d.stop()
		return nil, err
	}
	return d, nil
}

// close ends what still runs.
func (d *database) close() {
	_ = d.Close() // a scan that does not end by itself ends with the process
	d.stop()
}

// connections are those of the named file, of Steampipe's, or the one that the environment alone describes. It reports
// whether any credential, or a part of one, is given.
func (f *connectFlags) connections() (all []localsql.Connection, credential bool, err error) {
	for _, variable := range credentialVariables {
		credential = credential || strings.TrimSpace(os.Getenv(variable)) != ""
	}
	file := cmp.Or(f.config, steampipeConfig())
	if file == "" {
		return []localsql.Connection{{Name: connectionName}}, credential, nil
	}
	found, err := spc.Read(file, pluginName)
	if err != nil {
		return nil, false, err
	}
	for _, c := range found {
		all = append(all, localsql.Connection{Name: c.Name, Config: c.Config})
		credential = credential || slices.ContainsFunc(credentialArguments, c.Has)
	}
	return all, credential, nil
}

// steampipeConfig is the file in which Steampipe looks for the connections, "" where there is none.
func steampipeConfig() string {
	directory := os.Getenv("STEAMPIPE_INSTALL_DIR")
	if directory == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		directory = filepath.Join(home, ".steampipe")
	}
	file := filepath.Join(directory, "config", "aircall.spc")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) { //nolint:gosec // as Steampipe does
		return ""
	}
	return file
}

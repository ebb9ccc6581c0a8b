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

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
	"github.com/turbot/steampipe-plugin-aircall/internal/sdkenv"
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

// memoryVariable says for how long what was read answers.
const memoryVariable = "AIRCALL_CACHE_SECONDS"

// noCredentials is said whenever the demo answers though nobody asked for it.
const noCredentials = "No Aircall credentials found: answering from an invented demo company. " +
	"Set AIRCALL_API_ID and AIRCALL_API_TOKEN, or name a configuration with --config, to ask your own; --demo hides this notice."

// connectFlags say whom the tables ask.
type connectFlags struct {
	config     string
	demo       bool
	demoAt     time.Time // the moment that the company is invented for; zero: the present
	orDemo     bool      // without any credential, nor a file named to hold one, the demo answers
	allowFiles bool      // SQL may open and write files
	archive    string    // that is asked beside Aircall; "": none
	pseudonyms *pseudonymFlags
	memory     int // seconds for which what was read answers, where nothing else says so; 0: as the plugin has it
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
	aggregators []localsql.Aggregator
	demo        bool                  // the invented company answers
	archived    bool                  // an archive is asked beside Aircall
	pseudonyms  *pseudonym.Pseudonyms // nil: personal data is shown
	tell        func(notice string)
	stop        func() // the demo, if it answers
}

// open loads the tables. It makes no request.
func (f *connectFlags) open(ctx context.Context, s streams, p *progress) (*database, error) {
	d := &database{tell: func(notice string) { s.tell("Note: %s", notice) }}
	if f.pseudonyms != nil {
		var err error
		if d.pseudonyms, err = f.pseudonyms.open(d.tell); err != nil {
			return nil, err
		}
		if d.pseudonyms != nil {
			p.scrub = d.pseudonyms.Scrub
			if sdkenv.Logs() {
				d.tell("the log and the traces that STEAMPIPE_LOG_LEVEL and STEAMPIPE_OTEL_LEVEL ask for have values in them, and are off under pseudonyms")
			}
		}
	}
	kept, err := f.openArchive(ctx, d.pseudonyms)
	if err != nil {
		return nil, err
	}
	found, err := f.whom(s)
	if err != nil {
		return nil, err
	}
	found.remember(f.memory)
	d.connections, d.aggregators, d.demo, d.stop = found.connections, found.aggregators, found.demo, found.stop
	o := embedded.Options()
	o.Watch, o.AllowFiles, o.Pseudonyms = p.watch, f.allowFiles, d.pseudonyms
	o.Connections, o.Aggregators = found.connections, found.aggregators
	if d.archived = kept != nil; d.archived {
		if o.Setup, err = kept.Setup(schemasOf(found.connections), time.Now()); err != nil {
			d.stop()
			return nil, err
		}
		o.Attached = &localsql.AttachedSchema{Name: archive.SchemaName, Type: kept.TypeOf}
		for _, note := range kept.Notes() {
			p.notice(note)
		}
	}
	if d.DB, err = localsql.Open(ctx, o); err != nil {
		d.stop()
		return nil, err
	}
	return d, nil
}

// whom finds the connections that are asked, the demo's if it answers.
func (f *connectFlags) whom(s streams) (*configuration, error) {
	if f.demo && f.config != "" {
		return nil, errors.New("--config and --demo exclude each other: the demo has a connection of its own")
	}
	found, useDemo := &configuration{stop: func() {}}, f.demo
	if !useDemo {
		var err error
		if found, err = f.read(); err != nil {
			return nil, err
		}
		if found.exposed != "" {
			s.tell("Warning: %s", found.exposed)
		}
		if useDemo = f.orDemo && f.config == "" && !found.credential; useDemo {
			s.tell(noCredentials)
		}
	}
	if useDemo {
		at := f.demoAt
		if at.IsZero() {
			at = time.Now().UTC().Truncate(time.Microsecond) // as an archive holds it
		}
		demo, err := startDemo(at)
		if err != nil {
			return nil, err
		}
		return &configuration{connections: []localsql.Connection{demo.connection}, demo: true, demoAt: at, stop: demo.stop}, nil
	}
	return found, nil
}

// close ends what still runs.
func (d *database) close() {
	_ = d.Close() // a scan that does not end by itself ends with the process
	saved(context.Background(), d.pseudonyms, d.tell)
	d.stop()
}

// A configuration is what the file and the environment say.
type configuration struct {
	connections []localsql.Connection
	aggregators []localsql.Aggregator
	demo        bool      // the invented company answers
	demoAt      time.Time // as of this moment
	credential  bool      // any credential, or a part of one, is given
	exposed     string    // what to do where others can read one; "": nothing
	stop        func()    // the demo, if it answers
}

// remember has what was read answer for so many seconds, where the environment and the file do not say how long.
func (c *configuration) remember(seconds int) {
	if seconds == 0 || os.Getenv(memoryVariable) != "" {
		return
	}
	for i, of := range c.connections {
		if !strings.Contains(of.Config, "cache_seconds") {
			c.connections[i].Config += fmt.Sprintf("\ncache_seconds = %d\n", seconds)
		}
	}
}

// read takes the connections of the named file, of Steampipe's, or the one that the environment alone describes.
func (f *connectFlags) read() (*configuration, error) {
	c := configuration{stop: func() {}}
	for _, variable := range credentialVariables {
		c.credential = c.credential || strings.TrimSpace(os.Getenv(variable)) != ""
	}
	file := cmp.Or(f.config, steampipeConfig())
	if file == "" {
		c.connections = []localsql.Connection{{Name: connectionName}}
		return &c, nil
	}
	found, err := spc.Read(file, pluginName)
	if err != nil {
		return nil, err
	}
	inFile := false
	for _, of := range found.Connections {
		c.connections = append(c.connections, localsql.Connection{Name: of.Name, Config: of.Config})
		inFile = inFile || slices.ContainsFunc(credentialArguments, of.Has)
	}
	for _, of := range found.Aggregators {
		c.aggregators = append(c.aggregators, localsql.Aggregator{Name: of.Name, Connections: of.Connections})
	}
	c.credential = c.credential || inFile
	if mode, readable := spc.ReadableByOthers(file); inFile && readable {
		c.exposed = fmt.Sprintf("%s holds a credential, and other users of this machine can read it (mode %04o). Run: chmod 600 %s", file, mode, shellQuoted(file))
	}
	return &c, nil
}

// shellQuoted is a name as a shell takes it.
func shellQuoted(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./~-") == "" {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
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

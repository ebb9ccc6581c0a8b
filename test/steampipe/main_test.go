//go:build e2e

package steampipe_test

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// companiesNow is when the companies' stories end.
var companiesNow = time.Now().Truncate(time.Second)

// steampipe is the service that all tests ask.
var steampipe *service

func TestMain(m *testing.M) {
	if err := prepare(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n", err)
		os.Exit(1)
	}
	os.Exit(m.Run()) // run.sh stops the service
}

// prepare starts the invented companies and a service with a connection to each.
func prepare() error {
	if os.Getenv("STEAMPIPE") == "" || os.Getenv("STEAMPIPE_INSTALL_DIR") == "" {
		return fmt.Errorf("there is no Steampipe to test with: these tests are run by `make e2e`")
	}
	for _, c := range companies {
		if err := c.serve(companiesNow); err != nil {
			return err
		}
	}
	var err error
	steampipe, err = startService()
	return err
}

package archive

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// A HeldError says that another process archives into the target.
type HeldError struct {
	Target string
	Since  string // the local time at which it began, as 10:02; "" where that is not known
}

func (e *HeldError) Error() string {
	since := ""
	if e.Since != "" {
		since = " (since " + e.Since + ")"
	}
	return fmt.Sprintf("%s is being archived by another process%s; try again later", e.Target, since)
}

// lockFile takes the lock of a target. It is the operating system's, which gives it back when the process ends: the file
// that stays means nothing. In it stands since when.
func lockFile(target, file string, now time.Time) (release func() error, err error) {
	lock := flock.New(file, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written to: %w", target, err)
	}
	if !locked {
		since, _ := os.ReadFile(file) //nolint:gosec // beside the target that was chosen
		at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(since)))
		held := &HeldError{Target: target}
		if err == nil {
			held.Since = at.Local().Format("15:04")
		}
		return nil, errors.Join(held, lock.Close())
	}
	if err := os.WriteFile(file, []byte(now.UTC().Format(time.RFC3339)+"\n"), 0o600); err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return lock.Unlock, nil
}

package archive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// errEmpty says that an archive holds nothing that could be read.
var errEmpty = errors.New("it holds nothing yet: its first run was stopped before it had stored anything")

// DemoMoment is the moment as of which the invented company of an archive was made; zero where there is none yet. The company
// changes with the moment that it is invented for, so that a later run has to go on with the same one.
func DemoMoment(ctx context.Context, name string) (at time.Time, err error) {
	target, err := ParseTarget(name)
	if err != nil {
		return at, err
	}
	if _, err := os.Stat(target.file()); target.kind != postgresTarget && err != nil {
		return at, nil //nolint:nilerr // what is not there is made, or refused by Run
	}
	s, m, err := target.openToRead(ctx)
	if errors.Is(err, errEmpty) {
		return at, nil
	}
	if err != nil {
		return at, err
	}
	if m.Demo {
		at = m.CreatedAt
	}
	return at, s.Close()
}

// openToRead opens an archive to read it, while another process may be writing. What a run has left that was killed in the
// middle of a commit is undone first.
func (t *Target) openToRead(ctx context.Context) (s *store.Store, m store.Meta, err error) {
	if t.kind == postgresTarget {
		s, _, err = store.OpenPostgres(ctx, t.place, false, func(*store.Store) error { return nil })
	} else {
		s, err = t.openFileToRead(ctx)
	}
	if err != nil {
		return nil, m, err
	}
	err = s.Update(ctx, func(tx *store.Tx) (err error) {
		m, err = tx.Meta(ctx)
		return err
	})
	if err == nil && m.Format == 0 {
		err = errEmpty
	}
	if err != nil {
		return nil, m, errors.Join(fmt.Errorf("%s: %w", t, err), s.Close())
	}
	if err := checkFormat(t.String(), m); err != nil {
		return nil, m, errors.Join(err, s.Close())
	}
	return s, m, nil
}

func (t *Target) openFileToRead(ctx context.Context) (*store.Store, error) {
	file, err := t.ledger()
	if err != nil {
		return nil, err
	}
	if err := store.CheckFile(file); err != nil {
		return nil, err
	}
	s, err := store.ReadFile(ctx, file)
	if !errors.Is(err, store.ErrHotJournal) {
		return s, err
	}
	if err := t.recover(ctx, file); err != nil {
		return nil, err
	}
	return store.ReadFile(ctx, file)
}

// recover undoes what a killed run was about to commit.
func (t *Target) recover(ctx context.Context, file string) error {
	release, err := lockFile(t.String(), t.lock(), time.Now())
	var held *HeldError
	if errors.As(err, &held) {
		return held // another run has begun, and will undo it
	}
	if err == nil {
		err = errors.Join(store.Recover(ctx, file), release())
	}
	if err != nil {
		return fmt.Errorf("%s: %w, and that cannot be done here (%w). Run aircall archive --to %s as the user whose file it is; until then %s-journal has to stay beside it",
			t.place, store.ErrHotJournal, err, t.place, file)
	}
	return nil
}

package archive

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// reading opens a read transaction on the archive, as another program does, and gives what asks in it how many tags there are.
func (s *site) reading() (tags func() string, end func()) {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.options.Target+"?mode=ro")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = db.Close() })
	tx, err := db.Begin()
	if err != nil {
		s.t.Fatal(err)
	}
	tags = func() string {
		var n int
		if err := tx.QueryRow("select count(*) from aircall_tag").Scan(&n); err != nil {
			s.t.Error(err)
		}
		return fmt.Sprint(n)
	}
	tags()
	return tags, func() { _ = tx.Rollback() }
}

func TestSomebodyReadsTheArchiveWhileItIsWritten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		before := s.one("select count(*) from aircall_tag")
		addTag := func(id int64) {
			s.server.Change(func(c *fakeaircall.Company) {
				c.Tags = append(c.Tags, fakeaircall.Tag{ID: id, Name: fmt.Sprint("tag ", id), Color: "#123456"})
			})
		}

		addTag(4294967401)
		_, leave := s.reading()
		time.AfterFunc(20*time.Second, leave) // the run waits for so long
		report := s.run()
		if report.Took < 20*time.Second {
			t.Errorf("the run took %v, while somebody was reading", report.Took)
		}
		if got := s.one("select count(*) from aircall_tag"); got == before {
			t.Error("the tag is not in the archive")
		}

		addTag(4294967402)
		tags, end := s.reading()
		during := tags()
		if _, err := Run(t.Context(), s.options); err == nil || !strings.Contains(err.Error(), "another program has been reading or writing it for 30 seconds") {
			t.Errorf("error after a minute of reading: %v", err)
		}
		if got := tags(); got != during {
			t.Errorf("the reader sees %s tags in one transaction, and before %s", got, during)
		}
		end()
		s.run()
		s.server.Change(func(c *fakeaircall.Company) {
			if got, want := s.one("select count(*) from aircall_tag"), fmt.Sprint(len(c.Tags)); got != want {
				t.Errorf("%s tags, want %s", got, want)
			}
		})
	})
}

package archive

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestAFileIsWrittenBehindThoseIntoWhichItsRowsMove(t *testing.T) {
	t.Parallel()
	file := func(month string) store.File { return store.File{Table: "aircall_call", Month: month} }
	may, june, july := file("2026-05-01"), file("2026-06-01"), file("2026-07-01")
	dirty := []store.File{july, june, may} // as the store lists them
	for name, test := range map[string]struct {
		moved moves
		want  []store.File
	}{
		"nothing moves":     {moves{}, dirty},
		"forward":           {moves{may: {june}, june: {july}}, dirty},
		"back":              {moves{july: {june}, june: {may}}, []store.File{may, june, july}},
		"back and forward":  {moves{june: {may, july}}, []store.File{july, may, june}},
		"in a circle":       {moves{june: {may}, may: {june}}, dirty},
		"into a file alone": {moves{june: {file("2025-01-01")}}, dirty},
	} {
		if got := test.moved.sort(dirty); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestACallThatMovesBackStandsInItsNewMonthFirst moves a call back over the end of a month, whose file cannot be written: by
// then the call stands in the month before.
func TestACallThatMovesBackStandsInItsNewMonthFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		end := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		c.Calls = c.Calls[len(c.Calls)-1:]
		c.Calls[0].StartedAt, c.Calls[0].EndedAt = end.Unix(), end.Unix()+60
		s, folder, _ := startLake(t, c)
		s.run()
		june := filepath.Join(folder, "aircall_call", "month=2026-06-01", "part.parquet")
		if err := errors.Join(os.Remove(june), os.MkdirAll(filepath.Join(june, "in the way"), 0o700)); err != nil {
			t.Fatal(err)
		}
		s.server.Change(func(c *fakeaircall.Company) { c.Calls[0].StartedAt-- })
		if report := s.try(func(o *Options) { o.Reread = 30 * 24 * time.Hour }); len(report.Problems) != 1 {
			t.Errorf("problems: %q", report.Problems)
		}
		may := filepath.Join(folder, "aircall_call", "month=2026-05-01", "part.parquet")
		if rows := partRows(t, may, layout.All().Table(layout.Call)); len(rows) != 1 {
			t.Errorf("May has the calls %q", rows)
		}
	})
}

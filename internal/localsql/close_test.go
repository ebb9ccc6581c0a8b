//go:build !race || atomicsdk

package localsql_test

import (
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// openAndClose opens the library, asks it something, and closes it.
func openAndClose(t *testing.T) {
	t.Helper()
	db, err := localsql.Open(t.Context(), localsql.Options{Plugin: testPlugin, Connections: []localsql.Connection{
		{Name: "fr", Config: `shelf = "` + t.Name() + `"`}, {Name: "de", Config: `shelf = "` + t.Name() + `"`}}})
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, "select count(*) from fr.author union all select count(*) from de.author")
	for range 2 { // a second time is nothing
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCloseEndsEveryGoroutine: a bubble of synctest fails when a goroutine is left in it.
func TestCloseEndsEveryGoroutine(t *testing.T) {
	libraries.Store(t.Name(), &library{})
	synctest.Test(t, openAndClose)
}

// TestCloseGivesMemoryBack: opening and closing a hundred times keeps no more than opening and closing once.
func TestCloseGivesMemoryBack(t *testing.T) {
	libraries.Store(t.Name(), &library{})
	kept := func() int64 {
		runtime.GC()
		runtime.GC() // pools keep what is in them for one collection more
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	const times = 100
	openAndClose(t)
	before, goroutines := kept(), runtime.NumGoroutine()
	for range times {
		openAndClose(t)
	}
	if each := (kept() - before) / times; each > 20_000 {
		t.Errorf("each opening has kept %d bytes", each)
	}
	if left := runtime.NumGoroutine() - goroutines; left >= times {
		t.Errorf("%d goroutines are left of %d openings", left, times)
	}
}

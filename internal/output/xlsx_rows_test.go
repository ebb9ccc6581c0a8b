package output

import (
	"io"
	"strings"
	"testing"
)

// TestMoreRowsThanASheetTakes: the last that it takes is written, and the next is an error, not a cut.
func TestMoreRowsThanASheetTakes(t *testing.T) {
	t.Parallel()
	results := NewResults(io.Discard, Options{Format: XLSX})
	p, err := results.sheet(Columns("n"))
	if err != nil {
		t.Fatal(err)
	}
	p.(*sheetPrinter).row = maxSheetRows - 1 // the header and the rows until now
	if err := p.Print([]any{int64(1)}); err != nil {
		t.Errorf("the last row: %v", err)
	}
	if err := p.Print([]any{int64(2)}); err == nil || !strings.Contains(err.Error(), "the result has more rows than a sheet takes (1048575 and the columns' names): choose parquet or csv") {
		t.Errorf("%v", err)
	}
	results.Drop()
}

package output

import "io"

// Results prints one result after the other: tables, CSV, lines and Markdown with an empty line between, each JSON array as
// a document of its own, the rows of JSONL as if they were of one, and a sheet for each in a workbook.
type Results struct {
	w       io.Writer
	options Options
	printed int
	book    *workbook
}

// NewResults returns a printer of results.
func NewResults(w io.Writer, o Options) *Results { return &Results{w: w, options: o} }

// Next returns the printer of the next result, once the last one is closed. It writes nothing before the first row or Close.
func (r *Results) Next(columns []Column) (Printer, error) {
	r.printed++
	switch {
	case r.options.Format == XLSX:
		return r.sheet(columns)
	case r.options.Format == Parquet && r.printed > 1:
		return nil, errOneResult
	}
	w := r.w
	if r.printed > 1 && r.options.Format != JSON && r.options.Format != JSONL {
		w = &separated{w: r.w}
	}
	return newPrinter(w, columns, r.options), nil
}

func (r *Results) sheet(columns []Column) (Printer, error) {
	if r.book == nil {
		var err error
		if r.book, err = newWorkbook(r.w); err != nil {
			return nil, err
		}
	}
	return r.book.next(columns)
}

// ForPeople reports whether they are printed to be read by a person, as a table or line by line.
func (r *Results) ForPeople() bool {
	return r.options.Format == Table || r.options.Format == Line
}

// Len is how many results there are so far.
func (r *Results) Len() int { return r.printed }

// Drop gives up what is not complete: the rows of a workbook wait in files of their own. After Close it does nothing.
func (r *Results) Drop() {
	if r.book != nil {
		_ = r.book.file.Close()
	}
}

// Close completes the output of all results. After an error it is not called.
func (r *Results) Close() error {
	if r.book != nil {
		return r.book.close()
	}
	return nil
}

// A separated writer begins with an empty line, once there is something to write.
type separated struct {
	w     io.Writer
	begun bool
}

func (s *separated) Write(b []byte) (int, error) {
	if !s.begun {
		if _, err := io.WriteString(s.w, "\n"); err != nil {
			return 0, err
		}
		s.begun = true
	}
	return s.w.Write(b)
}

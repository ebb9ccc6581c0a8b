package output

import "io"

// Results prints one result after the other: tables, CSV and lines with an empty line between, each JSON array as a
// document of its own, and the rows of JSONL as if they were of one.
type Results struct {
	w       io.Writer
	options Options
	printed bool
}

// NewResults returns a printer of results.
func NewResults(w io.Writer, o Options) *Results { return &Results{w: w, options: o} }

// Next returns the printer of the next result, once the last one is closed.
func (r *Results) Next(columns []string) Printer {
	w := r.w
	if r.printed && r.options.Format != JSON && r.options.Format != JSONL {
		w = &separated{w: r.w}
	}
	r.printed = true
	return New(w, columns, r.options)
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

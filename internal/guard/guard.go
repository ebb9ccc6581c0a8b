// Package guard keeps one query's trouble from ending the process: a panic in a goroutine takes the
// plugin down, and with it the queries of every connection. Every goroutine that handles what came
// from outside defers Recover.
package guard

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// issues is where a panic is to be reported.
const issues = "https://github.com/turbot/steampipe-plugin-aircall/issues"

// PanicError is a panic as the error of the query that met it. It holds no data of the query's.
type PanicError struct {
	Doing  string // what went on: a table or a request; may be empty
	Place  string // package, function, file and line that panicked; empty when not known
	Reason string // in the runtime's words, or the type of the value
}

// Error asks to report the place.
func (e *PanicError) Error() string {
	doing, place := "", ""
	if e.Doing != "" {
		doing = e.Doing + ": "
	}
	if e.Place != "" {
		place = " in " + e.Place
	}
	return fmt.Sprintf("%sa fault of this program, not of the query (%s%s); please report this line at %s", doing, e.Reason, place, issues)
}

// Recover is deferred. It makes a panic the error of the function that defers it: what Throw was given,
// or a PanicError that says what went on.
func Recover(err *error, doing string) {
	switch r := recover().(type) {
	case nil:
	case thrown:
		*err = r.error
	default:
		*err = &PanicError{Doing: doing, Place: place(), Reason: reason(r)}
	}
}

type thrown struct{ error }

// Throw ends what a function that defers Recover is doing, with err as its error. It is for values that
// are read deep inside expressions, each of which may turn out to be unreadable.
func Throw(err error) { panic(thrown{err}) }

// Catch returns what f returns, or the error that it threw or panicked with.
func Catch[V any](f func() V) (value V, err error) {
	defer Recover(&err, "")
	return f(), nil
}

// reason leaves out values: whoever panics with one may have put a caller's number into it.
func reason(value any) string {
	if runtimeError, ok := value.(runtime.Error); ok {
		return runtimeError.Error()
	}
	return fmt.Sprintf("%T", value)
}

// place is where the panic began: the first function outside of the runtime. It is called while the
// stack still stands.
func place() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for panicked := false; ; {
		frame, more := frames.Next()
		switch isRuntime := strings.HasPrefix(frame.Function, "runtime."); {
		case isRuntime:
			panicked = true
		case panicked:
			return fmt.Sprintf("%s (%s:%d)", path.Base(frame.Function), path.Base(frame.File), frame.Line)
		}
		if !more {
			return ""
		}
	}
}

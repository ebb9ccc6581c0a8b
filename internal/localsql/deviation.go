package localsql

import (
	"math"

	"github.com/ncruces/go-sqlite3"
)

// A deviation is the sample standard deviation, which Postgres calls stddev and the library stddev_samp: it lets nobody
// register one function by two names. Welford's method, which a large mean does not make inexact.
type deviation struct {
	n            int64
	mean, spread float64 // spread: the sum of the squares of the distances to the mean
}

func newDeviation() sqlite3.AggregateFunction { return new(deviation) }

// Step takes a value in; what is no number is left out.
func (d *deviation) Step(_ sqlite3.Context, arg ...sqlite3.Value) {
	if arg[0].NumericType() > sqlite3.FLOAT {
		return
	}
	d.n++
	distance := arg[0].Float() - d.mean
	d.mean += distance / float64(d.n)
	d.spread += distance * (arg[0].Float() - d.mean)
}

// Inverse takes a value out that a window has left behind.
func (d *deviation) Inverse(_ sqlite3.Context, arg ...sqlite3.Value) {
	if arg[0].NumericType() > sqlite3.FLOAT {
		return
	}
	if d.n--; d.n == 0 {
		*d = deviation{}
		return
	}
	distance := arg[0].Float() - d.mean
	d.mean -= distance / float64(d.n)
	d.spread -= distance * (arg[0].Float() - d.mean)
}

// Value is NULL for fewer than two values.
func (d *deviation) Value(ctx sqlite3.Context) {
	if d.n > 1 {
		ctx.ResultFloat(math.Sqrt(max(d.spread, 0) / float64(d.n-1)))
	}
}

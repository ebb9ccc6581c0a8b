// Package evaluated says whether the conditions of a scan have their values.
//
// Steampipe hands over "column = (select …)" before it has run the subquery, as a value that stands for none: 0, "?" or
// the first instant of the year 2000 (steampipe-postgres-fdw#39). An engine that runs subqueries first says so, and then
// these values are what they look like.
package evaluated

import "context"

type key struct{}

// With returns a context for scans whose conditions all have their values.
func With(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, true) }

// In reports whether the conditions of a scan with the context all have their values.
func In(ctx context.Context) bool { return ctx.Value(key{}) != nil }

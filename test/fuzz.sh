#!/usr/bin/env bash
# Runs every fuzz test some thousand times, one after the other: FUZZTIME=1000000x for longer. What fails is kept in
# testdata/fuzz beside the test, and is tried again by every go test from then on. A count, not a duration: up to Go 1.26 a
# duration that ends in the middle of a run can be reported as a failure, "context deadline exceeded" (golang/go#75804).
set -euo pipefail
cd "$(dirname "$0")/.."

grep -rnoE --include='*_test.go' '^func Fuzz[A-Za-z0-9]*' . | sort | while IFS=: read -r file _ function; do
	name=${function#func }
	echo "== $name in $(dirname "$file")"
	go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-20000x}" "$(dirname "$file")"
done

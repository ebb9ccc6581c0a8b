#!/usr/bin/env bash
# Runs every fuzz test for some seconds, one after the other. What fails is kept in testdata/fuzz beside the test, and is
# tried again by every go test from then on.
set -euo pipefail
cd "$(dirname "$0")/.."

grep -rnoE --include='*_test.go' '^func Fuzz[A-Za-z0-9]*' . | sort | while IFS=: read -r file _ function; do
	name=${function#func }
	echo "== $name in $(dirname "$file")"
	go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-3s}" "$(dirname "$file")"
done

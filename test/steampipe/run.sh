#!/usr/bin/env bash
# Runs the tests of this folder against a Steampipe service of their own, and stops that whatever happens.
#
#   run.sh PLUGIN [ARGUMENT OF go test …]
#
# PLUGIN is the plugin's binary. The service gets an install folder of its own, which is gone afterwards; with
# AIRCALL_E2E_KEEP_LOGS=FOLDER its logs are copied there first.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
plugin=$1
shift

. "$here/folder.sh"
trap finish EXIT
trap 'exit 130' INT TERM HUP

tests=
finish() {
  if [ -n "$tests" ] && kill -- "-$tests" 2>/dev/null; then
    wait "$tests" || true
  fi
  remove_folder
}

install_folder "$plugin"

set -m # in a process group of their own, so that finish reaches the tests and not only go
go test -tags e2e -count 1 "$@" "$here" &
tests=$!
set +m
wait "$tests"

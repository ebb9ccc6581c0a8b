#!/usr/bin/env bash
# Runs the tests of this folder against a Postgres of their own that has the plugin in it, and stops that whatever
# happens.
#
#   run.sh [ARGUMENT OF go test …]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
built=$("$here/build.sh")
while IFS='=' read -r name value; do export "$name=$value"; done <<<"$built"

folder=$(mktemp -d "${TMPDIR:-/tmp}/aircall-standalone.XXXXXX")
trap finish EXIT
trap 'exit 130' INT TERM HUP

finish() {
  as_user "$STANDALONE_BIN/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}

# as_user has no AIRCALL_ variable of the person who runs the tests.
as_user() {
  (cd "$folder" && exec env -i PATH="$PATH" HOME="$folder" ${STANDALONE_USER:+runuser -u "$STANDALONE_USER" --} "$@")
}

if [ -n "${STANDALONE_USER:-}" ]; then
  chown "$STANDALONE_USER:" "$folder"
fi
as_user "$STANDALONE_BIN/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale C.UTF-8 >/dev/null
as_user "$STANDALONE_BIN/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-k '$folder' -c listen_addresses='' -c jit=off" start >/dev/null || { cat "$folder/log" >&2; exit 1; }
STANDALONE_SOCKET=$folder go test -tags standalone -count 1 "$@" "$here"

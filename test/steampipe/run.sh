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

stack=$("$here/stack.sh")
while IFS='=' read -r name value; do export "$name=$value"; done <<<"$stack"

# A user of its own: Steampipe ends every Postgres of the user who starts one, also that of another run.
if [ -n "${STEAMPIPE_USER:-}" ]; then
  STEAMPIPE_USER=aircall-e2e-$$
  export STEAMPIPE_USER
fi

STEAMPIPE_INSTALL_DIR=$(mktemp -d "${TMPDIR:-/tmp}/aircall-e2e.XXXXXX")
export STEAMPIPE_INSTALL_DIR STEAMPIPE_UPDATE_CHECK=false STEAMPIPE_TELEMETRY=none
trap finish EXIT
trap 'exit 130' INT TERM HUP

tests=
finish() {
  if [ -n "$tests" ] && kill -- "-$tests" 2>/dev/null; then
    wait "$tests" || true
  fi
  stop_service >/dev/null 2>&1
  [ -z "${AIRCALL_E2E_KEEP_LOGS:-}" ] || cp -r "$STEAMPIPE_INSTALL_DIR/logs/." "$AIRCALL_E2E_KEEP_LOGS" || true
  rm -rf "$STEAMPIPE_INSTALL_DIR"
  if [ -n "${STEAMPIPE_USER:-}" ] && id "$STEAMPIPE_USER" >/dev/null 2>&1; then
    userdel "$STEAMPIPE_USER" || true
  fi
}

# stop_service never says --force: that would stop every Steampipe service on the machine. Without it Steampipe leaves
# a service alone that somebody is still connected to, as after an interrupted test: then its processes are ended.
stop_service() {
  local signal pids
  as_user "$STEAMPIPE" service stop || true
  for signal in INT TERM TERM TERM KILL; do # INT is what a database stops at with clients connected
    mapfile -t pids < <(processes)
    [ ${#pids[@]} != 0 ] || return 0
    kill "-$signal" "${pids[@]}" || true
    sleep 1
  done
}

# processes are those that were started from the install folder.
processes() {
  local file words
  for file in /proc/[0-9]*/cmdline; do
    mapfile -d '' -t words 2>/dev/null <"$file" || continue
    [[ "${words[*]}" != *"$STEAMPIPE_INSTALL_DIR"* ]] || basename "$(dirname "$file")"
  done
}

as_user() {
  (cd "$STEAMPIPE_INSTALL_DIR" && HOME=$STEAMPIPE_INSTALL_DIR exec ${STEAMPIPE_USER:+runuser -u "$STEAMPIPE_USER" --} "$@")
}

# The database's programs are shared, its data is not.
for programs in "$STEAMPIPE_DB_DIR"/*/postgres; do
  version=$(basename "$(dirname "$programs")")
  mkdir -p "$STEAMPIPE_INSTALL_DIR/db/$version"
  ln -s "$programs" "$STEAMPIPE_INSTALL_DIR/db/$version/postgres"
done
cp "$STEAMPIPE_DB_DIR/versions.json" "$STEAMPIPE_INSTALL_DIR/db"
mkdir -p "$STEAMPIPE_INSTALL_DIR/plugins/local/aircall" "$STEAMPIPE_INSTALL_DIR/config"
cp "$plugin" "$STEAMPIPE_INSTALL_DIR/plugins/local/aircall/aircall.plugin"
if [ -n "${STEAMPIPE_USER:-}" ]; then
  useradd --system --user-group --no-create-home --home-dir "$STEAMPIPE_INSTALL_DIR" --shell /usr/sbin/nologin "$STEAMPIPE_USER"
  chown -R "$STEAMPIPE_USER:" "$STEAMPIPE_INSTALL_DIR"
fi

set -m # in a process group of their own, so that finish reaches the tests and not only go
go test -tags e2e -count 1 "$@" "$here" &
tests=$!
set +m
wait "$tests"

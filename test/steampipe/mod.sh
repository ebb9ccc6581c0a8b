#!/usr/bin/env bash
# Runs Powerpipe on one of the repository's mods, with a Steampipe service of its own that is gone afterwards.
#
#   mod.sh PLUGIN FAKE MOD ARGUMENT OF powerpipe …
#
# PLUGIN and FAKE are the binaries of the plugin and of the invented Aircall, MOD is a folder below mods. Where a key is in
# the environment (AIRCALL_API_ID and AIRCALL_API_TOKEN, or AIRCALL_ACCESS_TOKEN), Aircall is asked; otherwise the invented
# company is; FAKE_ARGUMENTS is handed to that, as in FAKE_ARGUMENTS='-seed 2 -plan none'.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
plugin=$1 fake=$2 mod=$3
shift 3

. "$here/folder.sh"
trap finish EXIT
trap 'exit 130' INT TERM HUP

fake_process=
finish() {
  local status=$?
  remove_folder
  [ -z "$fake_process" ] || kill "$fake_process" 2>/dev/null || true
  exit "$status"
}

install_folder "$plugin"
export POWERPIPE_DISPLAY_WIDTH=${POWERPIPE_DISPLAY_WIDTH:-180} # in fewer columns reasons are cut

if [ -z "${AIRCALL_API_ID:-}${AIRCALL_ACCESS_TOKEN:-}" ]; then
  # shellcheck disable=SC2086 # several arguments
  "$fake" -rate-limit -1 ${FAKE_ARGUMENTS:-} >"$STEAMPIPE_INSTALL_DIR/fake.url" 2>"$STEAMPIPE_INSTALL_DIR/fake.key" &
  fake_process=$!
  for _ in $(seq 100); do
    [ ! -s "$STEAMPIPE_INSTALL_DIR/fake.url" ] || [ ! -s "$STEAMPIPE_INSTALL_DIR/fake.key" ] || break
    kill -0 "$fake_process" || exit 1
    sleep 0.1
  done
  {
    echo 'connection "aircall" {'
    echo '  plugin = "local/aircall"'
    echo "  base_url = \"$(cat "$STEAMPIPE_INSTALL_DIR/fake.url")\""
    echo '  max_requests_per_minute = 1000'
    cat "$STEAMPIPE_INSTALL_DIR/fake.key"
    echo '}'
  } >"$STEAMPIPE_INSTALL_DIR/config/aircall.spc"
  echo "No key is set: this is an invented company." >&2
else
  printf 'connection "aircall" {\n  plugin = "local/aircall"\n}\n' >"$STEAMPIPE_INSTALL_DIR/config/aircall.spc"
fi

# A port that is free: nobody answers there.
port=$((20000 + RANDOM % 20000))
while (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
cat >"$POWERPIPE_INSTALL_DIR/config/steampipe.ppc" <<CONFIG
connection "steampipe" "default" {
  port     = $port
  password = "only-for-this"
}
CONFIG

# A Powerpipe that was built from its Go module lacks the pages' web assets; a release brings them along.
if [ -n "${POWERPIPE_ASSETS:-}" ]; then
  mkdir -p "$POWERPIPE_INSTALL_DIR/dashboard"
  cp -r "$POWERPIPE_ASSETS" "$POWERPIPE_INSTALL_DIR/dashboard/assets"
fi

cp -r "$here/../../mods/$mod" "$STEAMPIPE_INSTALL_DIR/mod"
give_to_user
as_user "$STEAMPIPE" service start --database-listen local --database-port "$port" --database-password only-for-this >"$STEAMPIPE_INSTALL_DIR/start.log" 2>&1 ||
  { cat "$STEAMPIPE_INSTALL_DIR/start.log" >&2; exit 1; }
until as_user "$STEAMPIPE" query "select count(*) from aircall_api_usage" >"$STEAMPIPE_INSTALL_DIR/start.log" 2>&1; do
  sleep 0.2
done
(cd "$STEAMPIPE_INSTALL_DIR/mod" && HOME=$STEAMPIPE_INSTALL_DIR exec ${STEAMPIPE_USER:+runuser -u "$STEAMPIPE_USER" --} "$POWERPIPE" "$@")

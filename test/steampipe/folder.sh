# An install folder of one's own for a Steampipe service, which is gone afterwards; sourced, not run.
#
#   install_folder PLUGIN   makes it, and exports STEAMPIPE_INSTALL_DIR and what stack.sh prints
#   as_user COMMAND …       runs a command as the user who may run Steampipe, with that folder as its home
#   remove_folder           stops the service and removes folder and user

OWN_FOLDER= # until it is made: STEAMPIPE_INSTALL_DIR may be the caller's own

install_folder() {
  local stack name value programs version
  stack=$("$(dirname "${BASH_SOURCE[0]}")/stack.sh")
  while IFS='=' read -r name value; do export "$name=$value"; done <<<"$stack"

  # A user of its own: Steampipe ends every Postgres of the user who starts one, also that of another run.
  if [ -n "${STEAMPIPE_USER:-}" ]; then
    STEAMPIPE_USER=aircall-e2e-$$
    export STEAMPIPE_USER
  fi

  OWN_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/aircall-e2e.XXXXXX")
  STEAMPIPE_INSTALL_DIR=$OWN_FOLDER
  export STEAMPIPE_INSTALL_DIR STEAMPIPE_UPDATE_CHECK=false STEAMPIPE_TELEMETRY=none
  export POWERPIPE_INSTALL_DIR=$STEAMPIPE_INSTALL_DIR/powerpipe POWERPIPE_UPDATE_CHECK=false POWERPIPE_TELEMETRY=none

  # The database's programs are shared, its data is not.
  for programs in "$STEAMPIPE_DB_DIR"/*/postgres; do
    version=$(basename "$(dirname "$programs")")
    mkdir -p "$STEAMPIPE_INSTALL_DIR/db/$version"
    ln -s "$programs" "$STEAMPIPE_INSTALL_DIR/db/$version/postgres"
  done
  cp "$STEAMPIPE_DB_DIR/versions.json" "$STEAMPIPE_INSTALL_DIR/db"
  mkdir -p "$STEAMPIPE_INSTALL_DIR/plugins/local/aircall" "$STEAMPIPE_INSTALL_DIR/config" "$POWERPIPE_INSTALL_DIR/config"
  cp "$1" "$STEAMPIPE_INSTALL_DIR/plugins/local/aircall/aircall.plugin"
  if [ -n "${STEAMPIPE_USER:-}" ]; then
    useradd --system --user-group --no-create-home --home-dir "$STEAMPIPE_INSTALL_DIR" --shell /usr/sbin/nologin "$STEAMPIPE_USER"
  fi
  give_to_user
}

# give_to_user makes the user the owner of all that lies in the folder.
give_to_user() {
  [ -z "${STEAMPIPE_USER:-}" ] || chown -R "$STEAMPIPE_USER:" "$STEAMPIPE_INSTALL_DIR"
}

remove_folder() {
  [ -n "$OWN_FOLDER" ] || return 0
  stop_service >/dev/null 2>&1
  [ -z "${AIRCALL_E2E_KEEP_LOGS:-}" ] || cp -r "$STEAMPIPE_INSTALL_DIR/logs/." "$AIRCALL_E2E_KEEP_LOGS" || true
  rm -rf "$OWN_FOLDER"
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

# What the scripts that build from Debian's packages and from Go modules have in common; sourced, not run. They set LOG.
#
# Postgres refuses root: as root, everything of it runs as a user of its own.

POSTGRES=15
PG_BIN=/usr/lib/postgresql/$POSTGRES/bin
FDW_VERSION=v1.13.0
USER_NAME=aircall-e2e
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/steampipe-plugin-aircall
export GOFLAGS=-buildvcs=false

# locked waits for its turn: two runs at once build once.
locked() {
  mkdir -p "$CACHE"
  exec 9>"$CACHE/lock"
  flock 9
}

make_user() {
  if [ "$(id -u)" = 0 ]; then
    id "$USER_NAME" >/dev/null 2>&1 || useradd --create-home --shell /usr/sbin/nologin "$USER_NAME"
  fi
}

# readable_by_user is a folder for what that user runs: the cache, unless the user cannot look into it.
readable_by_user() {
  if [ "$(id -u)" = 0 ]; then getent passwd "$USER_NAME" | cut -d: -f6; else echo "$CACHE"; fi
}

# packages installs those that are missing, and never starts a database server of Debian's.
packages() {
  local missing=() name
  for name in gcc make gettext-base libkrb5-dev "postgresql-$POSTGRES" "postgresql-server-dev-$POSTGRES"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} != 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "these Debian packages are needed: ${missing[*]}" >&2
    exit 1
  fi
  step "installing ${missing[*]}" apt_install "${missing[@]}"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    apt-get install -y --no-install-recommends postgresql-common
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  apt-get install -y --no-install-recommends "$@"
}

module_folder() { # of a module in Go's cache, downloaded and checked against the checksum database
  go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",\?$/\1/p'
}

# copy_module makes a copy that can be changed.
copy_module() { # MODULE@VERSION FOLDER
  local source
  source=$(module_folder "$1")
  rm -rf "$2"
  cp -r "$source" "$2"
  chmod -R u+w "$2"
}

# debian_postgres lays out Debian's Postgres so that extensions can be added without touching Debian's folders. It finds
# its libraries and extensions relative to itself when its folder ends in lib/postgresql/15/bin: the programs are copies,
# the rest links to Debian's files.
debian_postgres() { # FOLDER; sets lib and share
  lib=$1/lib/postgresql/$POSTGRES
  share=$1/share/postgresql/$POSTGRES
  mkdir -p "$lib/bin" "$share"
  cp "$PG_BIN"/{postgres,initdb,pg_ctl,pg_dump,pg_restore,psql} "$lib/bin"
  cp -rs "/usr/lib/postgresql/$POSTGRES/lib" "$lib"
  cp -rs "/usr/share/postgresql/$POSTGRES/." "$share"
}

# step runs a command quietly; when it fails, finish shows the end of what it said, without the addresses that it used.
step() {
  STEP=$1
  shift
  echo "$STEP" >&2
  "$@" >"$LOG" 2>&1
  STEP=
}

finish() {
  local status=$?
  if [ "$status" != 0 ] && [ -n "$STEP" ]; then
    echo "$STEP failed; the end of $LOG:" >&2
    tail -n 30 "$LOG" | sed -E 's#https?://[^ ]+#(address)#g' >&2
  fi
}

STEP=
trap finish EXIT

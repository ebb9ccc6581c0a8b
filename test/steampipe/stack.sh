#!/usr/bin/env bash
# Lays out a Steampipe and a Powerpipe that the tests can run, and prints where they are, as lines of NAME=value:
#
#   STEAMPIPE         the command
#   STEAMPIPE_DB_DIR  its db folder: a Postgres with Steampipe's foreign data wrapper, and versions.json
#   STEAMPIPE_USER    the user who must run it, when this is root: Steampipe and Postgres refuse root
#   POWERPIPE         the command that runs the mods
#
# An installed steampipe is used where there is one: the one on the PATH, or $AIRCALL_E2E_STEAMPIPE, with the database of
# $STEAMPIPE_INSTALL_DIR (default ~/.steampipe). AIRCALL_E2E_STEAMPIPE=build builds one all the same. It is only read: the
# tests make an install folder of their own. The same holds for powerpipe and $AIRCALL_E2E_POWERPIPE.
#
# Otherwise they are built from their Go modules, once, into the user's cache folder; Steampipe's wrapper for the
# Postgres 15 of Debian 12. As root, the Debian packages are installed and the user is made.
set -euo pipefail

. "$(dirname "$0")/debian.sh"

STEAMPIPE_VERSION=v1.1.3
POWERPIPE_VERSION=v1.5.2
DB_VERSION=14.17.0 # the name of the folder in which Steampipe v1.1.3 looks; the server's own version is not compared
LAYOUT=1           # raised when layout() changes

BUILT=$CACHE/steampipe-$STEAMPIPE_VERSION-fdw-$FDW_VERSION-pg$POSTGRES
BUILT_POWERPIPE=$CACHE/powerpipe-$POWERPIPE_VERSION
LOG=$CACHE/stack.log

main() {
  locked
  make_user
  steampipe
  powerpipe
}

steampipe() {
  local stack
  if installed_steampipe; then
    return
  fi
  packages
  [ -x "$BUILT/steampipe" ] || step "building Steampipe $STEAMPIPE_VERSION" build_command "github.com/turbot/steampipe@$STEAMPIPE_VERSION" "$BUILT/steampipe"
  [ -e "$BUILT/fdw/steampipe_postgres_fdw.so" ] || step "building Steampipe's foreign data wrapper $FDW_VERSION" build_fdw
  stack=$(readable_by_user)/$(basename "$BUILT")-layout$LAYOUT
  [ -e "$stack" ] || step "laying out $stack" layout "$stack"
  report "$stack/steampipe" "$stack/db"
}

powerpipe() {
  local powerpipe
  if powerpipe=$(installed powerpipe "${AIRCALL_E2E_POWERPIPE:-}"); then
    printf 'POWERPIPE=%s\n' "$powerpipe"
    return
  fi
  [ -x "$BUILT_POWERPIPE/powerpipe" ] ||
    step "building Powerpipe $POWERPIPE_VERSION" build_command "github.com/turbot/powerpipe@$POWERPIPE_VERSION" "$BUILT_POWERPIPE/powerpipe"
  # Where the user cannot look into the cache, a copy.
  powerpipe=$(readable_by_user)/$(basename "$BUILT_POWERPIPE")/powerpipe
  [ -x "$powerpipe" ] || install -D -m 755 "$BUILT_POWERPIPE/powerpipe" "$powerpipe"
  printf 'POWERPIPE=%s\n' "$powerpipe"
}

report() {
  printf 'STEAMPIPE=%s\nSTEAMPIPE_DB_DIR=%s\n' "$1" "$2"
  [ "$(id -u)" != 0 ] || printf 'STEAMPIPE_USER=%s\n' "$USER_NAME"
}

# installed prints the path of the user's own command. Root's is not used: the user who must run it could not read it.
installed() { # NAME PATH, where the path may be empty, or the word build
  local command=${2:-$(type -P "$1" || true)}
  if [ -z "$command" ] || [ "$command" = build ] || [ "$(id -u)" = 0 ]; then
    return 1
  fi
  echo "$command"
}

installed_steampipe() {
  local steampipe db=${STEAMPIPE_INSTALL_DIR:-$HOME/.steampipe}/db
  steampipe=$(installed steampipe "${AIRCALL_E2E_STEAMPIPE:-}") || return 1
  if [ ! -e "$db/versions.json" ]; then
    echo "$steampipe has no database in $db yet: run a query with it once, or set AIRCALL_E2E_STEAMPIPE=build" >&2
    exit 1
  fi
  report "$steampipe" "$db"
}

# build_command builds inside the module's own folder, so that its replace lines and go.sum count.
build_command() { # MODULE@VERSION FILE
  local source
  mkdir -p "$(dirname "$2")"
  source=$(module_folder "$1")
  (cd "$source" && go build -trimpath -ldflags '-s -w' -o "$2.new" .)
  mv "$2.new" "$2"
}

build_fdw() {
  local work=$BUILT/fdw.work
  copy_module "github.com/turbot/steampipe-postgres-fdw@$FDW_VERSION" "$work"
  PATH=$PG_BIN:$PATH make -C "$work" build with_llvm=no
  rm -rf "$BUILT/fdw" "$BUILT/fdw.new"
  mkdir -p "$BUILT/fdw.new"
  find "$work"/build-* -name 'steampipe_postgres_fdw*' -exec cp {} "$BUILT/fdw.new" \;
  strip --strip-debug "$BUILT/fdw.new/steampipe_postgres_fdw.so"
  mv "$BUILT/fdw.new" "$BUILT/fdw"
  rm -rf "$work"
}

# layout makes the db folder as Steampipe's own installer would.
layout() {
  local stack=$1 postgres lib share
  rm -rf "$stack" "$stack.new"
  postgres=$stack.new/db/$DB_VERSION/postgres
  debian_postgres "$postgres"
  mkdir -p "$postgres/bin" "$postgres/share/postgresql/extension"
  cp "$BUILT/fdw/steampipe_postgres_fdw.so" "$lib/lib"
  cp "$BUILT"/fdw/steampipe_postgres_fdw{.control,--1.0.sql} "$share/extension"
  ln -s "$POSTGRES/lib/steampipe_postgres_fdw.so" "$postgres/lib/postgresql"
  ln -s ../../"postgresql/$POSTGRES/extension"/steampipe_postgres_fdw{.control,--1.0.sql} "$postgres/share/postgresql/extension"
  ln -s "../lib/postgresql/$POSTGRES/bin"/{initdb,pg_ctl,pg_dump,pg_restore,psql} "$postgres/bin"
  # Debian's socket folder is not everyone's to write to, and the wrapper's cost estimates would compile every query.
  cat >"$postgres/bin/postgres" <<WRAPPER
#!/bin/sh
real="\$(dirname "\$(readlink -f "\$0")")/../lib/postgresql/$POSTGRES/bin/postgres"
case " \$* " in *" -D "*) exec "\$real" "\$@" -k "" -c jit=off ;; esac
exec "\$real" "\$@"
WRAPPER
  chmod +x "$postgres/bin/postgres"
  # What Steampipe v1.1.3 expects to find; anything else and it would delete the folder and download another.
  cat >"$stack.new/db/versions.json" <<VERSIONS
{"fdw_extension": {"name": "fdwExtension", "version": "1.12.5", "image_digest": "local", "installed_from": "local"},
 "embedded_db": {"name": "embeddedDB", "version": "$DB_VERSION", "installed_from": "local",
  "image_digest": "sha256:4d66131a30139b2b912abe17bcd93c6b4e6a89224874960fea0f141ca51168e7"},
 "struct_version": 20220411}
VERSIONS
  cp "$BUILT/steampipe" "$stack.new"
  chmod -R go+rX "$stack.new"
  mv "$stack.new" "$stack"
}

main

#!/usr/bin/env bash
# Builds the plugin into Steampipe's foreign data wrapper, as a Postgres extension that needs no Steampipe, and prints where
# it is, as lines of NAME=value:
#
#   STANDALONE_BIN   the programs of a Postgres that has the extension steampipe_postgres_aircall
#   STANDALONE_USER  the user who must run them, when this is root: Postgres refuses root
#
# It needs the Postgres 15 of Debian 12, whose own folders it leaves alone; as root, the Debian packages are installed and
# the user is made. The first time takes some ten minutes, after a change of the plugin half a minute.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/test/steampipe/debian.sh"

PACKAGE=github.com/turbot/steampipe-plugin-aircall
WORK=$CACHE/standalone-fdw-$FDW_VERSION-pg$POSTGRES
LOG=$CACHE/standalone.log

main() {
  local tree
  locked
  make_user
  packages
  [ -e "$WORK/.rendered" ] || step "preparing Steampipe's foreign data wrapper $FDW_VERSION" render
  step "building it with the plugin" build
  tree=$(readable_by_user)/$(basename "$WORK")
  step "laying out $tree" layout "$tree"
  printf 'STANDALONE_BIN=%s\n' "$tree/lib/postgresql/$POSTGRES/bin"
  [ "$(id -u)" != 0 ] || printf 'STANDALONE_USER=%s\n' "$USER_NAME"
}

# render makes the wrapper's source one of this plugin, as its own Makefile would from a published version.
render() {
  copy_module "github.com/turbot/steampipe-postgres-fdw@$FDW_VERSION" "$WORK"
  cd "$WORK"
  sed -e 's|OS_PLACEHOLDER|linux|' -e "s|INTERNAL_INCLUDE_PLACEHOLDER|$("$PG_BIN/pg_config" --includedir)|" \
    -e "s|SERVER_INCLUDE_PLACEHOLDER|$("$PG_BIN/pg_config" --includedir-server)|" -e 's|LIB_INTL_PLACEHOLDER|/usr/include|' \
    prebuild.tmpl >prebuild.go
  PATH=$PG_BIN:$PATH go run -tags tool generate/generator.go templates . aircall "" "$PACKAGE"
  touch .rendered
}

build() {
  cd "$WORK"
  go mod edit -require "$PACKAGE@v0.0.0" -replace "$PACKAGE=$root"
  go mod tidy
  rm -f fdw/*.o fdw/steampipe_postgres_fdw.{so,a,h}
  PATH=$PG_BIN:$PATH make -C fdw go
  PATH=$PG_BIN:$PATH make -C fdw with_llvm=no
  PATH=$PG_BIN:$PATH make -C fdw standalone plugin=aircall
}

layout() {
  local lib share
  rm -rf "$1" "$1.new"
  debian_postgres "$1.new"
  cp "$WORK/build-Linux/steampipe_postgres_aircall.so" "$lib/lib"
  cp "$WORK/build-Linux"/steampipe_postgres_aircall{.control,--1.0.sql} "$share/extension"
  chmod -R go+rX "$1.new"
  mv "$1.new" "$1"
}

main

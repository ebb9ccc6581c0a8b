#!/usr/bin/env bash
# Reads what the command writes with readers that it did not write, and compares the rows.
#
#   run.sh COMMAND [ARGUMENT OF go test …]
#
# COMMAND is the command's binary. sqlite3, and Node where it is missing, come from Debian's packages; the libraries come
# from npm and stay in .cache/readers.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
command=$(realpath "$1")
shift
cache=$(cd "$here/../.." && pwd)/.cache/readers

# DuckDB, ClickHouse as a library, Polars with its binary, which npm leaves out where it warns of an old Node, and the two in
# JavaScript alone.
libraries=(@duckdb/node-api@1.5.6-r.1 chdb@3.4.0 nodejs-polars@0.25.2 hyparquet@1.33.0 xlsx@0.18.5)
if [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ]; then
  libraries+=(nodejs-polars-linux-x64-gnu@0.25.2)
fi

needed() { # PROGRAM PACKAGE…
  command -v "$1" >/dev/null && return
  shift
  if [ "$(id -u)" != 0 ]; then
    echo "these Debian packages are needed: $*" >&2
    exit 1
  fi
  echo "installing $*" >&2
  apt-get -qq update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >&2
}

needed sqlite3 sqlite3
needed npm nodejs npm

# Polars needs Node 20: Debian's is older.
node=$(command -v node || true)
if [ -z "$node" ] || [ "$("$node" -p 'parseInt(process.versions.node)')" -lt 20 ]; then
  libraries+=(node@22)
  node=$cache/node_modules/node/bin/node
fi

mkdir -p "$cache"
if [ "$(cat "$cache/installed" 2>/dev/null)" != "${libraries[*]}" ]; then
  echo "installing ${libraries[*]}" >&2
  rm -rf "$cache/node_modules" "$cache/package.json" "$cache/package-lock.json"
  npm install --silent --no-audit --no-fund --prefix "$cache" "${libraries[@]}" >&2
  echo "${libraries[*]}" >"$cache/installed"
fi
cp "$here"/*.mjs "$cache" # beside the libraries, where Node looks for them

READERS_COMMAND=$command READERS_NODE=$node READERS_SCRIPTS=$cache go test -tags readers -count 1 "$@" "$here"

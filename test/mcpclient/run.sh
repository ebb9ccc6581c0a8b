#!/usr/bin/env bash
# Drives `aircall mcp` with the protocol's client for JavaScript.
#
#   run.sh AIRCALL FAKE
#
# The client is installed into .cache/mcpclient. Node 18 or later is used where there is one; as root on Debian, Debian's is
# installed where there is none.
set -euo pipefail

CLIENT=@modelcontextprotocol/sdk@1.32.2

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
to=$root/.cache/mcpclient

if ! { command -v node && command -v npm; } >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "node and npm are needed" >&2
    exit 1
  fi
  echo "installing nodejs and npm" >&2
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install -y --no-install-recommends nodejs npm; } >/dev/null
fi

mkdir -p "$to"
if [ "$(cat "$to/installed" 2>/dev/null)" != "$CLIENT" ]; then
  npm install --silent --no-audit --no-fund --prefix "$to" "$CLIENT"
  echo "$CLIENT" >"$to/installed"
fi
cp "$here"/*.mjs "$to/" # modules are looked for beside the script
node "$to/client.mjs" "$(realpath "$1")" "$(realpath "$2")"

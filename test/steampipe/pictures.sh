#!/usr/bin/env bash
# Draws pages of the invented company for the README and the documents of Aircall Insights.
#
#   pictures.sh PLUGIN FAKE
#
# It needs Chromium, Node, and a Powerpipe with its web assets: a release, or POWERPIPE_ASSETS (see steampipe.mk).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
to=$root/mods/aircall-insights/docs/images
port=9634

# The pictures are of the invented company, whatever key is set.
set -m # a process group of its own, so that all of it can be ended
env -u AIRCALL_API_ID -u AIRCALL_API_TOKEN -u AIRCALL_ACCESS_TOKEN \
  "$here/mod.sh" "$1" "$2" aircall-insights server --port "$port" --listen local &
server=$!
set +m
trap 'kill -- "-$server" 2>/dev/null; wait "$server" || true' EXIT

npm install --silent --no-audit --no-fund --prefix "$root/.cache/pictures" puppeteer-core@24
until (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  kill -0 "$server"
  sleep 1
done
mkdir -p "$to"
cp "$here/pictures.cjs" "$root/.cache/pictures/"
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome)} node "$root/.cache/pictures/pictures.cjs" "http://localhost:$port" "$to"

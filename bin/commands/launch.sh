#!/usr/bin/env bash
# launch.sh NAME ARGS…: checks Node and the npm packages, then runs bin/commands/NAME.ts.
set -euo pipefail

export SHOWRUNNER_CALLED_FROM="$PWD"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
name=$1
shift

if ! command -v node >/dev/null 2>&1; then
  echo "bin/$name: Node.js is missing. Install Node.js 20.19 or newer (24 is fine) from https://nodejs.org, then run this again." >&2
  exit 69
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "bin/$name: Node.js $(node -v) is too old. Install Node.js 20.19 or newer (24 is fine) from https://nodejs.org, then run this again." >&2
  exit 69
fi

# Runs a long, quiet command and says every ten seconds that it is still at work.
with_progress() {
  local text=$1 started=$SECONDS ticker status=0
  shift
  echo "$text…"
  (while sleep 10; do echo "  still at it ($((SECONDS - started)) s)"; done) &
  ticker=$!
  trap 'kill "$ticker" 2>/dev/null || true' EXIT
  "$@" </dev/null || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  trap - EXIT
  return "$status"
}

if ! node bin/tools/packages-installed.cjs; then
  with_progress "Installing npm packages (one to three minutes the first time)" \
    npm ci --include=dev --no-audit --no-fund --loglevel=error || {
    echo "bin/$name: npm ci failed; the reason is above." >&2
    exit 70
  }
fi

exec node --import tsx "bin/commands/$name.ts" "$@"

#!/bin/sh
# Deploys the commit that is checked out: tests it, starts it beside the running release, and keeps it when it
# answers. Anything else puts the running release back.
set -eu

environment=$1
home=${SHOP_HOME:-/srv}
release=$(git rev-parse --short HEAD)
log="$home/log/shop.log"
health="http://127.0.0.1:18080/healthz"

say() {
  echo "$(date -u +%H:%M:%S) ==> $*"
}

current() {
  cat "$home/current" 2> /dev/null || echo none
}

start() {
  SHOP_ENVIRONMENT=$environment RELEASE=$1 node "$home/releases/$1/src/server.js" > "$log" 2>&1 &
  echo $! > "$home/pid"
}

stop() {
  if [ -f "$home/pid" ]; then
    kill "$(cat "$home/pid")" 2> /dev/null || true
    rm "$home/pid"
  fi
}

say "Deploying shop $release to $environment (running release: $(current))"
mkdir -p "$home/log" "$home/releases"

say "Running the tests"
npm test

say "Installing release $release"
rm -rf "$home/releases/$release"
mkdir "$home/releases/$release"
git archive HEAD | tar -x -C "$home/releases/$release"

say "Starting release $release"
stop
start "$release"

say "Waiting for $health"
attempt=1
until curl --silent --fail "$health"; do
  say "Attempt $attempt of 5: no answer yet"
  if [ "$attempt" -ge 5 ]; then
    say "No answer after $attempt attempts. Last lines of $log:"
    tail -n 20 "$log"
    say "Putting release $(current) back"
    stop
    mv "$log" "$log.$release"
    start "$(current)"
    say "ERROR: deployment of shop $release to $environment failed: the health check did not pass"
    exit 1
  fi
  attempt=$((attempt + 1))
  sleep 1
done

echo "$release" > "$home/current"
say "Release $release runs in $environment"

#!/usr/bin/env bash
# Runs every fuzz target for the given time each (30s): ./fuzz.sh 5m
set -euo pipefail
cd "$(dirname "$0")"
for dir in $(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do
  # Go would spend most of the time on making inputs shorter, hence -fuzzminimizetime.
  for target in $(grep -ho '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | cut -c6-); do
    echo "== $dir $target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-30s}" -fuzzminimizetime 5x "$dir"
  done
done

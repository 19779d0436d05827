#!/usr/bin/env bash
# Runs the benchmarks of the named packages, or of all: ./bench.sh ./stdlib/ddm
# Six runs each, as benchstat wants them for a comparison of before and after.
set -euo pipefail
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- ./...
go test -run '^$' -bench . -benchmem -count 6 "$@"

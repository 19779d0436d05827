#!/usr/bin/env bash
# Uses a kernel for half an hour, or for the given time, as people, networks and bad luck do, and
# checks that nothing is lost and nothing leaks: ./soak.sh 5m
set -euo pipefail
cd "$(dirname "$0")"
TALBOT_SOAK=${1:-30m} exec go test -run '^TestSoak$' -count 1 -timeout 0 ./kernel/soak -v

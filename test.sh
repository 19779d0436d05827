#!/usr/bin/env bash
# All of Talbot's tests. As root on Debian it first installs the programs that Talbot is tested
# against (Jupyter, Chromium, ffmpeg); elsewhere the tests that need a missing one say so and skip.
# Nothing but Go is needed for the rest. The fuzz targets and benchmarks: ./fuzz.sh, ./bench.sh.
set -euo pipefail
cd "$(dirname "$0")"

staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.1
started=$SECONDS
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

section() { printf '\n== %s (%d s)\n' "$*" $((SECONDS - started)); }
note() { printf '   %s\n' "$*"; }
fail() { printf 'FAIL: %s\n' "$*" >&2; exit 1; }

# --- the programs to test against -------------------------------------------------------------
section "programs to test against"
packages=(jupyter-notebook jupyter-client jupyter-console jupyter-nbconvert python3-nbclient
  python3-ipykernel python3-jupyter-kernel-test jupyter-server python3-pytest python3-numpy
  chromium ffmpeg nodejs)
command -v npm >/dev/null || packages+=(npm)

missing() {
  local p
  for p in "${packages[@]}"; do
    dpkg -s "$p" >/dev/null 2>&1 || printf '%s ' "$p"
  done
}

peers=""
if ! command -v dpkg >/dev/null; then
  note "not a Debian system: the tests that need Jupyter or Chromium look for them on PATH"
else
  absent=$(missing)
  if [ -n "$absent" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    note "installing $absent"
    export DEBIAN_FRONTEND=noninteractive
    # A package list that cannot be renewed may still be good enough for the next line.
    apt-get update -qq >"$scratch/apt" 2>&1 || note "apt-get update failed: $(tail -n 1 "$scratch/apt")"
    # shellcheck disable=SC2086 # the list is words
    apt-get install -y -qq --no-install-recommends $absent >"$scratch/apt" 2>&1 || tail -n 3 "$scratch/apt"
    absent=$(missing)
  fi
  if [ -n "$absent" ]; then
    note "not installed: $absent- the tests that need them skip"
  else
    peers=1
  fi
fi
if command -v npm >/dev/null && [ ! -d installer/browser/node_modules/requirejs ]; then
  (cd installer/browser && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error >"$scratch/npm" 2>&1) ||
    { note "npm could not fetch what the browser tests need: $(tail -n 1 "$scratch/npm")"; peers=""; }
fi
# Debian's jupyter_client is years old; the newest one is tested beside it where pip reaches it.
if [ -z "${TALBOT_JUPYTER_PATH:-}" ] && command -v pip3 >/dev/null; then
  if pip3 install -q --target "$scratch/newest" 'jupyter_client>=8.9' 'jupyter_kernel_test>=0.7' 2>"$scratch/pip"; then
    export TALBOT_JUPYTER_PATH="$scratch/newest"
  else
    note "pip could not fetch the newest jupyter_client: $(tail -n 1 "$scratch/pip")"
  fi
fi
if [ -n "$peers" ]; then
  export TALBOT_REQUIRE_PEERS=1
  note "all there: a test that does not find its program fails"
fi
export TALBOT_CHECK_GENERATED=1
export CGO_ENABLED=0

# --- the source -------------------------------------------------------------------------------
section "gofmt, go vet, staticcheck"
unformatted=$(git ls-files -co --exclude-standard '*.go' | while read -r f; do [ ! -e "$f" ] || echo "$f"; done | xargs gofmt -l)
[ -z "$unformatted" ] || fail "gofmt would change $unformatted"
go vet ./...
go run "$staticcheck" ./...
(cd runtime/simd/gen && go vet .)

section "builds for every laptop, without cgo"
for os in linux darwin windows; do
  for arch in amd64 arm64; do
    GOOS=$os GOARCH=$arch go build -o "$scratch/" ./... || fail "the build for $os/$arch"
    note "$os/$arch"
  done
  # Tests are built too: what they take from one system only shows here.
  GOOS=$os GOARCH=arm64 go vet ./... || fail "go vet for $os/arm64"
done

# --- the tests --------------------------------------------------------------------------------
section "go test ./... (with generated files, notebooks, Jupyter and the browser)"
go test -timeout 15m ./...

section "the compute core with each kind of vector kernels that this processor has"
for cpu in generic avx2 avx512; do
  if TALBOT_CPU=$cpu go run . version >/dev/null 2>&1; then
    TALBOT_CPU=$cpu go test ./runtime/simd ./runtime/fft ./stdlib/ddm
  else
    note "$cpu: this processor has none"
  fi
done

section "Go's own test programs, through talbot run"
TALBOT_GO_PROGRAMS=1 go test -timeout 10m -run '^TestGoPrograms$' -v . | grep -v '^=== '

# The race detector is the one thing here that needs cgo and a C compiler.
section "go test -race on what runs concurrently"
if command -v gcc >/dev/null || command -v clang >/dev/null; then
  CGO_ENABLED=1 go test -race -timeout 10m ./kernel/... ./runtime/session/... ./runtime/display/...
  CGO_ENABLED=1 go test -race -short -timeout 10m ./runtime/simd ./runtime/fft ./runtime/arena ./runtime/plan
else
  note "skipped: there is no C compiler"
fi

section "all passed"

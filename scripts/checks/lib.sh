# What the checks share: where the tools live and how they get there. Sourced, never run.
# Tools are installed on first use, by exact version and hash, into target/tools and tools/node_modules; a tool that
# cannot be installed fails the check, it never skips it.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
export REDOCLY_TELEMETRY=off
export REDOCLY_SUPPRESS_UPDATE_NOTICE=true

step() { printf '\n== %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Installs packages of the system when a test says that they are missing.
# Usage: ensure 'TEST' PACKAGE…
ensure() {
    local test=$1 as_root=()
    shift
    ! bash -c "$test" >/dev/null 2>&1 || return 0
    command -v apt-get >/dev/null || die "missing: $*; this system has no apt-get, install by hand"
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null || die "missing: $*; as root run: apt-get install $*"
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" \
        >/dev/null || die "cannot install $*"
    bash -c "$test" >/dev/null 2>&1 || die "installed $*, yet this still fails: $test"
}

# Prints the bin folder of a Python environment that holds what tools/requirements/NAME.txt pins.
python_tool() {
    local name=$1 wanted=$ROOT/tools/requirements/$1.txt home=$TARGET/tools/$1
    if ! cmp -s "$wanted" "$home/installed.txt"; then
        ensure "python3 -c 'import ensurepip, venv'" python3 python3-venv
        rm -rf "$home"
        python3 -m venv "$home" >&2 || die "cannot make a Python environment in $home"
        "$home/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$wanted" >&2 ||
            die "cannot install $name"
        cp "$wanted" "$home/installed.txt"
    fi
    echo "$home/bin"
}

# Puts the npm tools of tools/package-lock.json, and a Node.js that can run them, on the path.
node_tools() {
    local major=0
    ! command -v node >/dev/null || major=$(node --version | sed -E 's/^v([0-9]+).*/\1/')
    if [[ $major -lt 20 ]] || ! command -v npm >/dev/null; then
        PATH=$(python_tool nodejs):$PATH
    fi
    if ! cmp -s "$ROOT/tools/package-lock.json" "$ROOT/tools/node_modules/installed.json"; then
        (cd "$ROOT/tools" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
            die "cannot install the npm tools"
        cp "$ROOT/tools/package-lock.json" "$ROOT/tools/node_modules/installed.json"
    fi
    export PATH=$ROOT/tools/node_modules/.bin:$PATH
}

# Builds the service (debug) and prints the path of the program.
service_binary() {
    (cd "$ROOT" && cargo build --locked --quiet >&2) || die "the service does not build"
    echo "$TARGET/debug/narahubung"
}

# shellcheck shell=bash
# What every script here shares: where things are, how to speak and how to fail. Sourced, never run.

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
local_dir=${KDIFFE_LOCAL:-$root/.local}
[[ $local_dir == /* ]] || local_dir=$PWD/$local_dir
export KDIFFE_LOCAL=$local_dir

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Whether something listens on a loopback port.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# shellcheck shell=bash
# What every script here shares: where things are, how to speak and how to fail. Sourced, never run.

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# State: database, snapshots, logs, the demo catalogue. Build products stay in the checkout.
local_dir=${KDIFFE_LOCAL:-$root/.local}
[[ $local_dir == /* ]] || local_dir=$PWD/$local_dir
export KDIFFE_LOCAL=$local_dir
export KDIFFE_DATASET=${KDIFFE_DATASET:-}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The SDK runs without ICU; the projects are invariant anyway.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# An account without a home, as in some containers.
[[ -w ${HOME:-} ]] || export HOME=$root/.local/home

# Each argument is a line.
say() { printf '%s\n' "$@"; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Whether something listens on a loopback port.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Builds without leaving compiler or build servers behind; quiet unless it fails.
build() {
    local log=$root/.local/logs/build.log
    mkdir -p "${log%/*}"
    dotnet build "$@" -c Release -v q -nologo -nodeReuse:false -p:UseSharedCompilation=false >"$log" 2>&1 ||
        fail "The build failed; the end of $log:" "$(tail -30 "$log")"
}

# Every dataset has a database, a folder of snapshots and one of training runs of its own; KDIFFE_DATASET names it.
database() {
    local name=${KDIFFE_DATASET,,}
    say "kdiffe${name:+_${name//[^a-z0-9]/_}}"
}
snapshots_folder() { say "$local_dir/snapshots${KDIFFE_DATASET:+-$KDIFFE_DATASET}"; }
runs_folder() { say "$local_dir/runs${KDIFFE_DATASET:+-$KDIFFE_DATASET}"; }

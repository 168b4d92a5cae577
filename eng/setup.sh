#!/usr/bin/env bash
# Prepares this machine and checkout for run.sh, test.sh and CI. Installs only what is missing and says what.
# With 'tests', also what they alone need: a browser, an object store, a connection pooler, wrong clocks, and Python's NumPy and FAISS for the recipes.
# With 'images', what builds and runs containers without a Docker engine; with 'fuzz', AFL++.
# Fast when everything is there, so that every start may call it.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

require_sdk() {
    local wanted
    wanted=$(grep -oE '"version": *"[0-9.]+"' "$root/global.json" | grep -oE '[0-9.]+')
    command -v dotnet >/dev/null ||
        fail "The .NET SDK is missing: $wanted or a later ${wanted%.*} is needed (https://dotnet.microsoft.com/download)."
    (cd "$root" && dotnet --version &>/dev/null) ||
        fail "global.json asks for the .NET SDK $wanted or a later ${wanted%.*}; this machine has:" "$(dotnet --list-sdks)"
}

have_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

have() { command -v "$1" >/dev/null; }

have_chromium() { [[ -x /usr/bin/chromium ]]; }

# A server of S3's protocol, for the tests of snapshots in object storage.
have_swift() { [[ -d /usr/lib/python3/dist-packages/swift ]]; }

have_pooler() { [[ -x /usr/sbin/pgbouncer || -x /usr/bin/pgbouncer ]]; }

# Clocks that tests set, for some processes alone.
have_fake_clock() { compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null; }

have_python() { [[ -x /usr/bin/python3 ]] && /usr/bin/python3 -c "import $1" 2>/dev/null; }

have_time_zones() { [[ -e /usr/share/zoneinfo/Europe/Berlin ]]; }

# Adds package $1 to the missing ones unless the check that follows succeeds.
need() {
    local package=$1
    shift
    "$@" || missing+=("$package")
}

need_containers() {
    local program
    for program in buildah podman runc mmdebstrap docker-compose iptables; do need "$program" have "$program"; done
    need netavark test -x /usr/lib/podman/netavark
    need aardvark-dns test -x /usr/lib/podman/aardvark-dns
}

as_root() {
    if [[ $EUID == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

install_missing() {
    ((${#missing[@]})) || return 0
    have apt-get || fail "Please install: ${missing[*]} (Debian's names; there is no apt here)."
    [[ $EUID == 0 ]] || sudo -n true 2>/dev/null ||
        fail "Please install: ${missing[*]}" "  sudo apt-get install -y --no-install-recommends ${missing[*]}"
    say "Installing ${missing[*]}"
    mkdir -p "$root/.local/logs"
    local log=$root/.local/logs/apt.log
    if [[ " ${missing[*]} " == *' postgresql '* ]]; then without_main_cluster apt_install; else apt_install; fi >"$log" 2>&1 ||
        fail "apt could not install them; the end of $log:" "$(tail -15 "$log")"
}

# The package lists may be absent or stale: they are fetched only when the first try fails.
apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null && return
    as_root "${apt[@]}" update </dev/null && as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null
}

# Debian's package would make and start a cluster of its own on port 5432.
without_main_cluster() {
    local folder=/etc/postgresql-common/createcluster.d result=0
    as_root mkdir -p "$folder"
    say 'create_main_cluster = false' | as_root tee "$folder/kdiffe.conf" >/dev/null
    "$@" || result=$?
    as_root rm -f "$folder/kdiffe.conf"
    return "$result"
}

main() {
    mkdir -p "$root/.local" "$local_dir"
    exec 9>"$root/.local/setup.lock"
    flock 9

    require_sdk
    missing=()
    need postgresql have_postgres
    need curl have curl
    need tzdata have_time_zones
    if [[ ${1:-} == tests ]]; then
        need chromium have_chromium
        need python3-swift have_swift
        need pgbouncer have_pooler
        need libfaketime have_fake_clock
        need python3-numpy have_python numpy
        need python3-faiss have_python faiss
    fi
    if [[ ${1:-} == images ]]; then need_containers; fi
    if [[ ${1:-} == fuzz ]]; then need afl++ have afl-fuzz; fi
    install_missing
}

main "$@"

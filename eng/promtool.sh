#!/usr/bin/env bash
# Puts Prometheus' promtool into .local/tools, for the tests. Debian's package would start a server: only the tool is taken
# out of it.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

tools=$root/.local/tools

main() {
    if [[ -x $tools/promtool ]] || command -v promtool >/dev/null; then return; fi
    command -v apt-get >/dev/null || fail "Please install promtool (Debian's package prometheus; there is no apt here)."
    say "Fetching promtool"
    local log=$root/.local/logs/promtool.log
    mkdir -p "$tools" "${log%/*}"
    # Not local: it is taken away once this has ended.
    folder=$(mktemp -d "$tools/prometheus.XXXX")
    trap 'rm -rf "$folder"' EXIT
    fetch "$folder" >"$log" 2>&1 || fail "apt could not fetch it; the end of $log:" "$(tail -15 "$log")"
    dpkg-deb -x "$folder"/prometheus_*.deb "$folder"
    mv "$folder/usr/bin/promtool" "$tools/promtool"
}

# The package lists may be absent or stale: they are fetched only when the first try fails.
fetch() {
    cd "$1"
    apt-get -q download prometheus && return
    if [[ $EUID == 0 ]]; then apt-get -q update; else sudo -n apt-get -q update; fi
    apt-get -q download prometheus
}

main

#!/usr/bin/env bash
# Builds src/Dashboard into src/Api/wwwroot, whose files are committed, so that nothing else here needs Node.js; this does: 20 or later.
#
#   eng/dashboard/build.sh            writes src/Api/wwwroot, and the types of docs/openapi.json that the pages are written in
#   eng/dashboard/build.sh --check    fails where what is committed is not what would be written
set -euo pipefail
# shellcheck source=eng/contract/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../contract/common.sh"

dashboard=$root/src/Dashboard

# Runs the rest quietly in the sources; what it says comes when it fails.
run() {
    local what=$1
    shift
    (cd "$dashboard" && "$@") >"$log" 2>&1 || fail "$what:" "$(tail -40 "$log")"
}

write() {
    run 'The types of the dashboard could not be generated' npm run --silent generate
    run 'The dashboard could not be built' npm run --silent build
}

check() {
    local fresh=$local_dir/dashboard
    run 'src/Dashboard/src/api/schema.ts is not that of docs/openapi.json: run eng/dashboard/build.sh' npm run --silent generate -- --check
    rm -rf "$fresh"
    run 'The dashboard could not be built' npm run --silent build -- --outDir "$fresh"
    run 'src/Api/wwwroot is not what src/Dashboard is built into: run eng/dashboard/build.sh' diff -rq "$fresh" "$root/src/Api/wwwroot"
    rm -rf "$fresh"
    say 'The dashboard is built as committed'
}

main() {
    case ${1:-} in
        '') have_node || fail 'The dashboard is built with Node.js 20 or later, which is not here.' ;;
        --check) have_node || { say 'The dashboard was not checked: Node.js 20 or later is not here'; return; } ;;
        *) sed -n '4,5s/^# \{0,3\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
    install src/Dashboard
    if [[ ${1:-} == --check ]]; then check; else write; fi
}

main "$@"

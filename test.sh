#!/usr/bin/env bash
# One command: the same preparation as run.sh, one build, the contract where Node.js is, then every test project.
# The last line is the sum: `N passed, N failed`, with `, N skipped` when there are any.
#
#   ./test.sh          all but the tests marked Category=Slow
#   ./test.sh --all    all of them
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/eng/common.sh"

# A project that hangs is ended and counts as failed.
limit=20m
options=(-noLogo -noColor -trait- Category=Slow)
case ${1:-} in
    '') ;;
    --all) options=(-noLogo -noColor); limit=60m ;;
    *) sed -n '5,6s/^# \{0,3\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac

passed=0 failed=0 skipped=0
logs=$local_dir/logs/tests

# The number that attribute $1 has in the report $2.
count() { grep -oE "<assembly [^>]*" "$2" | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+'; }

run_project() {
    local name=$1 log=$logs/$1.log report=$logs/$1.xml result=0 start=$SECONDS good bad
    local dll=$root/tests/$name/bin/Release/net10.0/$name.dll
    printf '%-24s' "$name"
    (cd "${dll%/*}" && timeout --kill-after=30 "$limit" dotnet "$dll" "${options[@]}" -xml "$report") </dev/null >"$log" 2>&1 || result=$?

    if [[ ! -s $report ]]; then
        say "did not finish (exit code $result); the end of $log:"
        tail -40 "$log"
        failed=$((failed + 1))
        return
    fi
    good=$(count passed "$report")
    bad=$(($(count failed "$report") + $(count errors "$report")))
    # A runner that fails without a failing test, or finds no test, is itself a failure.
    if ((bad == 0 && result != 0)); then bad=1; fi
    if ((good + bad + $(count skipped "$report") == 0)); then bad=1; say "has no test" >>"$log"; fi
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + $(count skipped "$report")))
    say "$good passed, $bad failed ($((SECONDS - start)) s)"
    ((bad == 0)) || { grep -vE '^ +(Discover|Start|Finish)' "$log"; grep -E '^ +[A-Za-z].* \[(FAIL|ERROR)\]$' "$log" >>"$logs/failures" || true; }
}

main() {
    "$root/eng/setup.sh" tests
    "$root/eng/promtool.sh"
    say "Building the solution"
    # The packages of the lock files, or none.
    build "$root/KDiffE.Service.sln" -p:RestoreLockedMode=true

    "$root/eng/contract/check.sh" || failed=$((failed + 1))
    "$root/eng/dashboard/build.sh" --check || failed=$((failed + 1))

    rm -rf "$logs"
    mkdir -p "$logs"
    local started=false project
    if ! "$root/eng/postgres.sh" status >/dev/null; then
        started=true
        trap '"$root/eng/postgres.sh" stop >/dev/null' EXIT
    fi
    "$root/eng/postgres.sh" start
    for project in "$root"/tests/*.Tests; do [[ $project == *EndToEnd* ]] || run_project "${project##*/}"; done
    run_project EndToEnd.Tests
    $started && "$root/eng/postgres.sh" stop && trap - EXIT

    # By name once more at the end, because what a test says may be long.
    [[ ! -s $logs/failures ]] || cat "$logs/failures"
    say "$passed passed, $failed failed$( ((skipped == 0)) || say ", $skipped skipped")"
    ((failed == 0))
}

main

#!/usr/bin/env bash
# Measures what a catalogue costs from end to end at several sizes: import, database, training, snapshot, load, swap, requests.
# Demo catalogues with their knowledge graphs, half as many items as users. Prints docs/scale.md's table.
#
#   tests/Benchmarks/scale.sh
#   USERS='10000 40000' tests/Benchmarks/scale.sh
#
# Uses the server of ConnectionStrings__Postgres, or the checkout's private one, and a database of its own there.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../eng/common.sh"
# shellcheck source=tests/Benchmarks/database.sh
. "$root/tests/Benchmarks/database.sh"
# shellcheck source=tests/Benchmarks/api.sh
. "$root/tests/Benchmarks/api.sh"
database=kdiffe_benchmark_$$
requests=500
scratch=$(mktemp -d)
trap 'clean_up' EXIT

clean_up() {
    stop_api
    rm -rf "$scratch"
    psql -d postgres -c "drop database if exists $database with (force)" >/dev/null 2>&1 || true
}

kdiffe() {
    ConnectionStrings__Postgres="$server;Database=$database" Snapshots__Folder="$scratch/snapshots" \
        exec dotnet "$root/src/Training/bin/Release/net10.0/kdiffe.dll" "$@"
}

version() { curl -fsS "$url/users/nobody/recommendations?n=1" | grep -o '"snapshotVersion":"[^"]*"'; }

since() { bc -l <<<"$EPOCHREALTIME - $1"; }

# Asks once for each of some users; prints the median of the seconds.
ask() {
    user_paths "$requests" | sed "s|.*|url = \"$url&\"\noutput = /dev/null|" >"$scratch/requests"
    curl -fsS -w '%{time_total}\n' --config "$scratch/requests" | sort -g | sed -n "$((requests / 2))p"
}

row() {
    local users=$1 items=$(($1 / 2)) folder=$scratch/films
    rm -rf "$folder" "$scratch/snapshots"
    (kdiffe demo "$folder" --users "$users" --items "$items") >"$scratch/log"
    fresh "$database"
    measure kdiffe import "$folder"
    local import=$seconds rows size
    rows=$(psql -d "$database" -Atc 'select count(*) from interactions')
    size=$(psql -d "$database" -Atc "select pg_database_size('$database') / 1048576")

    # With one epoch and with three, each in the fit and in the refit on everything: what four cost is the difference.
    measure kdiffe train --from-db --publish --epochs 1
    local once=$seconds training=$peak epoch file
    measure kdiffe train --from-db --publish --epochs 3
    epoch=$(bc -l <<<"($seconds - $once) / 4")
    training=$((peak > training ? peak : training))
    file=$(find "$scratch/snapshots" -name '*.safetensors' -printf '%s\n' | sort -n | tail -1)

    local begun=$EPOCHREALTIME start swap serving swapping used median served
    start_api /health/ready Limits__RequestsPerSecond=0 Limits__MillionItemsPerSecond=0
    start=$(since "$begun")
    ask >/dev/null
    settle
    serving=$(memory VmRSS)
    used=$(cpu "$api")
    median=$(ask)
    used=$(bc -l <<<"($(cpu "$api") - $used) / $requests")

    served=$(version)
    begun=$EPOCHREALTIME
    curl -fsS -o /dev/null -X POST "$url/snapshots/rollback"
    while [[ $(version) == "$served" ]]; do sleep 0.02; done
    swap=$(since "$begun")
    swapping=$(memory VmHWM)
    stop_api

    printf "| %d | %d | %d | %.0f s | %d MB | %.1f s | %d MiB | %.1f MB | %.1f s | %.1f s | %d MiB | %d MiB | %.1f ms | %.1f ms |\n" \
        "$users" "$items" "$rows" "$import" "$size" "$epoch" "$training" "$((file / 10000))e-2" "$start" "$swap" "$serving" "$swapping" \
        "$(bc -l <<<"$median * 1000")" "$used"
}

"$root/eng/build.sh" Api
"$root/eng/build.sh" Training
connect
echo '| users | items | interactions | import | database | epoch | training, peak | snapshot | API starts | swap | API serves in | at a swap | answer | CPU of it |'
echo '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|'
for users in ${USERS:-10000 40000 160000}; do row "$users"; done

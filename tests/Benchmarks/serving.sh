#!/usr/bin/env bash
# Measures what serving costs beside what it cannot cost less than, in the same run: the processor's time and the memory that a
# request takes beside a bare minimal API that answers with the same bytes; the scan of a large catalogue beside reading it
# once and beside Faiss; health probes while many clients have it scanned; the start with it.
#
#   tests/Benchmarks/serving.sh
#   DATA=../shared/data/lfm2k ITEMS=1000000 ROUNDS=5 tests/Benchmarks/serving.sh
#   ONLY='requests scan large' tests/Benchmarks/serving.sh          some of it
#
# Uses the server of ConnectionStrings__Postgres, or the checkout's private one, and a database of its own there. Faiss is
# Debian's package python3-faiss; without it, its lines are left out.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../eng/common.sh"
# shellcheck source=tests/Benchmarks/database.sh
. "$root/tests/Benchmarks/database.sh"
# shellcheck source=tests/Benchmarks/api.sh
. "$root/tests/Benchmarks/api.sh"
data=${DATA:-$root/../shared/data/lfm2k} items=${ITEMS:-1000000} rounds=${ROUNDS:-5}
dim=64 clients=8 requests=10000
database=kdiffe_benchmark_$$
scratch=$(mktemp -d)
bare=''
unlimited=(Limits__RequestsPerSecond=1000000 Limits__MillionItemsPerSecond=1000000)
trap 'clean_up' EXIT

clean_up() {
    stop_api
    [[ -z $bare ]] || kill "$bare" 2>/dev/null || true
    rm -rf "$scratch"
    psql -d postgres -c "drop database if exists $database with (force)" >/dev/null 2>&1 || true
}

kdiffe() {
    ConnectionStrings__Postgres="$server;Database=$database" Snapshots__Folder="$scratch/snapshots" \
        dotnet "$root/src/Training/bin/Release/net10.0/kdiffe.dll" "$@"
}

bench() { ConnectionStrings__Postgres="$server;Database=$database" dotnet "$root/tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll" "$@"; }

row() { printf '| %s | %s | %s | %s |\n' "$@"; }

divide() { printf '%.2f' "$(bc -l <<<"$1 / $2")"; }

# Bytes that a process has allocated since its start.
allocated_by_api() { curl -fsS "$url/metrics" | awk '/^dotnet_gc_heap_total_allocated_bytes_total/ { printf "%.0f\n", $2 }'; }
allocated_by_bare() { curl -fsS "$bare_url/allocated"; }

start_bare() {
    bare_url=http://127.0.0.1:$((20000 + RANDOM % 20000))
    dotnet "$root/tests/Benchmarks/Bare/bin/Release/net10.0/Bare.dll" --urls "$bare_url" --Answer "$scratch/answer" >"$scratch/bare.log" 2>&1 &
    bare=$!
    until curl -fsS "$bare_url/allocated" >/dev/null 2>&1; do
        kill -0 "$bare" || fail "The bare API does not start:" "$(tail -5 "$scratch/bare.log")"
        sleep 0.05
    done
}

# Has the server $1 of process $2 answer one round; sets cost to the processor's time per request in µs, and bytes to what it allocated.
round() {
    local before answers
    before=$(cpu "$2") bytes=$("$3")
    answers=$(bench load "$1" "$scratch/paths" "$requests" "$clients")
    [[ $answers == "$requests 0 "* ]] || fail "Not every request was answered: $answers"
    cost=$(bc -l <<<"($(cpu "$2") - $before) * 1000 / $requests")
    bytes=$(bc <<<"($("$3") - $bytes) / $requests")
}

measure_requests() {
    kdiffe import "$data" >"$scratch/log" 2>&1
    kdiffe train --from-db --publish --epochs 1 >"$scratch/log" 2>&1
    start_api /health/ready "${unlimited[@]}"
    user_paths 500 >"$scratch/paths"
    curl -fsS "$url$(head -1 "$scratch/paths")" >"$scratch/answer"
    start_bare
    settle
    # What is compiled when it has been called often is, before anything is measured.
    for ((warm = 0; warm < 3; warm++)); do round "$url" "$api" allocated_by_api; round "$bare_url" "$bare" allocated_by_bare; done
    local ours=() theirs=() ours_bytes=() theirs_bytes=()
    for ((i = 0; i < rounds; i++)); do
        round "$url" "$api" allocated_by_api
        ours+=("$cost") ours_bytes+=("$bytes")
        round "$bare_url" "$bare" allocated_by_bare
        theirs+=("$cost") theirs_bytes+=("$bytes")
    done
    kill "$bare"
    bare=''
    stop_api
    local us them us_bytes them_bytes
    us=$(least "${ours[@]}") them=$(least "${theirs[@]}") us_bytes=$(least "${ours_bytes[@]}") them_bytes=$(least "${theirs_bytes[@]}")
    row 'processor per request, n = 20' "$(printf '%.0f µs' "$us")" "$(printf '%.0f µs: a bare minimal API, the same %d bytes' "$them" "$(wc -c <"$scratch/answer")")" "$(divide "$us" "$them")×"
    row 'managed bytes per request' "$us_bytes" "$them_bytes: the same" "$((us_bytes - them_bytes)) more"
}

measure_scan() {
    local figures=$scratch/figures name
    bench scan "$items" "$dim" >"$figures"
    if /usr/bin/python3 -c 'import faiss' 2>/dev/null; then /usr/bin/python3 "$root/tests/Benchmarks/faiss-scan.py" "$items" "$dim" >>"$figures"; fi
    local -A took
    while read -r name value; do took[$name]=$value; done <"$figures"
    beside() { row "$1" "${took[$2]} ms" "${took[$3]} ms: $4" "$(divide "${took[$2]}" "${took[$3]}")×"; }
    beside "top 20 of $items × $dim" scan read-int8 'reading a byte an element once'
    beside 'the same' scan read-float 'reading the floats once'
    beside 'the same' scan scan-float 'without the first pass over bytes'
    [[ -z ${took[faiss-single]:-} ]] || beside 'the same' scan faiss-single 'Faiss, IndexFlatIP, a query at a time'
    [[ -z ${took[faiss-batch]:-} ]] || beside 'the same' scan faiss-batch 'Faiss, a query of a batch of 64'
    row "making the bytes of $items × $dim" "${took[quantise]} ms" '' ''
}

# Sets program to an API that is compiled ahead, as the images' is, of the last commit.
compile_ahead() {
    (
        git clone -q "$root" "$scratch/source"
        cd "$scratch/source"
        dotnet restore src/Api -r linux-x64 -p:NuGetAudit=false -p:PublishReadyToRun=true
        dotnet publish src/Api -c Release -r linux-x64 --no-self-contained --no-restore -o "$scratch/ahead" -p:PublishReadyToRun=true -p:UseAppHost=false \
            -p:OpenApiGenerateDocumentsOnBuild=false -p:UseSharedCompilation=false -nodeReuse:false
    ) >"$scratch/log" 2>&1 || fail "The API could not be compiled ahead:" "$(tail -5 "$scratch/log")"
    program=$scratch/ahead/KDiffE.Api.dll
}

# The least of some rounds of seconds from the start until it answers at $1, to seconds; leaves the last one running, settled, with its memory in resident.
start_often() {
    local took=() begun
    for ((i = 0; i < rounds; i++)); do
        stop_api
        begun=$EPOCHREALTIME
        start_api "$1" "${unlimited[@]}"
        took+=("$(bc -l <<<"$EPOCHREALTIME - $begun")")
    done
    seconds=$(printf '%.1f' "$(least "${took[@]}")")
    settle
    resident=$(memory VmRSS)
}

measure_large() {
    local file empty none
    compile_ahead
    fresh "$database"
    rm -rf "$scratch/snapshots"
    start_often /health/live
    empty=$resident none=$seconds
    bench publish "$scratch/snapshots" large 10000 "$items" "$dim"
    file=$(stat -c %s "$scratch/snapshots/large.safetensors")
    start_often /health/ready
    row "start of the API, compiled ahead, with $items items until it is ready" "$seconds s" "$none s: without it, until it is live" ''
    row 'memory of the API' "$resident MiB" "$empty MiB: without it; $((file / 1048576)) MiB: the snapshot" "$(divide $((resident - empty)) $((file / 1048576)))× beside the rest"
    for ((user = 0; user < 5000; user++)); do echo "/users/user-$user/recommendations?n=20"; done >"$scratch/paths"
    echo /health/live >"$scratch/probes"
    local probes load
    bench load "$url" "$scratch/probes" 2000 1 >"$scratch/log"
    read -r _ _ _ idle <<<"$(bench load "$url" "$scratch/probes" 2000 1)"
    bench load "$url" "$scratch/paths" 1000000 64 >"$scratch/load" 2>&1 &
    load=$!
    sleep 3
    probes=$(bench load "$url" "$scratch/probes" 100 1)
    kill "$load"
    wait "$load" 2>/dev/null || true
    read -r _ _ _ busy <<<"$probes"
    row "99th percentile of /health/live, 64 clients scanning $items items" "$busy ms" "$idle ms: nobody scanning" ''
    stop_api
}

"$root/eng/build.sh" Api
"$root/eng/build.sh" Training
build "$root/tests/Benchmarks"
build "$root/tests/Benchmarks/Bare"
connect
fresh "$database"
echo '| what | measured | beside | ratio |'
echo '|---|---|---|---|'
for part in ${ONLY:-requests scan large}; do "measure_$part"; done

#!/usr/bin/env bash
# Measures POST /interactions/bulk against psql's \copy of the same rows into the same tables, in the same run: a
# million interactions of 60,000 users with 30,000 items, none of which is there before.
#
#   tests/Benchmarks/bulk.sh
#   ROUNDS=3 ROWS=1000000 tests/Benchmarks/bulk.sh     the best of so many rounds counts
#
# Uses the server of ConnectionStrings__Postgres, or the checkout's private one, and databases of its own there.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../eng/common.sh"
# shellcheck source=tests/Benchmarks/database.sh
. "$root/tests/Benchmarks/database.sh"
# shellcheck source=tests/Benchmarks/api.sh
. "$root/tests/Benchmarks/api.sh"
rounds=${ROUNDS:-3} rows=${ROWS:-1000000}
database=kdiffe_benchmark_$$
tables=(users items interactions)
scratch=$(mktemp -d)
trap 'clean_up' EXIT

clean_up() {
    stop_api
    rm -rf "$scratch"
    for name in "$database" "${database}_copy"; do
        psql -d postgres -c "drop database if exists $name with (force)" >/dev/null 2>&1 || true
    done
}

make_bodies() {
    awk -v rows="$rows" 'BEGIN {
        srand(1); print "user,item,weight,occurredAt"
        while (n < rows) {
            user = int(rand() * 60000); item = int(rand() * rand() * 30000)
            if ((user, item) in seen) continue
            seen[user, item] = 1; n++
            printf "user%d,item%d,%d,2026-01-%02dT%02d:%02d:%02dZ\n", user, item, 1 + int(rand() * 5),
                1 + int(rand() * 28), int(rand() * 24), int(rand() * 60), int(rand() * 60)
        }
    }' >"$scratch/rows.csv"
    awk -F, 'NR > 1 { printf "{\"user\":\"%s\",\"item\":\"%s\",\"weight\":%s,\"occurredAt\":\"%s\"}\n", $1, $2, $3, $4 }' \
        "$scratch/rows.csv" >"$scratch/rows.ndjson"
}

# Sends a body; sets seconds.
send() {
    local start=$EPOCHREALTIME answer
    answer=$(curl -sS -X POST -T "$2" -H "Content-Type: $1" -H 'Expect:' "$url/interactions/bulk")
    seconds=$(bc -l <<<"$EPOCHREALTIME - $start")
    [[ $answer == *"\"inserted\":$rows,"* ]] || fail "Not all rows went in:" "$answer"
}

empty() {
    psql -d "$1" -c "set client_min_messages = warning" -c "truncate users, items, interactions restart identity cascade" -c "vacuum analyze users, items, interactions" -c checkpoint
}

# Copies the rows as they are stored; sets seconds.
copy() {
    local start=$EPOCHREALTIME
    for table in "${tables[@]}"; do psql -d "${database}_copy" -c "\\copy $table from '$scratch/$table.tsv'"; done
    seconds=$(bc -l <<<"$EPOCHREALTIME - $start")
}

"$root/eng/build.sh" Api
connect
make_bodies
fresh "$database"
start_api '/users?n=1'
ndjson=() csv=() copies=()
for ((round = 0; round < rounds; round++)); do
    empty "$database"
    send text/csv "$scratch/rows.csv"
    csv+=("$seconds")
    empty "$database"
    send application/x-ndjson "$scratch/rows.ndjson"
    ndjson+=("$seconds")
    if ((round == 0)); then
        for table in "${tables[@]}"; do psql -d "$database" -c "\\copy (select * from $table order by 1) to '$scratch/$table.tsv'"; done
        # The schema alone.
        fresh "${database}_copy"
        pg_dump -s "$database" | psql -d "${database}_copy" >/dev/null
    fi
    empty "${database}_copy"
    copy
    copies+=("$seconds")
done

peak=$(memory VmHWM)
report() {
    printf '%s: %d rows in %.1f s, %.0f rows/s; \\copy %.1f s: ratio %.2f\n' "$1" "$rows" "$2" "$(bc -l <<<"$rows / $2")" "$3" "$(bc -l <<<"$2 / $3")"
}
report NDJSON "$(least "${ndjson[@]}")" "$(least "${copies[@]}")"
report CSV "$(least "${csv[@]}")" "$(least "${copies[@]}")"
printf 'peak of the API: %d MiB\n' "$peak"

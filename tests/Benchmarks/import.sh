#!/usr/bin/env bash
# Measures `kdiffe import` against psql's \copy of the same rows into the same tables, in the same run, and
# against \copy into those tables without their foreign keys and checks.
#
#   tests/Benchmarks/import.sh [FOLDER…]     without one: a made-up folder of a million interactions
#   ROUNDS=3 tests/Benchmarks/import.sh …    the best of so many rounds counts
#
# Uses the server of ConnectionStrings__Postgres, or the checkout's private one, and databases of its own there.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../eng/common.sh"
# shellcheck source=tests/Benchmarks/database.sh
. "$root/tests/Benchmarks/database.sh"
rounds=${ROUNDS:-3}
database=kdiffe_benchmark_$$
tables=(entities relations users items kg_triples item_features interactions)
scratch=$(mktemp -d)
trap 'clean_up' EXIT

clean_up() {
    rm -rf "$scratch"
    for name in "$database" "${database}_copy" "${database}_schema"; do
        psql -d postgres -c "drop database if exists $name with (force)" >/dev/null 2>&1 || true
    done
}

make_folder() {
    mkdir "$scratch/million"
    awk 'BEGIN {
        srand(1); OFS = "\t"; print "user_id:token", "item_id:token", "rating:float", "timestamp:float"
        while (n < 1000000) {
            user = int(rand() * 60000); item = int(rand() * rand() * 30000)
            if ((user, item) in seen) continue
            seen[user, item] = 1; n++
            print "user" user, "item" item, 1 + int(rand() * 5), 1500000000 + int(rand() * 100000000)
        }
    }' >"$scratch/million/million.inter"
}

run_import() {
    ConnectionStrings__Postgres="$server;Database=$database" exec dotnet "$root/src/Training/bin/Release/net10.0/kdiffe.dll" import "$1"
}

# The tables, without rows: both sides start from them.
make_schema() {
    mkdir "$scratch/schema"
    printf 'user_id:token\titem_id:token\nu\ti\n' >"$scratch/schema/schema.inter"
    fresh "${database}_schema"
    (database=${database}_schema run_import "$scratch/schema") >"$scratch/log" 2>&1 || fail "The schema could not be made:" "$(cat "$scratch/log")"
    psql -d "${database}_schema" -c "set client_min_messages = warning; truncate $(IFS=,; echo "${tables[*]}") restart identity cascade"
}

run_copies() {
    for table in "${tables[@]}"; do psql -d "${database}_copy" -c "\\copy $table from '$scratch/$table.tsv'"; done
}

empty_copy() {
    fresh "${database}_copy" "${database}_schema"
    psql -d "${database}_copy" -c checkpoint
}

without_checks() {
    psql -d "${database}_copy" -Atc "select format('alter table %s drop constraint %I;', conrelid::regclass, conname)
        from pg_constraint where contype in ('f', 'c') and connamespace = 'public'::regnamespace" >"$scratch/drop.sql"
    psql -d "${database}_copy" -f "$scratch/drop.sql"
}

benchmark() {
    local folder=$1 imports=() copies=() bare=()
    for ((round = 0; round < rounds; round++)); do
        fresh "$database" "${database}_schema"
        psql -d postgres -c checkpoint
        measure run_import "$folder"
        imports+=("$seconds")
        local memory=$peak
        for table in "${tables[@]}"; do
            psql -d "$database" -c "\\copy (select * from $table order by 1) to '$scratch/$table.tsv'"
        done
        empty_copy
        measure run_copies
        copies+=("$seconds")
        empty_copy
        without_checks
        measure run_copies
        bare+=("$seconds")
    done

    local import copy unchecked
    import=$(least "${imports[@]}") copy=$(least "${copies[@]}") unchecked=$(least "${bare[@]}")
    printf '%s: %s rows, import %.1f s (peak %d MiB), \\copy %.1f s: ratio %.2f; \\copy without foreign keys and checks %.1f s: ratio %.2f\n' \
        "${folder##*/}" "$(cat "$scratch"/*.tsv | wc -l)" "$import" "$memory" "$copy" "$(bc -l <<<"$import / $copy")" \
        "$unchecked" "$(bc -l <<<"$import / $unchecked")"
}

"$root/eng/build.sh" Training
connect
if (($# == 0)); then
    make_folder
    set -- "$scratch/million"
fi
make_schema
for folder in "$@"; do benchmark "$folder"; done

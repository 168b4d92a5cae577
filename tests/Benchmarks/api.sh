# An API for benchmarks over PostgreSQL; to be sourced after eng/common.sh and tests/Benchmarks/database.sh.
# shellcheck shell=bash disable=SC2154 # The caller sets scratch and database, connect sets server.

api=''

# What is started: the checkout's, unless another one is named.
program=$root/src/Api/bin/Release/net10.0/KDiffE.Api.dll

# Starts one on the database, with the snapshots of $scratch/snapshots; sets url, and api to its process, once it answers at the path $1.
# The others are settings, NAME=VALUE.
start_api() {
    local port=$((20000 + RANDOM % 20000)) path=$1
    url=http://127.0.0.1:$port
    env ConnectionStrings__Postgres="$server;Database=$database" Snapshots__Folder="$scratch/snapshots" ASPNETCORE_ENVIRONMENT=Development "${@:2}" \
        dotnet "$program" --urls "$url" >"$scratch/api.log" 2>&1 &
    api=$!
    until curl -fsS "$url$path" >/dev/null 2>&1; do
        kill -0 "$api" || fail "The API does not start:" "$(tail -5 "$scratch/api.log")"
        sleep 0.05
    done
}

stop_api() {
    [[ -z $api ]] || { kill "$api" && wait "$api"; } 2>/dev/null || true
    api=''
}

# A figure of its memory, such as VmRSS, in MiB.
memory() { awk -v what="$1:" '$1 == what { print int($2 / 1024) }' "/proc/$api/status"; }

# What a process has used of the processor, in milliseconds.
cpu() { awk -v hertz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hertz }' "/proc/$1/stat"; }

# Waits until the API has loaded what it loads after its start.
settle() {
    local before second
    for ((second = 0; second < 60; second++)); do
        before=$(cpu "$api")
        sleep 1
        if (($(bc <<<"$(cpu "$api") - $before < 30"))); then return; fi
    done
}

# Paths that ask for recommendations to some of the users in the database.
user_paths() {
    psql -d "$database" -Atc "select key from users order by md5(key) limit $1" | sed 's|.*|/users/&/recommendations?n=20|'
}

#!/usr/bin/env bash
# One command: prepares the machine, starts a private PostgreSQL, an API and a worker, loads data, trains, and serves.
#
#   ./run.sh                  a demo catalogue of invented films
#   ./run.sh --data FOLDER    a folder of RecBole files instead
#   ./run.sh --smoke          do all of it, make the requests, print them and stop
#   ./run.sh --port N         serve on this port (default: 8080, or the next free one)
#   ./run.sh --reset          forget database, snapshots and demo first; alone, only that
#   ./run.sh … -- SETTINGS    hyper-parameters of the first training, for example: -- KDiffE:Epochs=5
#
# A later start reuses the database and the snapshot, and goes on with a training that was stopped. Ctrl-C stops
# everything that was started.
set -euo pipefail
# In the background of another script a shell starts with Ctrl-C's signal ignored, for good: take it back.
[[ -z $(trap -p INT) ]] || exec env --default-signal=INT "${BASH_SOURCE[0]}" "$@"
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/eng/common.sh"
# shellcheck source=eng/processes.sh
. "$root/eng/processes.sh"
# shellcheck source=eng/requests.sh
. "$root/eng/requests.sh"
# shellcheck source=eng/training.sh
. "$root/eng/training.sh"

data=''
port=''
smoke=false
reset=false
settings=()
own_server=${ConnectionStrings__Postgres:-}
api_log=$local_dir/logs/api.log
worker_log=$local_dir/logs/worker.log
worker=''
short_lives=0
postgres_mark=$local_dir/postgres.started

usage() { sed -n '4,9s/^# \{0,3\}//p' "$root/run.sh"; }

parse_options() {
    local given=$#
    while (($#)); do
        case $1 in
            --data) [[ -n ${2:-} ]] || bad_usage "--data needs a folder."; data=$2; shift ;;
            --port)
                if ! [[ ${2:-} =~ ^[1-9][0-9]{0,4}$ ]] || (($2 > 65535)); then bad_usage "--port needs a number from 1 to 65535."; fi
                port=$2
                shift
                ;;
            --smoke) smoke=true ;;
            --reset) reset=true ;;
            --help | -h) usage; exit ;;
            --) shift; settings=("$@"); break ;;
            *) bad_usage "'$1' is not an option." ;;
        esac
        shift
    done
    [[ $reset == true && $given == 1 ]] && reset=only
    [[ -z $data || -d $data ]] || fail "There is no folder $data."
    local setting
    for setting in "${settings[@]}"; do [[ $setting == *:*=* ]] || bad_usage "'$setting' is not a setting like KDiffE:Epochs=5."; done
}

bad_usage() {
    printf '%s\n' "$1" >&2
    usage >&2
    exit 2
}

# One start at a time for a checkout: two would share the database and the logs.
take_lock() {
    mkdir -p "$local_dir/logs"
    exec 9>"$local_dir/run.lock"
    flock -n 9 || fail "run.sh is running already for $local_dir; stop it first."
}

forget() {
    [[ -z $own_server ]] || fail "ConnectionStrings__Postgres is set: --reset forgets the private database alone."
    "$root/eng/postgres.sh" reset
    rm -rf "$local_dir"/snapshots* "$local_dir"/runs* "$local_dir/demo" "$local_dir/demo.unfinished" "$local_dir/logs" "$postgres_mark"
    mkdir -p "$local_dir/logs"
}

start_postgres() {
    # The mark outlives a kill: the next run then knows that stopping it is its task.
    "$root/eng/postgres.sh" status >/dev/null || touch "$postgres_mark"
    step "$root/eng/postgres.sh" start "$(database)" || fail "PostgreSQL is not available."
    ConnectionStrings__Postgres=$("$root/eng/postgres.sh" url "$(database)")
    export ConnectionStrings__Postgres
    Snapshots__Folder=$(snapshots_folder)
    export Snapshots__Folder
    Training__Folder=$(runs_folder)
    export Training__Folder Training__Dataset=${data##*/}
}

stop_postgres() {
    if [[ -e $postgres_mark ]]; then
        env -u ConnectionStrings__Postgres "$root/eng/postgres.sh" stop || true
        rm -f "$postgres_mark"
    fi
}

choose_port() {
    if [[ -n $port ]]; then
        ! listening "$port" || fail "Port $port is taken; name another with --port."
        return
    fi
    port=8080
    while listening "$port"; do port=$((port + 1)); done
    [[ $port == 8080 ]] || say "Port 8080 is taken; serving on $port"
}

start_api() {
    local output=$root/src/Api/bin/Release/net10.0
    choose_port
    base=http://localhost:$port
    say "Starting the API"
    # On this machine alone, and open until there is a key: the API says so in its log.
    ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development} spawn dotnet "$output/KDiffE.Api.dll" --urls "$base" >"$api_log" 2>&1
    api=$!
    wait_for /health/live 30 || api_failed "did not start"
}

start_worker() {
    say "Starting ${1:-the} worker"
    # A run that it works on when everything stops is given back with a checkpoint of the epoch before.
    Training__StopWithin=00:00:05 spawn dotnet "$root/src/Training/bin/Release/net10.0/kdiffe.dll" worker >>"$worker_log" 2>&1
    worker=$!
    worker_started=$SECONDS
}

# Another worker goes on where one ended. One that ends again and again within seconds is given up: 1, and a word how to go on.
keep_worker() {
    [[ -n $worker ]] || return 1
    ! kill -0 "$worker" 2>/dev/null || return 0
    local result=0
    wait "$worker" || result=$?
    if ((SECONDS - worker_started >= 20)); then short_lives=0; else short_lives=$((short_lives + 1)); fi
    say "The worker ended with exit code $result; its log is $worker_log"
    if ((short_lives >= 3)); then
        say "It keeps ending: no run is trained any more until you start ${KDIFFE_DATASET:+KDIFFE_DATASET=$KDIFFE_DATASET }./kdiffe worker. The end of its log:" "$(tail -5 "$worker_log")"
        worker=''
        return 1
    fi
    start_worker another
}

api_failed() { fail "The API $1; the end of $api_log:" "$(tail -30 "$api_log")"; }

# Waits until $1 answers 200, for at most $2 seconds or until the API ends.
wait_for() {
    local tries
    for ((tries = 0; tries < $2 * 5; tries++)); do
        http -f -o /dev/null "$base$1" 2>/dev/null && return
        kill -0 "$api" 2>/dev/null || return 1
        sleep 0.2
    done
    return 1
}

# Whether the database names an active snapshot and the API takes it up.
reuse_snapshot() {
    local tries active='"version":"([^"]+)","dataset":"([^"]*)","state":"active"'
    local answer
    answer=$(http "$base/snapshots")
    [[ $answer != *'"/errors/unauthenticated"'* ]] || fail "The API needs a key: set KDIFFE_API_KEY to one with the roles read and train."
    [[ $answer =~ $active ]] || return 1
    local version=${BASH_REMATCH[1]} dataset=${BASH_REMATCH[2]}
    [[ -z $own_server || $dataset == "${data##*/}" ]] ||
        fail "The database of ConnectionStrings__Postgres serves '$dataset', not '${data##*/}'; name another database."
    for ((tries = 0; tries < 300; tries++)); do
        if wait_for /health/ready 1; then
            say "Reusing snapshot $version of $dataset (--reset forgets it)"
            return
        fi
        [[ $(http "$base/snapshots") != *'"lastRefusal":{'* ]] || break
    done
    say "Snapshot $version cannot be loaded; training anew"
    return 1
}

load_and_train() {
    if [[ $data == "$local_dir/demo" && ! -d $data ]]; then
        say "Making the demo catalogue"
        step "$root/kdiffe" demo "$data" || fail "The demo catalogue could not be made."
    fi
    say "Importing $data"
    step "$root/kdiffe" import "$data" || fail "The import failed; nothing was changed."
    say "Training"
    request_training "${settings[@]}"
    follow_training
    wait_for /health/ready 60 || api_failed "did not take up the new snapshot"
}

serve() {
    reuse_snapshot || load_and_train
    choose_examples
    say "Ready after $SECONDS s"
    if $smoke; then
        ask_everything
    else
        print_requests
        [[ -n ${KDIFFE_API_KEY:-} ]] || say '' "The API is open to everybody on this machine until './kdiffe keys create' makes a key."
        say '' "The logs are $api_log and worker.log beside it; Ctrl-C stops everything."
        while true; do
            wait -n "$api" ${worker:+"$worker"} || true
            kill -0 "$api" 2>/dev/null || api_failed "ended"
            keep_worker || true
        done
    fi
}

clean_up() {
    local result=$?
    trap '' INT TERM HUP
    trap - EXIT
    stop_groups
    stop_postgres
    exit "$result"
}

main() {
    parse_options "$@"
    take_lock
    [[ $reset == false ]] || forget
    [[ $reset != only ]] || return 0

    if [[ -n $data ]]; then
        data=$(cd -P "$data" && pwd)
        export KDIFFE_DATASET=${data##*/}
    else
        data=$local_dir/demo
        export KDIFFE_DATASET=
    fi

    trap clean_up EXIT
    trap 'say "" "Stopping"; exit 130' INT
    trap 'exit 143' TERM HUP
    step "$root/eng/setup.sh" || exit 1
    start_postgres
    step "$root/eng/build.sh" Api Training || exit 1
    start_api
    : >"$worker_log"
    start_worker
    serve
}

main "$@"

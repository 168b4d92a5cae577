#!/usr/bin/env bash
# The private PostgreSQL cluster of this checkout: real data, nothing to configure, nothing shared.
#
#   eng/postgres.sh start [database]   start it (and make the database); does nothing when it runs
#   eng/postgres.sh stop               stop it
#   eng/postgres.sh status             say whether it runs; exit code 3 when not
#   eng/postgres.sh url [database]     print the Npgsql connection string
#   eng/postgres.sh uri [database]     print the same as a URL, for PostgreSQL's own programs
#   eng/postgres.sh psql [database] …  psql on it
#   eng/postgres.sh reset              stop it and forget its data
#
# When ConnectionStrings__Postgres is set, that server is used and nothing is started here.
#
# Every account of the machine can reach a loopback port, and a superuser of a database can run programs.
# So connections need a password (scram) that is generated once and readable by the owner alone.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
unset "${!PG@}"

user=kdiffe
settings=(
    listen_addresses=127.0.0.1
    unix_socket_directories=/tmp
    shared_buffers=256MB
    max_wal_size=4GB
    checkpoint_timeout=15min
    # Each process may have a hundred, and the tests run several at once.
    max_connections=500
)

# PostgreSQL refuses to run as root: then the data belongs to the account that Debian's package makes.
# It lies in .local unless that account cannot get there, as in a checkout under /root.
find_home() {
    home=$local_dir/postgres
    owner=$(id -un)
    [[ $EUID == 0 ]] || return 0

    owner=postgres
    [[ ! -d $home/data ]] || owner=$(stat -c %U "$home/data")
    [[ $owner != root ]] || owner=postgres
    id "$owner" &>/dev/null || fail "PostgreSQL does not run as root and there is no account '$owner'; eng/setup.sh installs it."
    [[ -d $local_dir ]] || mkdir -p "$local_dir"
    local elsewhere
    elsewhere=/var/lib/kdiffe/$(printf %s "$local_dir" | sha256sum | cut -c1-16)
    if [[ -d $elsewhere/data ]] || ! as_owner test -x "$local_dir"; then
        home=$elsewhere
        [[ ! -d $home/data ]] || owner=$(stat -c %U "$home/data")
    fi
}

as_owner() {
    if [[ $(id -un) == "$owner" ]]; then (cd / && "$@"); else (cd / && runuser -u "$owner" -- "$@"); fi
}

# Sets bin: the programs of the version that wrote the data, or of the newest from 15 on.
find_programs() {
    local wanted='' directory version candidates
    [[ ! -f $home/data/PG_VERSION ]] || wanted=$(<"$home/data/PG_VERSION")
    mapfile -t candidates < <(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV; dirname "$(command -v initdb || true)")
    for directory in "${candidates[@]}"; do
        [[ -x $directory/initdb ]] || continue
        version=$("$directory/initdb" --version | grep -oE '[0-9]+')
        version=${version%%$'\n'*}
        if ((version >= 15)) && [[ -z $wanted || $version == "$wanted" ]]; then
            bin=$directory
            return
        fi
    done
    [[ -z $wanted ]] || fail "The data in $home was written by PostgreSQL $wanted, which is not installed." \
        "Install it, or forget the data with eng/postgres.sh reset."
    fail "PostgreSQL 15 or newer is not installed; eng/setup.sh installs it."
}

# The server's process id while it runs. After a kill -9 or a reboot postmaster.pid stays behind
# and its number may belong to another program by now, so the working directory decides.
running() {
    [[ -r $home/data/postmaster.pid ]] || return 1
    local pid
    pid=$(head -1 "$home/data/postmaster.pid")
    [[ $pid && $(readlink "/proc/$pid/cwd") == "$(readlink -f "$home/data")" ]]
}

connection_string() {
    say "Host=127.0.0.1;Port=$(<"$home/port");Username=$user;Password=$(<"$home/password");Database=${1:-kdiffe}"
}

# The password is made of letters and digits.
connection_uri() { say "postgresql://$user:$(<"$home/password")@127.0.0.1:$(<"$home/port")/${1:-kdiffe}"; }

run_psql() {
    PGPASSWORD=$(<"$home/password") "$bin/psql" -X -q -h 127.0.0.1 -p "$(<"$home/port")" -U "$user" "$@"
}

# Made aside and renamed when complete: an interrupted initdb never looks like a cluster.
create_cluster() {
    say "Making a private PostgreSQL cluster in $home"
    mkdir -p "$home"
    if [[ $EUID == 0 ]]; then chown "$owner" "$home"; fi
    rm -rf "$home/data.new"
    as_owner install -m 600 /dev/null "$home/password"
    head -c 24 /dev/urandom | base64 | tr -d '/+=' | as_owner tee "$home/password" >/dev/null
    as_owner "$bin/initdb" -D "$home/data.new" -U "$user" --pwfile="$home/password" --auth=scram-sha-256 \
        --locale=C.UTF-8 --encoding=UTF8 >"$local_dir/initdb.log" 2>&1 ||
        fail "initdb failed:" "$(tail -20 "$local_dir/initdb.log")"
    as_owner mv "$home/data.new" "$home/data"
}

# A server of another account that was killed leaves a lock which only that account may remove.
taken() {
    local lock=/tmp/.s.PGSQL.$1.lock
    listening "$1" || [[ -e $lock && $(stat -c %U "$lock") != "$owner" ]]
}

choose_port() {
    local port=5432
    [[ ! -s $home/port ]] || port=$(<"$home/port")
    if taken "$port"; then
        say "Port $port is taken; PostgreSQL gets another one" >&2
        port=5433
        while taken "$port"; do port=$((port + 1)); done
    fi
    say "$port" | as_owner tee "$home/port" >/dev/null
}

launch() {
    local options=''
    printf -v options -- '-c %s ' "${settings[@]}" "port=$(<"$home/port")"
    as_owner truncate -s 0 "$home/log"
    # 9 is the lock: the server must not keep it.
    as_owner "$bin/pg_ctl" start -w -t 60 -s -D "$home/data" -l "$home/log" -o "$options" >/dev/null 2>&1 9>&-
}

launch_with_retries() {
    local attempt
    for attempt in {1..20}; do
        choose_port
        if launch; then return; fi
        # Another server was faster on this port, or the processes of a killed one are still leaving.
        grep -qE 'Address already in use|still in use|lock file' "$home/log" || break
        sleep 0.5
    done
    fail "PostgreSQL did not start after $attempt attempt(s); the end of $home/log:" "$(tail -20 "$home/log")"
}

create_database() {
    [[ $1 =~ ^[a-z][a-z0-9_]{0,62}$ ]] || fail "'$1' is not a database name: small letters, digits and '_'."
    [[ $(run_psql -d postgres -Atc "SELECT 1 FROM pg_database WHERE datname = '$1'") ]] ||
        run_psql -d postgres -c "CREATE DATABASE $1" >/dev/null
}

start() {
    mkdir -p "$local_dir"
    exec 9>"$local_dir/postgres.lock"
    flock 9
    find_programs
    if ! running; then
        [[ -f $home/data/PG_VERSION ]] || create_cluster
        if [[ $EUID == 0 ]]; then chown -R "$owner" "$home"; fi
        rm -f "$home/data/postmaster.pid"
        launch_with_retries
        say "PostgreSQL runs on port $(<"$home/port")"
    fi
    create_database "${1:-kdiffe}"
    exec 9>&-
}

stop() {
    running || return 0
    find_programs
    as_owner "$bin/pg_ctl" stop -w -s -m fast -D "$home/data"
    say "PostgreSQL stopped"
}

status() {
    if running; then say "PostgreSQL runs on port $(<"$home/port"), data in $home"; else
        say "PostgreSQL does not run"
        exit 3
    fi
}

reset() {
    stop
    rm -rf "$home"
    say "Forgot the data in $home"
}

require_cluster() { [[ -s $home/port && -s $home/password ]] || fail "There is no private cluster yet; eng/postgres.sh start makes it."; }

main() {
    local command=${1:-}
    (($# == 0)) || shift
    case $command in
        start | stop | status | url | uri | psql | reset) ;;
        *) sed -n '4,10s/^# \{0,3\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
    if [[ -n ${ConnectionStrings__Postgres:-} ]]; then
        case $command in
            url) say "$ConnectionStrings__Postgres" ;;
            uri | psql | reset) fail "ConnectionStrings__Postgres is set: '$command' is for the private cluster alone." ;;
            *) say "Using ConnectionStrings__Postgres; the private cluster is left alone" ;;
        esac
        return
    fi
    find_home
    case $command in
        url) require_cluster; connection_string "$@" ;;
        uri) require_cluster; connection_uri "$@" ;;
        psql) require_cluster; find_programs; run_psql -d "${1:-kdiffe}" "${@:2}" ;;
        *) "$command" "$@" ;;
    esac
}

main "$@"

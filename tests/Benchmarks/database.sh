# What benchmarks over PostgreSQL share; to be sourced after eng/common.sh.
# shellcheck shell=bash

# Sets the variables that psql reads, from an Npgsql connection string.
export_connection() {
    local pair
    while IFS= read -r -d ';' pair; do
        case ${pair%%=*} in
            Host) export PGHOST=${pair#*=} ;;
            Port) export PGPORT=${pair#*=} ;;
            Username) export PGUSER=${pair#*=} ;;
            Password) export PGPASSWORD=${pair#*=} ;;
        esac
    done <<<"$1;"
}

psql() { command psql -X -q -v ON_ERROR_STOP=1 "$@"; }

# Makes a database anew, empty or as a template is.
fresh() { psql -d postgres -c "drop database if exists $1 with (force)" -c "create database $1 ${2:+template $2}" 2>/dev/null; }

# The smallest of some numbers.
least() { printf '%s\n' "$@" | sort -g | head -1; }

# Sets server to the one of ConnectionStrings__Postgres, or to the checkout's private one, and points psql to it.
connect() {
    if [[ -z ${ConnectionStrings__Postgres:-} ]]; then "$root/eng/postgres.sh" start >&2; fi
    server=${ConnectionStrings__Postgres:-$("$root/eng/postgres.sh" url)}
    server=$(sed -E 's/(^|;)Database=[^;]*//' <<<"$server")
    export_connection "$server"
}

# Runs a command, whose output goes to $scratch/log; sets seconds and, where the command's memory can be seen, its peak in MiB.
# shellcheck disable=SC2034,SC2154 # The caller reads the one and sets the other.
measure() {
    local start status
    start=$EPOCHREALTIME
    "$@" >"$scratch/log" 2>&1 &
    while status=$(grep -s VmHWM "/proc/$!/status"); do
        peak=$(awk '{ print int($2 / 1024) }' <<<"$status")
        sleep 0.02
    done
    wait $! || fail "$* failed:" "$(tail -5 "$scratch/log")"
    seconds=$(bc -l <<<"$EPOCHREALTIME - $start")
}

#!/bin/bash
# Makes the cluster and the database that the variables name when there is none yet, then is the server.
set -euo pipefail
if [[ ! -s $PGDATA/PG_VERSION ]]; then
    initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust --auth-host=scram-sha-256 --locale=C.UTF-8 --encoding=UTF8
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -w -o "-c listen_addresses= -c unix_socket_directories=/run/postgresql" start
    psql -h /run/postgresql -U "$POSTGRES_USER" -d postgres -c "create database \"$POSTGRES_DB\""
    pg_ctl -D "$PGDATA" -w stop
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/run/postgresql

#!/bin/sh
# Draws what docker/compose.yaml hands over as files, in docker/secrets: a password for PostgreSQL, and the first key of the
# API. What is there stays.
set -eu
cd "$(dirname "$0")"

# The folder is for its owner alone. The files in it can be read by all, because the accounts in the containers are others.
umask 022
mkdir -p secrets
chmod 700 secrets

draw() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

[ -s secrets/postgres-password ] || draw 24 >secrets/postgres-password
[ -s secrets/api-key ] || echo "kdiffe_$(draw 6)_$(draw 32)" >secrets/api-key
echo "Host=postgres;Username=kdiffe;Database=kdiffe;GSS Encryption Mode=Disable;Password=$(cat secrets/postgres-password)" >secrets/connection-string

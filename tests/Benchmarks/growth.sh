#!/usr/bin/env bash
# Measures how an epoch's time grows with the interactions: demo catalogues of 50, 200 and 800 thousand, all the parts of
# the default model, the diffusion sampled and run in every epoch. Prints a table and draws docs/growth.svg.
#
#   ROUNDS=3 tests/Benchmarks/growth.sh      the best of so many rounds counts
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for users in 2220 8880 35500; do
    ./kdiffe demo "$scratch/$users" --users "$users" --items $((users / 2))
done
for round in $(seq "${ROUNDS:-3}"); do
    for users in 2220 8880 35500; do
        ./kdiffe bench --data "$scratch/$users" --set Diffusion:Mode=sampled Diffusion:RebuildEvery=1 --json "$scratch/$users-$round.json"
    done
done
dotnet run -c Release --project tests/Benchmarks -- growth docs/growth.svg "$scratch"/*.json

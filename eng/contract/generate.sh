#!/usr/bin/env bash
# Writes what follows from the routes anew: docs/openapi.json, the C# client in src/Client, clients/python and the types of
# clients/typescript. Needs no database; the types need Node.js 20 or later, clients/python Python 3, and are left as they are without.
set -euo pipefail
# shellcheck source=eng/contract/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

main() {
    say 'Building the API and its description'
    build "$root/src/Api"
    cp "$root/src/Api/obj/openapi.json" "$root/docs/openapi.json"

    say 'Generating src/Client'
    cd "$root"
    # Everything of it is generated but the project and the list of its packages.
    find src/Client -mindepth 1 -maxdepth 1 ! -name Client.csproj ! -name README.md ! -name packages.lock.json ! -name bin ! -name obj -exec rm -rf {} +
    generate_client src/Client
    build src/Client

    if have_python; then
        say 'Generating clients/python'
        /usr/bin/python3 eng/contract/python.py
    else
        say 'Python 3 is not here: clients/python stays as it is'
    fi

    if ! have_node; then
        say 'Node.js 20 or later is not here: clients/typescript stays as it is'
        return
    fi
    say 'Generating clients/typescript'
    install clients/typescript
    (cd clients/typescript && npm run --silent generate && npm run --silent build) >"$log" 2>&1 || fail "The types could not be generated; the end of $log:" "$(tail -20 "$log")"
}

main

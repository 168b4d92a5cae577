#!/usr/bin/env bash
# Checks that src/Client, and where there is Python clients/python, are generated from docs/openapi.json as it stands; and where there is Node.js 20 or later, says otherwise that
# it skips this: that redocly and spectral find nothing wrong with it, and that the types of clients/typescript are those of it.
set -euo pipefail
# shellcheck source=eng/contract/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

# Runs the rest quietly; what it says comes when it fails.
check() {
    local what=$1
    shift
    "$@" >"$log" 2>&1 || fail "$what:" "$(tail -40 "$log")"
}

check_client() {
    local fresh=$local_dir/client
    rm -rf "$fresh"
    generate_client "$fresh"
    check 'src/Client is not that of docs/openapi.json: run eng/contract/generate.sh' \
        diff -r --exclude bin --exclude obj --exclude Client.csproj --exclude README.md --exclude packages.lock.json --exclude kiota-lock.json "$fresh" src/Client
    rm -rf "$fresh"
}

check_python() {
    local fresh=$local_dir/python-client
    rm -rf "$fresh"
    check 'clients/python could not be generated' /usr/bin/python3 eng/contract/python.py "$fresh"
    local file
    for file in types client; do
        check "clients/python/kdiffe/$file.py is not that of docs/openapi.json: run eng/contract/generate.sh" diff "$fresh/$file.py" "clients/python/kdiffe/$file.py"
    done
    rm -rf "$fresh"
}

main() {
    cd "$root"
    check_client
    if have_python; then check_python; else say 'The client for Python was not checked: Python 3 is not here'; fi
    if ! have_node; then
        say 'The description and the client for TypeScript were not checked: Node.js 20 or later is not here'
        return
    fi
    install eng/contract
    install clients/typescript

    local document=$root/docs/openapi.json tools=$root/eng/contract/node_modules/.bin
    check 'redocly refuses docs/openapi.json' env REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
        "$tools/redocly" lint "$document" --config "$root/eng/contract/redocly.yaml"
    check 'spectral refuses docs/openapi.json' "$tools/spectral" lint --fail-severity warn --ruleset "$root/eng/contract/spectral.yaml" "$document"

    cd "$root/clients/typescript"
    check 'clients/typescript does not compile' npm run --silent build
    check 'clients/typescript/src/schema.ts is not that of docs/openapi.json: run eng/contract/generate.sh' \
        node_modules/.bin/openapi-typescript "$document" --output src/schema.ts --root-types --check
    say 'The contract is sound'
}

main

# shellcheck shell=bash
# What the scripts of the contract share. Sourced, never run.

# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../common.sh"

log=$local_dir/logs/contract.log
mkdir -p "${log%/*}"

# Whether there is a Node.js that the tools run on.
have_node() {
    command -v node >/dev/null && command -v npm >/dev/null && [[ $(node --version) =~ ^v([0-9]+) ]] && ((BASH_REMATCH[1] >= 20))
}

have_python() { [[ -x /usr/bin/python3 ]]; }

# Installs what the lock file of the folder $1 of the checkout names, unless it is there.
install() {
    local folder=$root/$1
    local mark=$folder/node_modules/.kdiffe-installed
    [[ ! -e $mark || $folder/package-lock.json -nt $mark ]] || return 0
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund) >"$log" 2>&1 || fail "npm could not install $1; the end of $log:" "$(tail -15 "$log")"
    touch "$mark"
}

# Generates the client for .NET from docs/openapi.json into the folder $1; called in the root of the checkout.
generate_client() {
    # Kiota takes what a property says of a type that it refers to for what the type says: of many properties, whichever comes first.
    local plain=$root/src/Api/obj/openapi.kiota.json
    mkdir -p "${plain%/*}"
    sed '/^ *"description": /{N;s/^[^\n]*\n\( *"\$ref": \)/\1/}' docs/openapi.json >"$plain"
    dotnet tool restore >"$log" 2>&1 || fail "The tools of .NET could not be restored; the end of $log:" "$(tail -10 "$log")"
    KIOTA_OFFLINE_ENABLED=true dotnet kiota generate --openapi "$plain" --language CSharp --output "$1" \
        --class-name KDiffEClient --namespace-name KDiffE.Client --exclude-backward-compatible --log-level Error >"$log" 2>&1 ||
        fail "Kiota failed; the end of $log:" "$(tail -20 "$log")"
    rm -f "$1/.kiota.log"
}

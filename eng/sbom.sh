#!/usr/bin/env bash
# Writes which packages a program consists of, with versions, hashes and licences, as CycloneDX JSON: for the API and for
# the worker with all that its command line has.
#
#   eng/sbom.sh FOLDER    writes kdiffe-api.cdx.json and kdiffe-worker.cdx.json there
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

[[ -n ${1:-} ]] || fail "Name the folder to write to: eng/sbom.sh FOLDER"
mkdir -p "$1" "$local_dir/logs"
folder=$(cd "$1" && pwd)
log=$local_dir/logs/sbom.log
cd "$root"
dotnet tool restore >"$log" 2>&1 || fail "CycloneDX could not be restored:" "$(tail -5 "$log")"

# What the project $1 of src uses when it runs, under the name $2.
describe() {
    local project=$root/src/$1/$1.csproj
    dotnet restore "$project" -p:RestoreLockedMode=true >"$log" 2>&1 || fail "The packages of $2 could not be restored:" "$(tail -15 "$log")"
    dotnet CycloneDX "$project" --recursive --exclude-dev --disable-package-restore --no-serial-number --output-format Json \
        --set-name "$2" --output "$folder" --filename "$2.cdx.json" >"$log" 2>&1 || fail "$2 could not be described:" "$(tail -15 "$log")"
    say "$folder/$2.cdx.json: $(grep -c '"purl"' "$folder/$2.cdx.json") packages"
}

describe Api kdiffe-api
describe Training kdiffe-worker

#!/usr/bin/env bash
# Publishes the API and the worker twice, from copies of the checkout's last commit in folders of different names, one of them without git's, and
# compares every file byte by byte: whoever builds a commit gets what everybody gets.
#
#   eng/reproducible.sh             both
#   eng/reproducible.sh Api         one of them
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

mkdir -p "$local_dir/logs"
log=$local_dir/logs/reproducible.log
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
copies=("$scratch/a" "$scratch/another/one")

# Publishes the project $1 of the copy $2 to $2/out/$1; the API compiled ahead, as its image is.
publish() {
    local ahead=false
    [[ $1 != Api ]] || ahead=true
    (
        cd "$2"
        dotnet restore "src/$1" -r linux-x64 -p:RestoreLockedMode=true -p:NuGetAudit=false -p:PublishReadyToRun=$ahead -p:ContinuousIntegrationBuild=true
        dotnet publish "src/$1" -c Release -r linux-x64 --no-self-contained --no-restore -o "out/$1" -p:PublishReadyToRun=$ahead -p:UseAppHost=false \
            -p:OpenApiGenerateDocumentsOnBuild=false -p:ContinuousIntegrationBuild=true -p:UseSharedCompilation=false -nodeReuse:false
    ) >"$log" 2>&1 || fail "$1 could not be published:" "$(tail -15 "$log")"
}

git clone -q "$root" "${copies[0]}"
mkdir -p "${copies[1]}"
git -C "$root" archive HEAD | tar -x -C "${copies[1]}"
[[ $# -gt 0 ]] || set -- Api Training
for project in "$@"; do
    for copy in "${copies[@]}"; do publish "$project" "$copy"; done
    different=$(diff -rq "${copies[0]}/out/$project" "${copies[1]}/out/$project") || fail "$project is not the same twice:" "$different"
    say "$project: $(find "${copies[0]}/out/$project" -type f | wc -l) files, the same twice"
done

#!/usr/bin/env bash
# Builds the named projects of src in Release, each only when a source is newer than its last good build.
#
#   eng/build.sh Api Training
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

# Made first: a folder made during a build would look like a change.
mkdir -p "$root"/src/{Api,Domain,Infrastructure,Training}/{bin,obj} "$root/.local"
exec 9>"$root/.local/build.lock"
flock 9

declare -A sources=([Api]='Api Infrastructure Domain' [Training]='Training Infrastructure Domain')

# stale STAMP FOLDER…: whether anything in the folders of src is newer than the stamp.
stale() {
    [[ ! -e $1 || -n $(find "${@:2}" "$root"/Directory.*.props -newer "$1" \
        ! -path '*/bin' ! -path '*/obj' ! -path '*/bin/*' ! -path '*/obj/*' -print -quit) ]]
}

for project; do
    stamp=$root/src/$project/obj/kdiffe.stamp
    read -ra folders <<<"${sources[$project]}"
    stale "$stamp" "${folders[@]/#/$root/src/}" || continue
    say "Building src/$project" >&2
    touch "$stamp.new"
    build "$root/src/$project"
    mv "$stamp.new" "$stamp"
done

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

# Installs what the lock file of the folder $1 of the checkout names, unless it is there.
install() {
    local folder=$root/$1
    local mark=$folder/node_modules/.kdiffe-installed
    [[ ! -e $mark || $folder/package-lock.json -nt $mark ]] || return 0
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund) >"$log" 2>&1 || fail "npm could not install $1; the end of $log:" "$(tail -15 "$log")"
    touch "$mark"
}

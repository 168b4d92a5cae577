#!/usr/bin/env bash
# Builds the images of docker/ without a Docker engine and without a registry: buildah takes the very Dockerfiles, over
# stand-ins for the images that they build on, made of Debian's packages and this machine's SDK.
#
#   eng/images.sh build              the stand-ins that are missing, then kdiffe-api and kdiffe-worker
#   eng/images.sh serve SOCKET       podman's service on a socket, for docker-compose; until it is ended
#   eng/images.sh podman …           podman on these images
#   eng/images.sh clean              forgets images and containers
#
# Needs root, and what `eng/setup.sh images` installs.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
# shellcheck source=eng/images/storage.sh
. "$root/eng/images/storage.sh"

context=$images_dir/context
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}

# A small Debian with the packages $2 as the file $1.tar, from where this machine has its own packages.
debian() {
    [[ -s $context/$1.tar ]] || {
        say "Making $1.tar of Debian's packages"
        local sources
        mapfile -t sources < <(compgen -G '/etc/apt/sources.list'; compgen -G '/etc/apt/sources.list.d/*.sources')
        mmdebstrap --quiet --variant=minbase --include="$2" --dpkgopt='path-exclude=/usr/share/doc/*' \
            "$(. /etc/os-release && say "$VERSION_CODENAME")" "$context/$1.new.tar" "${sources[@]}"
        mv "$context/$1.new.tar" "$context/$1.tar"
    }
}

# The image $1 of eng/images/$2.Dockerfile, unless it is there.
stand_in() {
    buildah inspect --type image "$1" &>/dev/null || {
        say "Making a stand-in for $1"
        buildah bud --quiet --pull-never -f "$root/eng/images/$2.Dockerfile" -t "$1" "$context" >/dev/null
    }
}

stand_ins() {
    mkdir -p "$context"
    debian base ca-certificates,libgcc-s1,libssl3,libstdc++6,tzdata,zlib1g
    debian services haproxy,postgresql
    cp "$root/eng/images/postgres-entrypoint.sh" "$context/"
    # What a build makes in /run while it runs stays behind.
    install -d -m 1777 "$context/run/postgresql"
    # Not a link: a build reads nothing outside its context.
    [[ -d $context/dotnet ]] || cp -a "$(dirname "$(readlink -f "$(command -v dotnet)")")" "$context/dotnet"
    stand_in mcr.microsoft.com/dotnet/sdk:10.0 sdk
    stand_in mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra aspnet
    stand_in docker.io/nvidia/cuda:12.8.1-base-ubuntu24.04 cuda
    stand_in docker.io/library/postgres:17 postgres
    stand_in docker.io/library/haproxy:3.2 haproxy
}

# The image kdiffe-$1 of docker/$1.Dockerfile, with options $2…. Packages that this machine has are not fetched again, and
# servers of packages that it trusts are trusted.
image() {
    local started=$SECONDS log=$local_dir/logs/image-$1.log
    mkdir -p "${log%/*}" "$packages"
    buildah bud --format docker --layers --pull-never -v "$packages:/root/.nuget/packages" -v /etc/ssl/certs:/etc/ssl/certs:ro -f "$root/docker/$1.Dockerfile" -t "localhost/kdiffe-$1" \
        --build-arg REVISION="$(git -C "$root" rev-parse HEAD)" "${@:2}" "$root" >"$log" 2>&1 || fail "kdiffe-$1 could not be built; the end of $log:" "$(tail -15 "$log")"
    say "kdiffe-$1: $((SECONDS - started)) s, $(buildah images --format '{{.Size}}' "localhost/kdiffe-$1")"
}

# A bridge to containers has this machine forward packets, and adds chains to its firewall: both as before when this ends.
serve() {
    forward=$(</proc/sys/net/ipv4/ip_forward)
    had_chains=$(netavark_rules filter; netavark_rules nat)
    trap stop_serving EXIT
    trap 'exit 0' INT TERM
    podman system service --time 0 "unix://$1" >"$local_dir/logs/podman.log" 2>&1 &
    service=$!
    until [[ -S $1 ]]; do sleep 0.1; kill -0 "$service"; done
    say "Serving on $1"
    # systemd would do this.
    local container
    while kill -0 "$service"; do
        for container in $(podman ps --quiet --filter status=running); do podman healthcheck run "$container" </dev/null >/dev/null 2>&1 || true; done
        sleep 1
    done
}

netavark_rules() { iptables -t "$1" -S 2>/dev/null | grep NETAVARK || true; }

remove_chains() {
    local rules rule
    rules=$(netavark_rules "$1")
    # Quoted words, as in a comment, are one each. First what leads to the chains, then the chains.
    while read -r rule; do eval "iptables -t $1 -D ${rule#-A }"; done < <(grep '^-A' <<<"$rules")
    while read -r rule; do iptables -t "$1" -X "${rule#-N }"; done < <(grep '^-N' <<<"$rules")
}

stop_serving() {
    kill "$service" 2>/dev/null || true
    podman rm --all --force --time 0 >/dev/null 2>&1 || true
    podman network prune --force >/dev/null 2>&1 || true
    [[ -n $had_chains ]] || { remove_chains filter; remove_chains nat; }
    echo "$forward" >/proc/sys/net/ipv4/ip_forward
}

main() {
    local command=${1:-}
    (($# == 0)) || shift
    case $command in
        build) stand_ins; image api; image worker --build-arg TORCH_DEVICE=cpu ;;
        serve) serve "$1" ;;
        podman) exec podman "$@" ;;
        clean) podman system reset --force >/dev/null; rm -rf "$images_dir" ;;
        *) sed -n '5,8s/^# \{0,3\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
}

main "$@"

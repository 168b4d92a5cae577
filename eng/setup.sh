#!/usr/bin/env bash
# Prepares this machine and checkout for run.sh, test.sh and CI. Installs only what is missing and says what.
# Fast when everything is there, so that every start may call it.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

feed_file=$root/Directory.Local.props
shim=$root/.local/native/libkdiffe_torch.so

require_sdk() {
    local wanted
    wanted=$(grep -oE '"version": *"[0-9.]+"' "$root/global.json" | grep -oE '[0-9.]+')
    command -v dotnet >/dev/null ||
        fail "The .NET SDK is missing: $wanted or a later ${wanted%.*} is needed (https://dotnet.microsoft.com/download)."
    (cd "$root" && dotnet --version &>/dev/null) ||
        fail "global.json asks for the .NET SDK $wanted or a later ${wanted%.*}; this machine has:" "$(dotnet --list-sdks)"
}

have_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

have_libtorch() {
    [[ -n ${CMAKE_PREFIX_PATH:-}${Torch_DIR:-} || -e /usr/include/torch/csrc/api/include/torch/torch.h ]]
}

have_openblas() { compgen -G '/usr/lib/*/openblas-*/libblas.so.3' >/dev/null || compgen -G '/usr/lib*/libopenblas*.so*' >/dev/null; }

have() { command -v "$1" >/dev/null; }

# Adds package $1 to the missing ones unless the check that follows succeeds.
need() {
    local package=$1
    shift
    "$@" || missing+=("$package")
}

as_root() {
    if [[ $EUID == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

install_missing() {
    ((${#missing[@]})) || return 0
    have apt-get || fail "Please install: ${missing[*]} (Debian's names; there is no apt here)."
    [[ $EUID == 0 ]] || sudo -n true 2>/dev/null ||
        fail "Please install: ${missing[*]}" "  sudo apt-get install -y --no-install-recommends ${missing[*]}"
    say "Installing ${missing[*]}"
    mkdir -p "$root/.local/logs"
    local log=$root/.local/logs/apt.log
    if [[ " ${missing[*]} " == *' postgresql '* ]]; then without_main_cluster apt_install; else apt_install; fi >"$log" 2>&1 ||
        fail "apt could not install them; the end of $log:" "$(tail -15 "$log")"
}

# The package lists may be absent or stale: they are fetched only when the first try fails.
apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null && return
    as_root "${apt[@]}" update </dev/null && as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null
}

# Debian's package would make and start a cluster of its own on port 5432.
without_main_cluster() {
    local folder=/etc/postgresql-common/createcluster.d result=0
    as_root mkdir -p "$folder"
    say 'create_main_cluster = false' | as_root tee "$folder/kdiffe.conf" >/dev/null
    "$@" || result=$?
    as_root rm -f "$folder/kdiffe.conf"
    return "$result"
}

# Asks the package feed once. A feed that lacks TorchSharp or Hangfire is 'restricted': see README.md.
detect_feed() {
    [[ ! -e $feed_file ]] || return 0
    say "Asking the package feed for TorchSharp and Hangfire"
    local feed=restricted
    # libtorch itself is large: it is fetched, for the build, only when the small packages are there.
    if feed_has "TorchSharp [$(torchsharp_version)]" "Hangfire.Core 1.8.22"; then
        say "It has them; fetching libtorch"
        if feed_has "TorchSharp-cpu [$(torchsharp_version)]"; then feed=public; fi
    fi
    rm -rf "$root/.local/probe"
    if ((feed_unreachable)); then
        say "The feed cannot be reached: going on as restricted, asking again next time"
        return
    fi
    say "Package feed: $feed"
    printf '<Project>\n  <PropertyGroup>\n    <PackageFeed>%s</PackageFeed>\n  </PropertyGroup>\n</Project>\n' "$feed" >"$feed_file.new"
    mv "$feed_file.new" "$feed_file"
}

torchsharp_version() { grep -oE 'TorchSharp-cpu" Version="[^"]+' "$root/Directory.Packages.props" | cut -d'"' -f3; }

feed_unreachable=0
feed_has() {
    local folder=$root/.local/probe package
    rm -rf "$folder"
    mkdir -p "$folder"
    {
        say '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
        for package; do say "<PackageReference Include=\"${package% *}\" Version=\"${package#* }\" />"; done
        say '</ItemGroup></Project>'
    } >"$folder/probe.csproj"
    dotnet restore "$folder/probe.csproj" -v q -nodeReuse:false -p:ImportDirectoryBuildProps=false \
        -p:ImportDirectoryPackagesProps=false >"$folder/log" 2>&1 && return
    grep -qE 'NU110[123]' "$folder/log" || feed_unreachable=1
    return 1
}

restricted() { ! grep -q '<PackageFeed>public' "$feed_file" 2>/dev/null; }

build_shim() {
    [[ ! -e $shim || -n $(find "$root/src/LibTorch/native" -newer "$shim" -print -quit) ]] || return 0
    say "Building the native part of src/LibTorch"
    mkdir -p "$root/.local/logs"
    local log=$root/.local/logs/native.log
    # A checkout that was moved has a build folder that CMake refuses: the second try starts without it.
    "$root/src/LibTorch/native/build.sh" "${shim%/*}" >"$log" 2>&1 ||
        { rm -rf "${shim%/*}" && "$root/src/LibTorch/native/build.sh" "${shim%/*}" >"$log" 2>&1; } ||
        fail "It did not build; the end of $log:" "$(tail -30 "$log")"
    touch "$shim"
}

main() {
    mkdir -p "$root/.local" "$local_dir"
    exec 9>"$root/.local/setup.lock"
    flock 9

    require_sdk
    detect_feed
    missing=()
    need postgresql have_postgres
    need curl have curl
    if restricted; then
        need libtorch-dev have_libtorch
        need libopenblas0-pthread have_openblas
        need cmake have cmake
        need make have make
        need g++ have g++
    fi
    install_missing
    if restricted; then build_shim; fi
}

main "$@"

#!/usr/bin/env bash
# Looks for inputs that a reader neither reads nor refuses with a reason: AFL++ over everything in tests/Fuzz, guided by the
# code that each input reaches (SharpFuzz instruments the assemblies for it). Ends with a table; fails when anything was found.
#
#   eng/fuzz.sh [MINUTES] [TARGET…]     10 minutes of processor for each target unless given
#
# A finding stays in .local/fuzz/TARGET/default/crashes and hangs; `dotnet tests/Fuzz/bin/Release/net10.0/Fuzz.dll run TARGET FILE`
# shows it. Mended, it goes into tests/Fuzz/Corpus/TARGET, so that no later change brings it back.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

minutes=10
if [[ ${1:-} =~ ^[0-9]+$ ]]; then minutes=$1; shift; fi
work=$root/.local/fuzz bin=$root/.local/fuzz/bin
built=$root/tests/Fuzz/bin/Release/net10.0

"$root/eng/setup.sh" fuzz
build "$root/tests/Fuzz/Fuzz.csproj"
(cd "$root" && dotnet tool restore >/dev/null)
rm -rf "$bin"
mkdir -p "$work"
cp -r "$built" "$bin"
for assembly in KDiffE.Domain KDiffE.Infrastructure KDiffE.Api; do (cd "$root" && dotnet sharpfuzz "$bin/$assembly.dll" >/dev/null); done

fuzz() {
    local target=$1 out=$work/$1
    rm -rf "$out"
    dotnet "$built/Fuzz.dll" corpus "$target" "$work/corpus-$target"
    # A managed program is no binary that AFL knows, and governs its memory by itself. It may be slow at its first input.
    AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_FORKSRV_INIT_TMOUT=60000 \
        afl-fuzz -V $((minutes * 60)) -t 10000 -m none -i "$work/corpus-$target" -o "$out" -- dotnet "$bin/Fuzz.dll" afl "$target" >"$out.log" 2>&1 ||
        fail "AFL++ did not run on $target; the end of $out.log:" "$(tail -15 "$out.log")"
}

# The figure $2 of what AFL++ says of target $1.
figure() { sed -nE "s/^$2 +: ([0-9]+).*/\1/p" "$work/$1/default/fuzzer_stats"; }

found=0
targets=("$@")
((${#targets[@]})) || mapfile -t targets < <(dotnet "$built/Fuzz.dll" list)
printf '%-20s %12s %8s %8s %8s\n' target inputs paths crashes hangs
for target in "${targets[@]}"; do
    fuzz "$target"
    crashes=$(figure "$target" saved_crashes) hangs=$(figure "$target" saved_hangs)
    found=$((found + crashes + hangs))
    printf '%-20s %12s %8s %8s %8s\n' "$target" "$(figure "$target" execs_done)" "$(figure "$target" corpus_count)" "$crashes" "$hangs"
done
((found == 0))

#!/usr/bin/env bash
# Builds the native shim into a folder; does nothing when it is up to date.
#   src/LibTorch/native/build.sh [output folder, default .local/native of the checkout]
# CMAKE_PREFIX_PATH names the folder of a libtorch other than the system's.
set -euo pipefail

sources=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=${1:-$sources/../../../.local/native}
mkdir -p "$output"
output=$(cd "$output" && pwd)

for tool in cmake c++; do
  command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing (Debian: cmake, g++, libtorch-dev)" >&2; exit 1; }
done

cmake -S "$sources" -B "$output/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_LIBRARY_OUTPUT_DIRECTORY="$output" --log-level=WARNING -Wno-dev >"$output/build.log" 2>&1 \
  || { cat "$output/build.log" >&2; exit 1; }
cmake --build "$output/build" --parallel "$(nproc)" >>"$output/build.log" 2>&1 \
  || { cat "$output/build.log" >&2; exit 1; }

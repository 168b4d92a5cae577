#!/usr/bin/env bash
# Runs a program as a pod of the chart does: as user 1654 without any right, with a root that cannot be written but for /tmp,
# which is empty, and the folders that are named. Needs root, and a kernel that lets it make a mount namespace.
#
#   confined.sh FOLDER… -- PROGRAM ARGUMENT…
set -euo pipefail

if [[ ${CONFINED:-} != yes ]]; then CONFINED=yes exec unshare --mount "$0" "$@"; fi
unset CONFINED

mount --make-rprivate /
while [[ $1 != -- ]]; do
    chown -R 1654:1654 "$1"
    mount --bind "$1" "$1"
    kept+=("$1")
    shift
done
shift
mount -t tmpfs -o mode=1777 tmpfs /tmp
kept+=(/tmp)

while read -r place; do
    case $place in /proc* | /sys* | /dev*) continue ;; esac
    [[ " ${kept[*]} " == *" $place "* ]] && continue
    # One that has gone meanwhile, or lies under another, nobody can write to.
    mount -o remount,bind,ro "$place" 2>/dev/null || ! mountpoint --quiet "$place"
done < <(findmnt --raw --noheadings --output TARGET)

export HOME=/tmp
exec setpriv --reuid 1654 --regid 1654 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"

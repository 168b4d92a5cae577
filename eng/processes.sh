# shellcheck shell=bash
# Child processes that end with the script: each in a process group of its own, so that stopping it
# stops what it started too, and killed by the kernel should the script itself be killed. Sourced.

groups=()

# Starts "$@" in the background; its process id is then in $!.
spawn() {
    setsid setpriv --pdeathsig KILL "$@" </dev/null 9>&- &
    groups+=($!)
}

# Runs "$@" to its end; unlike a plain call it can be interrupted at once.
step() {
    local result=0
    spawn "$@"
    wait $! || result=$?
    unset 'groups[-1]'
    return "$result"
}

# Asks every group to end, gives its first process ten seconds, and ends what is still there.
stop_groups() {
    local group tries
    for group in "${groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
    for group in "${groups[@]}"; do
        for ((tries = 0; tries < 100; tries++)); do
            kill -0 "$group" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL -- "-$group" 2>/dev/null || true
    done
    groups=()
}

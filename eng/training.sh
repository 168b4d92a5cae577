# shellcheck shell=bash
# Training through the API: a run is asked for and watched to its end. Sourced by run.sh.
# shellcheck disable=SC2154 # run.sh sets base.

# The first number or text that a JSON member has in standard input; nothing when it has none.
field() { { grep -oE "\"$1\": ?(\"[^\"]*\"|[0-9.eE+-]+)" || true; } | head -n 1 | sed -E 's/^"[^"]*": ?"?//; s/"$//'; }

# Asks for a run with the given settings, or finds the one that an earlier start left; its number is then in $run.
request_training() {
    local setting pairs=() IFS=, answer status
    for setting in "$@"; do pairs+=("\"${setting%%=*}\":\"${setting#*=}\""); done
    answer=$(http -w '\n%{http_code}' -H 'Content-Type: application/json' -d "{\"settings\":{${pairs[*]}}}" "$base/training/runs" || true)
    status=${answer##*$'\n'}
    case $status in
        202) run=$(field id <<<"$answer") ;;
        409)
            run=$(field runId <<<"$answer")
            say "Going on with run $run, which was stopped"
            ;;
        *) fail "No training: $(field detail <<<"$answer")" "$answer" ;;
    esac
}

# Prints the epochs of the run until it ends; fails unless its snapshot is served.
follow_training() {
    local line part='' kind='' data='' state='' reason='' last=0 result
    while [[ $state != @(succeeded|skipped|failed|cancelled) ]]; do
        # The stream ends with the run, or with the connection; then it is taken up after the last event.
        while true; do
            result=0
            IFS= read -r -t 1 line || result=$?
            line=$part$line part=''
            # No event for a second: a good time to look after the worker. What came of a line is kept.
            if ((result > 128)); then
                part=$line
                keep_worker || fail "Run $run waits: there is no worker."
                continue
            fi
            ((result == 0)) || break
            case $line in
                'event: '*) kind=${line#event: } ;;
                'data: '*) data=${line#data: } ;;
                'id: '*)
                    last=${line#id: }
                    if [[ $kind == state ]]; then
                        state=$(field state <<<"$data")
                        reason=$(field reason <<<"$data")
                    else
                        show_epoch "$data"
                    fi
                    ;;
            esac
        done < <(exec setsid setpriv --pdeathsig KILL curl -sN --noproxy '*' --config <(key_header) -H "Last-Event-ID: $last" "$base/training/runs/$run/events")
        sleep 0.2
    done
    [[ $state == succeeded ]] || fail "Run $run $state: $reason"
    [[ -z $reason ]] || fail "Run $run made a snapshot that is not served: $reason"
}

show_epoch() {
    local LC_ALL=C recall
    recall=$(field 'recall@20' <<<"$1")
    printf 'epoch %3d  loss %.4f  %.1f s%s\n' "$(field epoch <<<"$1")" "$(field loss <<<"$1")" "$(field seconds <<<"$1")" \
        "${recall:+  $(printf 'valid recall@20 %.4f, NDCG@20 %.4f' "$recall" "$(field 'ndcg@20' <<<"$1")")}"
}

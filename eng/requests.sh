# shellcheck shell=bash
# The requests that run.sh shows, and makes when it checks itself. Sourced by run.sh.
# shellcheck disable=SC2154 # run.sh sets base and data.

# To this machine, whatever proxy the environment names.
http() { curl -sS --noproxy '*' --max-time 10 --config <(key_header) "$@"; }

# The key of KDIFFE_API_KEY, for curl to read: every account of the machine sees its arguments.
key_header() { [[ -z ${KDIFFE_API_KEY:-} ]] || printf 'header = "Authorization: Bearer %s"\n' "$KDIFFE_API_KEY"; }

# Percent-encodes an id for a URL path.
encode() {
    local LC_ALL=C text=$1 i char
    for ((i = 0; i < ${#text}; i++)); do
        char=${text:i:1}
        case $char in
            [A-Za-z0-9._~-]) printf '%s' "$char" ;;
            *) printf '%%%02X' "'$char" ;;
        esac
    done
}

# The value of column $2 in the first row of the RecBole file $1.
first_value() {
    awk -F'\t' -v column="$2" '
        { sub(/\r$/, "") }
        NR == 1 { for (i = 1; i <= NF; i++) { split($i, header, ":"); if (header[1] == column) at = i } }
        NR == 2 { if (at) print $at; exit }' "$1"
}

# A user and an item that training has seen; in the demo, whose users name their tastes, the first of each.
choose_examples() {
    local files=$data/${data##*/} interactions
    interactions=$files.train.inter
    [[ -e $interactions ]] || interactions=$files.inter
    user=$(first_value "$interactions" user_id)
    item=$(first_value "$interactions" item_id)
    tastes=''
    [[ ! -e $files.user ]] || tastes=$(first_value "$files.user" tastes)
    if [[ -n $tastes ]]; then
        user=$(first_value "$files.user" user_id)
        item=$(first_value "$files.item" item_id)
    fi
}

print_requests() {
    cat <<REQUESTS

Serving on $base

  curl -s '$base/users/$(encode "$user")/recommendations?n=10'${tastes:+   # likes: $tastes}
  curl -s '$base/items/$(encode "$item")/similar?n=10'
  curl -s '$base/items/popular?n=10'
  curl -s '$base/snapshots'

  curl -s -X POST '$base/training/runs'                        # trains anew; the answer names the run
  curl -sN '$base/training/runs/1/events'                      # what happens to it
  curl -s '$base/training/runs/1'
  curl -s -X POST '$base/snapshots/rollback'                   # serves the snapshot before again

  $base/swagger
REQUESTS
}

# ask STATUS PATTERN PATH [LENGTH [METHOD]]: makes the request, prints it with the start of its answer, and counts what
# is not as it should be. The answer is then in $body.
ask() {
    local answer status
    answer=$(http -X "${5:-GET}" -w '\n%{http_code}' "$base$3" || true)
    status=${answer##*$'\n'}
    body=${answer%$'\n'*}
    printf '\n%s %s\n%s %s\n' "${5:-GET}" "$3" "$status" "${body:0:${4:-1500}}"
    if [[ $status != "$1" ]] || ! grep -qE -- "$2" <<<"$body"; then
        say "WRONG: expected $1 with an answer that matches $2"
        wrong=$((wrong + 1))
    fi
}

# A run can be asked for, watched, and stopped.
ask_for_training() {
    ask 202 '"state":"queued"' /training/runs 1500 POST
    run=$(field id <<<"$body")
    ask 409 '"type":"/errors/training-busy"' /training/runs 1500 POST
    ask 202 '"id"' "/training/runs/$run/cancel" 1500 POST
    ask 200 'event: state' "/training/runs/$run/events" 300
    ask 200 '"state":"cancelled"' "/training/runs/$run"
}

# Asks everything that print_requests shows, and what must fail well.
ask_everything() {
    local some='"items":\[\{' nobody=nobody-knows-this-id
    wrong=0
    ask 200 '' /health/ready
    ask 200 "$some" "/users/$(encode "$user")/recommendations?n=5"
    ask 200 "$some" "/items/$(encode "$item")/similar?n=5"
    ask 200 "$some" '/items/popular?n=5'
    ask 200 '"source":"popular"' "/users/$nobody/recommendations?n=3"
    ask 404 '"status":404' "/items/$nobody/similar"
    ask 200 '"version"' /snapshots
    ask 200 '"openapi"' /swagger/v1/swagger.json 60
    ask_for_training
    ((wrong == 0)) || fail '' "$wrong of the answers are wrong."
    say '' 'Every answer is as it should be'
}

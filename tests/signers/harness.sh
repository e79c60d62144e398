. "$1"
unhex() { # a field into $REPLY
    local hex=${1#x} escapes=
    while [[ -n $hex ]]; do escapes+="\\x${hex:0:2}"; hex=${hex:2}; done
    printf -v REPLY '%b' "$escapes"
}

while IFS=$'\t' read -r -a words; do
    fields=()
    for word in "${words[@]}"; do unhex "$word"; fields+=("$REPLY"); done
    export OAUTH_CONSUMER_KEY=${fields[2]} OAUTH_CONSUMER_SECRET=${fields[3]}
    export OAUTH_TOKEN=${fields[4]} OAUTH_TOKEN_SECRET=${fields[5]} OAUTH_MORE=
    form=()
    for ((i = 7; i < ${#fields[@]}; i += 2)); do
        pair=${fields[i]}=${fields[i + 1]}
        if (( (i - 7) / 2 < fields[6] )); then form+=("$pair"); else OAUTH_MORE+=$pair$'\n'; fi
    done
    if header=$(oauth_header "${fields[0]}" "${fields[1]}" "${form[@]}"); then
        printf 'x%s\n' "$(printf %s "$header" | od -An -v -tx1 | tr -d ' \n')"
    else
        echo '!failed'
    fi
done

#!/bin/bash
# Signs OAuth 1.0a requests by hand with jq's and curl's encoders and openssl, right and wrong.
# Run: bash sign.sh requests.txt
set -eu
export LC_ALL=C.UTF-8
requests=$1
jq_version="jq $(jq --version | sed 's/^jq-//')"
curl_version="curl $(curl --version | sed -n '1s/^curl \([^ ]*\).*/\1/p')"
openssl_version="$(openssl version | cut -d' ' -f1,2)"

jq_uri() { jq -rn --arg s "$1" '$s | @uri'; }
rfc3986() { jq_uri "$1" | sed "s/!/%21/g; s/'/%27/g; s/(/%28/g; s/)/%29/g; s/\*/%2A/g"; }
# Nothing listens there; curl says what it would have asked for.
curl_get_urlencode() { curl -s -G --noproxy '*' --data-urlencode "k=$1" -w '%{url_effective}' http://127.0.0.1:9/ | sed 's/^[^?]*?k=//' || true; }

# The C program that --libcurl writes shows the body.
curl_urlencode() { curl -s --noproxy '*' --data-urlencode "k=$1" --libcurl - http://127.0.0.1:9/ | sed -n 's/.*CURLOPT_POSTFIELDS, "k=\(.*\)");/\1/p' || true; }

hexed() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
emit() { local IFS=$'\t'; printf '%s\n' "$*"; }

samples=(é € あ 💩)
for ((c = 0x20; c < 0x7F; c++)); do
    printf -v s "\\x$(printf %x "$c")"
    samples+=("$s")
done
for s in "${samples[@]}"; do
    emit table 'jq @uri' '$s | @uri' "$jq_version" "$(hexed "$s")" "$(hexed "$(jq_uri "$s")")"
    emit table 'jq @uri repaired' "@uri | sed s/!/%21/g…" "$jq_version" "$(hexed "$s")" "$(hexed "$(rfc3986 "$s")")"
    emit table 'curl --data-urlencode' 'curl --data-urlencode "k=$s"' "$curl_version" "$(hexed "$s")" "$(hexed "$(curl_urlencode "$s")")"
    emit table 'curl -G --data-urlencode' 'curl -G --data-urlencode "k=$s"' "$curl_version" "$(hexed "$s")" "$(hexed "$(curl_get_urlencode "$s")")"
done

# sign ID REQUEST TEXT ENCODER SCOPE [MISTAKES [NOTE]]
sign() {
    local id=$1 request=$2 text=$3 encoder=$4 scope=$5 mistakes=${6-} note=${7-}
    local wrong function runtime inner=rfc3986 outer=rfc3986
    case $encoder in
        'jq @uri') wrong=jq_uri function='@uri' runtime=$jq_version ;;
        'curl --data-urlencode') wrong=curl_urlencode function='--data-urlencode' runtime=$curl_version ;;
        'curl -G --data-urlencode') wrong=curl_get_urlencode function='-G --data-urlencode' runtime=$curl_version ;;
        'jq @uri repaired') wrong=rfc3986 function="@uri | sed s/!/%21/g…" runtime=$jq_version ;;
    esac
    [[ $scope == *parameters* ]] && inner=$wrong
    [[ $scope == *'base string'* ]] && outer=$wrong

    local value method='' uri='' hash='' consumer_secret='' token_secret='' inside='' pairs=()
    value=$(awk -F'\t' -v t="$text" '$1 == "text" && $2 == t { print $3 }' "$requests")
    local word name rest
    while IFS= read -r line; do
        IFS=$'\x1f' read -r word name rest <<< "${line//$'\t'/$'\x1f'}"
        if [[ $word == request ]]; then
            inside=''
            [[ $name == "$request" ]] && inside=yes
        elif [[ -n $inside ]]; then
            case $word in
                method) method=$name ;;
                uri) uri=$name ;;
                hash) hash=${name,,} ;;
                consumer_secret) consumer_secret=$name ;;
                token_secret) token_secret=$name ;;
                query | form | oauth)
                    rest=${rest/'{text}'/"$value"}
                    pairs+=("$($inner "$name")"$'\t'"$($inner "$rest")")
                    ;;
            esac
        fi
    done < "$requests"

    local joined
    if [[ $mistakes == *sort-whole-pair* ]]; then
        joined=$(printf '%s\n' "${pairs[@]}" | tr '\t' = | LC_ALL=C sort | paste -sd'&')
    else
        # A tab sorts before every character of an encoded name, so this is by name, then by value.
        joined=$(printf '%s\n' "${pairs[@]}" | LC_ALL=C sort | tr '\t' = | paste -sd'&')
    fi
    local base key signature
    base="$method&$($outer "$uri")&$($outer "$joined")"
    [[ $mistakes == *assembly-trailing-newline* ]] && base+=$'\n'
    key="$(rfc3986 "$consumer_secret")&$(rfc3986 "$token_secret")"
    [[ $mistakes == *key-no-ampersand* ]] && key=${key%&}
    if [[ $mistakes == *sig-base64-of-hex* ]]; then
        signature=$(printf %s "$base" | openssl dgst "-$hash" -hmac "$key" | sed 's/^.*= //' | tr -d '\n' | base64 -w0)
    else
        signature=$(printf %s "$base" | openssl dgst "-$hash" -hmac "$key" -binary | base64 -w0)
    fi
    emit case "$id" "$request" "$text" "$encoder" "$scope" "$mistakes" "$function on $runtime, $openssl_version dgst -$hash -hmac" \
        "$(hexed "$base")" "$(hexed "$key")" "$signature" "$note"
}

sign shell-jq-twitter status twitter 'jq @uri' 'parameters and base string'
sign shell-jq-star search star 'jq @uri' parameters
sign shell-curl-data-urlencode-space search space 'curl --data-urlencode' parameters
sign shell-curl-get-data-urlencode-path search path 'curl -G --data-urlencode' parameters
sign shell-echo-newline search space 'jq @uri repaired' none assembly-trailing-newline 'echo, which ends its line, instead of printf'
# Several at once.
sign shell-jq-echo-newline status wish 'jq @uri' parameters assembly-trailing-newline
sign shell-jq-hex-digest status wish 'jq @uri' parameters sig-base64-of-hex
sign shell-curl-pairs-sorted contact space 'curl --data-urlencode' parameters sort-whole-pair
sign shell-jq-no-ampersand tag quote 'jq @uri' parameters key-no-ampersand
# Right.
sign shell-right-jq-repaired status marks 'jq @uri repaired' 'parameters and base string'

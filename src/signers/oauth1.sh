#!/usr/bin/env bash
# Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512. Needs bash 4 and openssl.
# SPDX-License-Identifier: MIT OR Apache-2.0
#
#     . ./oauth1.sh
#     export OAUTH_CONSUMER_KEY=… OAUTH_CONSUMER_SECRET=… OAUTH_TOKEN=… OAUTH_TOKEN_SECRET=…
#     url='https://api.example.com/1/statuses/update.json?lang=en'
#     header=$(oauth_header POST "$url" 'status=Hello Ladies + Gentlemen')
#     curl "$url" --data-urlencode 'status=Hello Ladies + Gentlemen' -H "Authorization: $header"
#
# The URL is the one that is sent, with its query. After it come the fields of a form body
# (application/x-www-form-urlencoded), decoded, as name=value; a JSON or multipart body is not signed, so there are
# none then. Leave the token unset where there is none. Further protocol parameters stand in OAUTH_MORE, one a line,
# decoded, and replace the defaults: OAUTH_MORE=$'oauth_callback=oob\noauth_signature_method=HMAC-SHA256'; realm is
# sent and not signed. Always quote: an `&` outside quotes ends the command.

_oauth_encode() { # TEXT: percent-encoded into $REPLY
    local LC_ALL=C text=$1 made='' char code i
    for ((i = 0; i < ${#text}; i++)); do
        char=${text:i:1}
        case $char in
            [a-zA-Z0-9._~-]) made+=$char ;;
            *) printf -v code '%d' "'$char"; printf -v code '%%%02X' $((code & 255)); made+=$code ;;
        esac
    done
    REPLY=$made
}

_oauth_decode() { # TEXT of a query: into $REPLY
    local text=${1//+/ } made='' LC_ALL=C
    while [[ $text == *%* ]]; do
        made+=${text%%\%*}
        text=${text#*%}
        if [[ $text =~ ^[0-9a-fA-F]{2} ]]; then
            printf -v REPLY '%b' "\\x${text:0:2}"
            made+=$REPLY
            text=${text:2}
        else
            made+=%
        fi
    done
    REPLY=$made$text
}

oauth_header() ( # METHOD URL [NAME=VALUE…]
    LC_ALL=C
    method=$1 url=$2
    shift 2
    declare -A oauth=(
        [oauth_consumer_key]=$OAUTH_CONSUMER_KEY
        [oauth_nonce]=$(openssl rand -hex 16)
        [oauth_signature_method]=HMAC-SHA1
        [oauth_timestamp]=$(date +%s)
        [oauth_version]=1.0
    )
    [[ -z ${OAUTH_TOKEN-} ]] || oauth[oauth_token]=$OAUTH_TOKEN
    while IFS= read -r line; do
        [[ -z $line ]] || oauth[${line%%=*}]=${line#*=}
    done <<< "${OAUTH_MORE-}"
    case ${oauth[oauth_signature_method]} in
        HMAC-SHA1 | HMAC-SHA256 | HMAC-SHA512) ;;
        *) echo 'the signature method must be an HMAC' >&2; exit 2 ;;
    esac
    url=${url%%#*}
    [[ $url =~ ^([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?]*)([^?]*)(\?(.*))?$ ]] || { echo 'the URL must begin with a scheme and a host' >&2; exit 2; }
    scheme=${BASH_REMATCH[1],,} server=${BASH_REMATCH[2],,} path=${BASH_REMATCH[3]:-/} query=${BASH_REMATCH[5]}

    # Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3). Encoded text
    # holds no blank, and a blank sorts before all that it holds: so lines sort by name, then value.
    lines=()
    add() { # NAME VALUE
        [[ $1 == oauth_signature ]] && return
        _oauth_encode "$1"; local name=$REPLY
        _oauth_encode "$2"; lines+=("$name $REPLY")
    }
    while [[ -n $query ]]; do
        segment=${query%%&*}
        [[ $query == *'&'* ]] && query=${query#*&} || query=
        [[ -n $segment ]] || continue
        [[ $segment == *=* ]] || segment+==
        _oauth_decode "${segment%%=*}"; name=$REPLY
        _oauth_decode "${segment#*=}"; add "$name" "$REPLY"
    done
    for field; do add "${field%%=*}" "${field#*=}"; done
    for name in "${!oauth[@]}"; do [[ $name == realm ]] || add "$name" "${oauth[$name]}"; done
    parameters=$(printf '%s\n' "${lines[@]}" | sort | tr ' \n' '=&')
    parameters=${parameters%&}

    # No user information, no default port, no query (section 3.4.1.2).
    server=${server##*@}
    [[ $scheme == http ]] && server=${server%:80}
    [[ $scheme == https ]] && server=${server%:443}

    _oauth_encode "${method^^}"; base=$REPLY
    _oauth_encode "$scheme://$server$path"; base+="&$REPLY"
    _oauth_encode "$parameters"; base+="&$REPLY"
    _oauth_encode "${OAUTH_CONSUMER_SECRET-}"; key=$REPLY
    _oauth_encode "${OAUTH_TOKEN_SECRET-}"; key+="&$REPLY"
    hash=${oauth[oauth_signature_method]#HMAC-}
    hexkey=$(printf %s "$key" | od -An -v -tx1 | tr -d ' \n')
    # Whoever may list processes sees the key while openssl runs.
    oauth[oauth_signature]=$(printf %s "$base" | openssl dgst "-${hash,,}" -mac HMAC -macopt "hexkey:$hexkey" -binary | openssl base64 -A)

    header='' names=$(printf '%s\n' "${!oauth[@]}" | sort)
    for name in ${oauth[realm]+realm} ${names//realm/}; do
        _oauth_encode "${oauth[$name]}"; header+=", $name=\"$REPLY\""
    done
    printf 'OAuth %s\n' "${header#, }"
)

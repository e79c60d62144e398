#!/bin/bash
# Runs every signer here and rewrites fixtures/recorded/encoders.
# Usage: tests/record/encoders/run.sh [--install]
#   --install  first install the languages from Debian (needs root)
# Python 2.7 is no longer in Debian: its cases need a python2.7 or python2 that runs (PYTHON2 names another).
set -euo pipefail
cd "$(dirname "$0")"

if [[ ${1-} == --install ]]; then
    apt-get install -y --no-install-recommends php-cli ruby golang-go nodejs default-jdk-headless perl liburi-perl \
        mono-mcs mono-runtime libmono-system-web4.0-cil libmono-system-core4.0-cil tcl tcllib jq curl openssl \
        python3 python3-requests
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1 GOCACHE=$work/go
python2=${PYTHON2-}
for candidate in python2.7 python2; do
    if [[ -z $python2 ]] && "$candidate" -c '' 2> /dev/null; then
        python2=$candidate
    fi
done
if [[ -z $python2 ]]; then
    echo "no Python 2.7 that runs: set PYTHON2; its cases would be lost" >&2
    exit 1
fi

mcs -codepage:utf8 -r:System.Web.dll -out:"$work/Sign.exe" Sign.cs
{
    bash sign.sh requests.txt
    mono "$work/Sign.exe" requests.txt
    php sign.php requests.txt
    python3 sign.py requests.txt
    "$python2" -W ignore sign.py requests.txt
    node sign.js requests.txt
    java Sign.java requests.txt
    perl sign.pl requests.txt
    ruby sign.rb requests.txt
    go run sign.go requests.txt
    tclsh sign.tcl requests.txt
} > "$work/recorded.tsv"

fixtures=../../../fixtures/recorded/encoders
mkdir -p "$fixtures"
python3 reference.py requests.txt "$work/recorded.tsv" "$fixtures"
python3 check.py "$fixtures"

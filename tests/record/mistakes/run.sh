#!/bin/bash
# Runs every signer here and rewrites fixtures/recorded/mistakes/cases.json.
# Usage: tests/record/mistakes/run.sh [--install]
#   --install  first install the languages from Debian (needs root)
set -euo pipefail
cd "$(dirname "$0")"

if [[ ${1-} == --install ]]; then
    apt-get install -y --no-install-recommends python3 nodejs php-cli ruby perl default-jdk-headless golang-go openssl
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1 GOCACHE=$work/go
python3 record.py requests > "$work/requests.tsv"
for signer in "python3 sign.py" "node sign.js" "php sign.php" "ruby sign.rb" "perl sign.pl" "java Sign.java" "go run sign.go"; do
    $signer "$work/requests.tsv" >> "$work/recorded.tsv"
done
fixtures=../../../fixtures/recorded/mistakes
mkdir -p "$fixtures"
python3 record.py collect "$work/recorded.tsv" "$fixtures"

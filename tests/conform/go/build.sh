#!/bin/sh
# Builds both signers into ../build from Debian's packages, with one file laid over each package
# that opens its clock and nonce and shows its base string. The packages' own code stays as it is.
set -eu
cd "$(dirname "$0")"
here=$PWD
code=/usr/share/gocode/src/github.com
mkdir -p ../build
printf '{"Replace":{"%s":"%s","%s":"%s"}}' \
  "$code/gomodule/oauth1/oauth/opened.go" "$here/gomodule/opened.go.txt" \
  "$code/mrjones/oauth/opened.go" "$here/mrjones/opened.go.txt" > ../build/overlay.json
for name in gomodule mrjones; do
  GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= \
    go build -overlay ../build/overlay.json -o "../build/go-$name" "./$name"
done

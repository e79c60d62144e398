#!/bin/sh
# Compiles both signers into ../build/java against Debian's jars.
set -eu
cd "$(dirname "$0")"
mkdir -p ../build/java
javac -d ../build/java -cp "$(cat classpath)" Signpost.java GoogleOAuthClient.java

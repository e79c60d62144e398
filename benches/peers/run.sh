#!/usr/bin/env bash
# Installs the peers from their registries, measures all in one go, and writes docs/performance.md.
# Needs Rust and Python 3; what cannot be installed is left out, and the page says so.
set -euo pipefail
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-../../target/peers}
CARGO_TARGET_DIR=$target cargo build --release --quiet
python=$target/python/bin/python
if [ ! -x "$python" ]; then
    python3 -m venv "$target/python"
    "$target/python/bin/pip" install --quiet oauthlib || true
fi
{
    "$target/release/countersign-peers"
    "$python" oauthlib_verify.py || printf '#oauthlib\tnot installed\n'
} | python3 page.py >../../docs/performance.md

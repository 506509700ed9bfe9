#!/bin/bash
# Makes .venv and brings it to a lock: tools/environment.sh run|test PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1 python=$2
lock=requirements.lock
[ "$kind" = test ] && lock=requirements-test.lock
stamp=.venv/.$kind

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Barrio needs Python 3.11 or newer: install it, or say 'make PYTHON=/path/to/python'." >&2
    exit 1
fi
wanted=$(cat "$lock" pyproject.toml | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
if [ -x .venv/bin/barrio ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    touch "$stamp"
    exit 0
fi

if [ ! -x .venv/bin/python ]; then
    echo "Making the environment in .venv …"
    if ! "$python" -m venv .venv; then
        echo "Python cannot make environments here: apt-get install python3-venv" >&2
        exit 1
    fi
fi
if [ "$kind" = run ] && [ -e .venv/.test ]; then
    lock=requirements-test.lock  # it holds all of requirements.lock
fi
total=$(grep -c '==' "$lock")
echo "Installing $total packages, each checked against its hash …"
log=$(mktemp)
if ! .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off \
        --require-hashes -r "$lock" 2>&1 | tee "$log" \
        | awk -v total="$total" '/^(Collecting|Requirement already)/ { printf "\r  %d of %d", ++n, total; fflush() }
                                 /^Installing/ { printf "\r  unpacking …   "; fflush() } END { print "" }'; then
    tail -15 "$log" >&2
    exit 1
fi
rm -f "$log"
# Front-end files first: with them in place, building the project asks for no Node.
.venv/bin/python tools/assets.py
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
echo "$wanted" > "$stamp"

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
echo "Installing $(grep -c '==' "$lock") packages, each checked against its hash …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
# The project itself, editable; hatchling comes from the lock's tools.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
echo "$wanted" > "$stamp"

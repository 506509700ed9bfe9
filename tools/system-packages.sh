#!/bin/bash
# What the tests need of the system. Installs it on Debian where we are root, else says how.
set -euo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
    || command -v google-chrome >/dev/null || missing+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null \
    || missing+=(postgresql)
compgen -G '/usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server' >/dev/null || missing+=(rabbitmq-server)
command -v xgettext >/dev/null || missing+=(gettext)
command -v hledger >/dev/null || missing+=(hledger)
command -v belenios-tool >/dev/null || missing+=(belenios-tool)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -20 "$log" >&2
    exit 1
fi
echo "The tests need: sudo apt-get install ${missing[*]}" >&2
[ "${CI:-}" = true ] && exit 1
echo "Going on without; what needs them is skipped." >&2

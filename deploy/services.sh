#!/bin/sh
# Installs what the tests talk to: PostgreSQL, Redis, Chromium, Chinese fonts, strace.
# Debian or Ubuntu, as root. Does nothing where everything is there; safe to repeat.
# With --if-possible it says what it could not install and lets the caller go on.
set -eu

missing=""
need() { # need COMMAND-OR-FILE PACKAGE
    command -v "$1" >/dev/null 2>&1 || ls $1 >/dev/null 2>&1 || missing="$missing $2"
}
need "/usr/lib/postgresql/*/bin/pg_ctl" postgresql
need redis-server redis-server
need chromium chromium
need strace strace
need "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" fonts-noto-cjk

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "not installed (needs root on Debian):$missing" >&2
    [ "${1:-}" = --if-possible ]
    exit
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# The packages' own services need not run: the tests start what they talk to themselves.
apt-get install -qq -y --no-install-recommends $missing >/dev/null

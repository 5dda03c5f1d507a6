#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A PostgreSQL server of our own, for tests:
#   pg.sh make DIR    initdb in DIR/data and start; the socket is in DIR/socket
#   pg.sh start DIR   start again        pg.sh crash DIR   stop at once, without a checkpoint
#   pg.sh stop DIR    stop for good     pg.sh find         is PostgreSQL installed?
# fsync stays on. As root it runs as an unprivileged user, as PostgreSQL demands.
# Exit 77: PostgreSQL is not installed.
set -eu
what=$1 dir=${2:-}

bin=
for b in /usr/lib/postgresql/*/bin; do
    [ -x "$b/initdb" ] && bin=$b
done
if [ -z "$bin" ]; then
    found=$(command -v initdb) || { echo "SKIP: PostgreSQL is not installed"; exit 77; }
    bin=$(dirname "$found")
fi

[ "$what" = find ] && exit 0

if [ "$(id -u)" = 0 ]; then
    user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    as() { setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"; }
else
    user=$(id -un)
    as() { "$@"; }
fi

cd "$dir"
case $what in
make)
    mkdir data socket
    [ "$(id -u)" = 0 ] && chown "$user" data socket
    chmod 700 data socket
    # Without the sync at the end, which would flush every disk of the machine;
    # the server itself runs with fsync.
    as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C -N --wal-segsize=1 >/dev/null
    as sh -c 'cat >>"$1"' sh "$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir/socket'
fsync = on
synchronous_commit = on
shared_buffers = ${SEKIMORI_TEST_PG_BUFFERS:-16MB}
max_connections = 50
min_wal_size = 2MB
max_wal_size = ${SEKIMORI_TEST_PG_WAL:-512MB}
checkpoint_timeout = 1h
log_min_messages = warning
CONF
    as "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w start >/dev/null
    ;;
start) as "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w start >/dev/null ;;
crash) as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null ;;
stop)
    if [ -f data/postmaster.pid ]; then as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null; fi
    ;;
*)
    echo "pg.sh: make, start, crash or stop" >&2
    exit 2
    ;;
esac

#!/bin/sh
# Makes the cluster if there is none, then runs PostgreSQL with the options given.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    if [ -n "${POSTGRES_PASSWORD_FILE-}" ]; then
        POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
    fi
    : "${POSTGRES_PASSWORD:?is not set: give the administrator a password in it, or name a file in POSTGRES_PASSWORD_FILE}"
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    password=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" > "$password"
    initdb --username="$user" --pwfile="$password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
        --pgdata="$PGDATA.new" > /dev/null
    rm -f "$password"
    echo 'host all all all scram-sha-256' >> "$PGDATA.new/pg_hba.conf"
    if [ "$database" != postgres ]; then
        echo "CREATE DATABASE \"$database\"" | postgres --single -D "$PGDATA.new" postgres > /dev/null
    fi
    # Renamed when it is whole, so that a start that was cut off begins again.
    mv "$PGDATA.new" "$PGDATA"
fi

exec "$@" -c listen_addresses='*'

#!/bin/sh
# Runs the service that this image is of. What holds in every container is said here, unless the environment says it.
set -eu
prefix=$(printf %s "$SERVICE" | tr '[:lower:]' '[:upper:]')

unless_given() { # FIELD VALUE
    printenv "${prefix}_$1" > /dev/null || export "${prefix}_$1=$2"
}

unless_given HTTP_HOST 0.0.0.0
unless_given HTTP_PORT 8080
unless_given VERSION "$VERSION"
[ ! -d /run/secrets/inroads ] || unless_given SECRETS_DIR /run/secrets/inroads

exec python -m "services.$SERVICE" "$@"

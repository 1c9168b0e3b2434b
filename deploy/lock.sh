#!/bin/sh
# Makes every requirements.txt anew from the pyproject.toml beside it: exact versions with hashes and no host.
# Run it after a change of dependencies; the other packages keep their versions. For newer versions, move this day:
published_before=2026-11-22
# All files come from one resolution, so a service is deployed with what the tests ran with. The day stands in for
# uv's own lock file, which is not kept because it names the registry's host in every row.
set -eu
cd -- "$(dirname -- "$0")/.."

trap 'rm -f uv.lock' EXIT
rm -f uv.lock
uv lock --quiet --exclude-newer "${published_before}T00:00:00Z"

export_lock() { # PACKAGE FOLDER [OPTION...]
    package=$1 lock=$2/requirements.txt
    shift 2
    uv export --quiet --frozen --package "$package" --no-emit-workspace --no-header --no-annotate \
        --format requirements.txt --output-file "$lock" "$@" > /dev/null
    if grep -E -n '://|@|^-' "$lock"; then
        echo "deploy/lock.sh: $lock names a place; a lock holds names, versions and hashes only" >&2
        exit 1
    fi
    echo "$lock: $(grep -c '==' "$lock") packages"
}

export_lock inroads . --group dev
export_lock inroads-shared shared --no-dev
for folder in services/*; do
    export_lock "inroads-${folder#services/}" "$folder" --no-dev
done

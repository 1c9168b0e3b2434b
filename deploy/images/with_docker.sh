#!/bin/sh
# Runs a command with a Docker daemon at hand if one can be had, says which way was taken, and ends what it started.
set -u

help() {
    cat << 'END'
usage: with_docker.sh [--help] COMMAND [WORD...]

Run COMMAND where Docker answers: with the daemon that runs already, or, as root, with one that is installed by
apt-get (docker.io, debootstrap) and started for the time being. COMMAND finds INROADS_CONTAINERS=required in its
environment then, so that tests fail rather than skip; where Docker cannot be had, it finds INROADS_CONTAINERS=no.
Set INROADS_CONTAINERS=no to leave containers out.

example:
  deploy/images/with_docker.sh ./inroads test
END
}

say() { printf 'Containers: %s\n' "$*" >&2; }
answers() {
    for docker in docker /usr/bin/docker; do
        if "$docker" info > /dev/null 2>&1; then return 0; fi
    done
    return 1
}

# What a run that was killed left behind starts again with the daemon, and would take this run's time.
forget_the_killed() {
    "$docker" ps --all --quiet --filter 'name=^inroads-test-' | xargs --no-run-if-empty "$docker" rm --force --volumes
    for kind in volume network; do
        "$docker" "$kind" ls --quiet --filter 'name=^inroads-test-' | xargs --no-run-if-empty "$docker" "$kind" rm
    done
} > /dev/null

install() {
    if command -v dockerd > /dev/null && command -v debootstrap > /dev/null; then return; fi
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update --quiet --quiet \
        && apt-get install --yes --quiet --quiet --no-install-recommends docker.io debootstrap iptables; } \
        > /dev/null 2>&1
}

start() { # [OPTION...]
    # In a session of its own: a Ctrl-C is for COMMAND, which needs the daemon to remove what it made.
    setsid dockerd "$@" > "$log" 2>&1 &
    daemon=$!
    for _ in $(seq 60); do
        if answers; then forget_the_killed; return 0; fi
        kill -0 "$daemon" 2> /dev/null || break
        sleep 0.5
    done
    kill "$daemon" 2> /dev/null
    wait "$daemon"
    daemon=
    return 1
}

finish() {
    [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; }
    rm -f -- "$log"
}

case ${1-} in -h | --help) help && exit ;; '' | -*) help >&2 && exit 2 ;; esac

daemon=
log=$(mktemp)
trap finish EXIT
trap 'exit 130' INT TERM

if [ "${INROADS_CONTAINERS-}" = no ]; then
    say "left out, because INROADS_CONTAINERS=no."
elif answers; then
    say "with the Docker daemon that runs here."
    export INROADS_CONTAINERS=required
elif [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    say "left out: no Docker daemon answers, and to start one takes root and apt-get."
    export INROADS_CONTAINERS=no
elif ! install; then
    say "left out: apt-get could not install docker.io and debootstrap."
    export INROADS_CONTAINERS=no
elif start; then
    say "with a Docker daemon started for this run."
    export INROADS_CONTAINERS=required
elif start --storage-driver=vfs; then
    say "with a Docker daemon started for this run, on plain copies (vfs), since overlay2 cannot be had."
    export INROADS_CONTAINERS=required
else
    say "left out: dockerd cannot run on this machine. The end of what it said:"
    tail -5 "$log" >&2
    export INROADS_CONTAINERS=no
fi

"$@"

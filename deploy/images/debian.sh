#!/bin/sh
# Makes an image with Debian and its Python from Debian's packages alone, where no image registry can be reached.
set -eu

help() {
    cat << 'END'
usage: debian.sh [--help] [IMAGE]

Make IMAGE (default: inroads-debian:bookworm) with debootstrap: Debian's smallest system, python3 with venv, and the
certificates of public authorities. It stands in for python:3.11-slim-bookworm. Takes about a minute; needs root,
debootstrap, a reachable Debian mirror, and Docker.

examples:
  deploy/images/debian.sh
  DOCKER=/usr/bin/docker deploy/images/debian.sh my-debian:today
END
}

stop() {
    printf 'debian.sh: %s\n' "$@" >&2
    exit 1
}

case ${1-} in -h | --help) help && exit ;; -*) help >&2 && exit 2 ;; esac
image=${1:-inroads-debian:bookworm}
docker=${DOCKER:-docker}
suite=bookworm

[ "$(id -u)" -eq 0 ] || stop "debootstrap makes a system's files, which takes root." \
    "Start again with sudo, or name a base image that Docker can pull: ./inroads images build --base IMAGE"
command -v debootstrap > /dev/null || stop "debootstrap is not here." \
    "Install it with 'apt-get install debootstrap', then start again."
"$docker" version > /dev/null 2>&1 || stop "Docker does not answer ('$docker version' fails)." \
    "Start dockerd, or name another client in DOCKER, then start again."

root=$(mktemp -d)
trap 'rm -rf -- "$root"' EXIT
trap 'exit 130' INT TERM

echo "Debian $suite: fetching its packages."
debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv "$suite" "$root" > "$root.log" 2>&1 || {
    tail -20 "$root.log" >&2
    stop "debootstrap failed; the lines above say why, all of them are in $root.log."
}
rm -f "$root.log"

# A Debian of the same release knows where security updates come from; that is not written down here.
if grep -qs "^VERSION_CODENAME=$suite$" /etc/os-release && [ -s /etc/apt/sources.list.d/debian.sources ]; then
    echo "Debian $suite: applying security updates."
    rm -f "$root/etc/apt/sources.list"
    cp /etc/apt/sources.list.d/debian.sources "$root/etc/apt/sources.list.d/"
    { chroot "$root" apt-get update && chroot "$root" apt-get upgrade --yes; } > "$root/updates.log" 2>&1 || {
        tail -20 "$root/updates.log" >&2
        stop "The updates could not be applied; the lines above say why."
    }
fi

# What a container never looks at: 60 MB. Licences (copyright files) stay.
find "$root/usr/share/doc" -depth -type f ! -name copyright -delete
rm -rf -- "$root/updates.log" "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/usr/share/man \
    "$root"/usr/share/info "$root"/usr/share/locale
# Packages that are installed later leave the same things out.
printf 'path-exclude /usr/share/%s/*\n' man info locale > "$root/etc/dpkg/dpkg.cfg.d/without-documents"

tar --create --directory "$root" . | "$docker" import --change 'CMD ["python3"]' \
    --change "LABEL org.opencontainers.image.title=$image" - "$image" > /dev/null
echo "$image is made."

#!/bin/sh
# In an image's build: makes the environment $VIRTUAL_ENV with exactly what a lock names, by hash.
# install.sh LOCK [PACKAGE...]: the packages are taken from the workspace's lock, which has everything.
set -eu
lock=$1
shift
workspace=/locks/uv-requirements.txt
authorities=/run/secrets/ca.pem
if [ -s "$authorities" ]; then
    export PIP_CERT="$authorities" SSL_CERT_FILE="$authorities"
fi

locked() { # PACKAGE
    sed -n "/^$1==/,/[^\\\\]\$/p" "$workspace" | grep . || {
        echo "install.sh: the workspace's lock has no $1; make the lock anew (deploy/lock.sh)" >&2
        exit 1
    }
}

locked uv > /locks/uv.txt
python3 -m venv /locks/uv
/locks/uv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement /locks/uv.txt
cp "$lock" /locks/all.txt
for package; do locked "$package" >> /locks/all.txt; done
/locks/uv/bin/uv venv --quiet --python "$(command -v python3)" "$VIRTUAL_ENV"
/locks/uv/bin/uv pip install --require-hashes --no-deps --requirement /locks/all.txt
/locks/uv/bin/uv pip check

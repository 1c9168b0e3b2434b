"""What is installed and downloaded is locked: exact versions, with hashes, naming no host."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from deploy.local.lock import LOCK, kafka_version, locked_jars
from deploy.local.lock_kafka import WANTED

_ROOT = Path(__file__).parents[2]
_REQUIREMENTS = sorted(
    project.with_name("requirements.txt")
    for project in [_ROOT / "pyproject.toml", *_ROOT.glob("s*/**/pyproject.toml")]
)


def _pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(), re.MULTILINE))


def test_every_project_has_a_lock() -> None:
    assert len(_REQUIREMENTS) == 7


@pytest.mark.parametrize("lock", [*_REQUIREMENTS, LOCK], ids=lambda lock: str(lock)[-40:])
def test_a_lock_names_no_place(lock: Path) -> None:
    assert not re.search(r"://|@|^-|\.(?:org|com|net|io)/", lock.read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", _REQUIREMENTS, ids=lambda lock: str(lock)[-40:])
def test_every_requirement_is_exact_and_has_a_hash(lock: Path) -> None:
    lines = [*lock.read_text().splitlines(), ""]
    for line, following in pairwise(lines):
        if not line.startswith("    "):
            assert re.match(r"[a-z0-9.-]+==\S+ ", line)
            assert following.startswith("    --hash=sha256:")


@pytest.mark.parametrize("lock", _REQUIREMENTS, ids=lambda lock: str(lock)[-40:])
def test_a_service_is_deployed_with_what_the_tests_ran_with(lock: Path) -> None:
    assert _pins(lock).items() <= _pins(_ROOT / "requirements.txt").items()


def test_the_jars_are_those_that_were_wanted() -> None:
    locked = {jar.artifact for jar in locked_jars()}
    assert {":".join(wanted) for wanted in WANTED} <= locked
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in locked_jars())
    assert f"org.apache.kafka:kafka_2.13:{kafka_version()}" in locked

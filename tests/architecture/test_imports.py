"""The import rules bite: each violation, planted in an empty copy of the tree, is refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.repository import PRODUCT, ROOT, python_files

CANNOT = {
    "a service imports another": (
        "services/scheduling/handlers/plan_series.py",
        "from services.matching.domain import pool",
        "Services never import each other BROKEN",
    ),
    "a stray room": (
        "services/matching/helpers.py",
        "",
        "Every service has the same rooms, and imports flow one way BROKEN",
    ),
    "a handler looks into the store": (
        "services/matching/handlers/find_place.py",
        "from services.matching.store import tables",
        "Every service has the same rooms, and imports flow one way BROKEN",
    ),
    "the domain knows the database": (
        "services/matching/domain/pool.py",
        "import sqlalchemy",
        "The domain is plain Python BROKEN",
    ),
    "the domain knows a contract": (
        "services/matching/domain/circle.py",
        "from shared.contracts import matching",
        "The domain is plain Python BROKEN",
    ),
    "a handler knows the broker": (
        "services/matching/handlers/form_circle.py",
        "from faststream.kafka import KafkaBroker",
        "Only the edges know the broker and the database BROKEN",
    ),
    "the door out publishes by itself": (
        "services/reporting/publishes.py",
        "from aiokafka import AIOKafkaProducer",
        "Only the edges know the broker and the database BROKEN",
    ),
    "a contract knows the engine": (
        "shared/contracts/fact.py",
        "from shared.runtime import engine",
        "Contracts stand alone BROKEN",
    ),
    "the engine knows a service": (
        "shared/runtime/engine.py",
        "from services.referrals import app",
        "shared knows no service, and nobody knows the deployment BROKEN",
    ),
    "a service knows how it is deployed": (
        "services/referrals/app.py",
        "from deploy.local import stack",
        "A service runs wherever it is deployed BROKEN",
    ),
}

Plant = Callable[[str, str], None]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Writes a file of an empty copy: every file of the product is there, and says nothing."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())

    def write(name: str, content: str) -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content + "\n")

    for file in python_files(*PRODUCT):
        write(file.relative_to(ROOT).as_posix(), "")
    return write


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_tree_without_violations_passes(plant: Plant, tmp_path: Path) -> None:
    found = lint_imports(tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


@pytest.mark.parametrize("violation", CANNOT)
def test_a_violation_is_refused_by_its_own_rule(
    violation: str, plant: Plant, tmp_path: Path
) -> None:
    name, content, verdict = CANNOT[violation]
    plant(name, content)
    found = lint_imports(tmp_path)
    assert found.returncode == 1, found.stdout + found.stderr
    assert verdict in found.stdout

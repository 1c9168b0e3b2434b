"""The tests on a real Kubernetes run when they are asked for, and only then."""

import subprocess
import sys

import pytest

from deploy.cli.__main__ import main
from deploy.cluster.programs import kubernetes_version
from deploy.images.recipes import ROOT

OTHERS = [f"--ignore={folder}" for folder in (ROOT / "tests").iterdir() if folder.name != "cluster"]


def collected(*places: str) -> str:
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", *OTHERS, *places]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize("place", ["", "tests"])
def test_a_plain_run_leaves_them_out(place: str) -> None:
    said = collected(*filter(None, [place]))
    assert "tests/cluster" not in said
    assert "no tests collected" in said


@pytest.mark.parametrize("place", ["tests/cluster", "tests/cluster/test_chart_on_kubernetes.py"])
def test_a_run_that_names_them_has_them(place: str) -> None:
    assert "test_a_referral_gets_its_receipt" in collected(place)


def test_parts_and_a_cluster_are_not_asked_for_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["test", "--cluster", "--only", "lint"])
    assert "not allowed with" in capsys.readouterr().err


def test_the_programs_and_their_libraries_are_of_one_version() -> None:
    lock = (ROOT / "deploy" / "cluster" / "kubernetes" / "go.mod").read_text()
    library = kubernetes_version().replace("v1.", "v0.", 1)
    replaced = [line.split() for line in lock.splitlines() if " => " in line]
    assert replaced
    assert {words[-1] for words in replaced} == {library}

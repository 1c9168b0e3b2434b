"""Same problem and seed, same bytes: in other processes, whatever Python's hashes are there."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]


def digests(hash_seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.matching.optimization.same_bytes"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_circles_caseloads_and_schools_answer_with_the_same_bytes() -> None:
    first, second = digests("1"), digests("2")
    assert len(first) == 3
    assert first == second

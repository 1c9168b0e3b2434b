"""Every bug that is planted is found, by the invariant that stands for what it breaks."""

import pytest

from shared.testing.invariants.all import violations
from shared.testing.simulation.run import simulate
from tests.simulation.five_services import five_services
from tests.simulation.planted import BUGS, PlantedBug

BUDGET = 120
"""Seeds within which a planted bug must be found. The clean system passes all of them."""


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found_by_the_invariant_that_names_it(bug: PlantedBug) -> None:
    found: set[str] = set()
    with bug.plant():
        for seed in (bug.seen_in, *range(BUDGET)):
            found |= {v.invariant for v in violations(simulate(seed, five_services))}
            if bug.invariant in found:
                break
    assert bug.invariant in found

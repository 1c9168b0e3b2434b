"""The drill of a roll-out, as `./inroads region drill --short` plays it.

The whole one is `./inroads soak drill`: the same properties, with every command as a process.
"""

import pytest

from deploy.rollout.drill import drill


@pytest.mark.slow
def test_the_drill_passes() -> None:
    done = drill(short=True)
    assert [step.said for step in done.steps if not step.as_expected] == []
    assert [what for what, holds in done.holds.items() if not holds] == []
    assert len(done.holds) == 6, "two for each region"
    assert all(count > 50 for what, count in done.figures.items() if what.endswith(": events"))

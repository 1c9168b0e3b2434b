"""The drill of a whole roll-out, as `./inroads region drill` plays it."""

import pytest

from deploy.rollout.drill import drill


@pytest.mark.slow
def test_the_drill_passes() -> None:
    done = drill()
    assert [step.said for step in done.steps if not step.as_expected] == []
    assert [what for what, holds in done.holds.items() if not holds] == []
    assert all(count > 50 for what, count in done.figures.items() if what.endswith(": events"))
